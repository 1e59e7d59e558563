/** The parts of an image reference; the tag holds its sign, `:` or `@`. */
export interface ImageReference {
  readonly domain: string;
  readonly path: string;
  readonly tag: string;
}

const domainPattern = /^(?:\w[\w-]*\.(?:[\w.-]*\w)|localhost)(?::\d+)?$/;
const pathPattern = /^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$/;
const tagPattern =
  /^(?::\w[\w.-]{0,127}|@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,128})$/;
/** Longest part that is checked; longer ones are refused. */
const maxLength = 512;

/**
 * Splits an image reference: the part before the first slash is a domain if it has a dot or a colon, or is
 * `localhost`; the tag begins at the first `:` or `@` of the rest.
 */
export function splitImage(image: string): ImageReference {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const domain = looksLikeDomain(first) ? first : '';
  const rest = domain === '' ? image : image.slice(slash + 1);
  const sign = rest.search(/[:@]/);
  return sign < 0
    ? { domain, path: rest, tag: '' }
    : { domain, path: rest.slice(0, sign), tag: rest.slice(sign) };
}

/** Joins the parts of an image reference. */
export function joinImage({ domain, path, tag }: ImageReference): string {
  return `${domain === '' ? '' : `${domain}/`}${path}${tag}`;
}

/** What is wrong with parts to assign; the first problem, or undefined. */
export function imagePartsProblem(parts: Partial<ImageReference>): string | undefined {
  const { domain, path, tag } = parts;
  if (domain === undefined && path === undefined && tag === undefined) {
    return 'at least one of assignDomain, assignPath and assignTag is needed';
  }
  if (domain !== undefined && !fits(domainPattern, domain))
    return `assignDomain "${domain}" is not a fully qualified host name or localhost, with an optional port`;
  if (path !== undefined && !fits(pathPattern, path))
    return `assignPath "${path}" is not a path of lower-case components`;
  if (tag !== undefined && !fits(tagPattern, tag))
    return `assignTag "${tag}" is neither ":tag" nor "@algorithm:digest"`;
  const [first = ''] = (path ?? '').split('/');
  if (domain === undefined && path?.includes('/') === true && looksLikeDomain(first)) {
    return `assignPath "${path}" would be read as a domain; set assignDomain too`;
  }
  return undefined;
}

function looksLikeDomain(part: string): boolean {
  return part.includes('.') || part.includes(':') || part === 'localhost';
}

function fits(pattern: RegExp, text: string): boolean {
  return text.length <= maxLength && pattern.test(text);
}
