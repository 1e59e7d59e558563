import { CelError, CelOpaque } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';

/** The parts of a URL: absolute, or a path that starts with a slash. Letters stay as they are written. */
class KubernetesUrl extends CelOpaque {
  override readonly typeName = 'kubernetes.URL';
  constructor(
    readonly text: string,
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {
    super();
  }
  override equals(other: CelOpaque): boolean {
    return other instanceof KubernetesUrl && other.text === this.text;
  }
  get port(): string {
    return /:(\d*)$/.exec(this.host)?.[1] ?? '';
  }
  get hostname(): string {
    return this.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  }
}

/** The URL functions of CEL in Kubernetes. */
export function registerUrls({ global, member }: CelRegistry): void {
  global('url', ['string'], 'URL', (text: string) => {
    const url = parseUrl(text);
    if (url === undefined) throw new CelError(`URL parse error during conversion from string: ${text}`);
    return url;
  });
  global('isURL', ['string'], 'bool', (text: string) => parseUrl(text) !== undefined);
  member('getScheme', ['URL'], 'string', (url: KubernetesUrl) => url.scheme);
  member('getHost', ['URL'], 'string', (url: KubernetesUrl) => url.host);
  member('getHostname', ['URL'], 'string', (url: KubernetesUrl) => url.hostname);
  member('getPort', ['URL'], 'string', (url: KubernetesUrl) => url.port);
  member('getEscapedPath', ['URL'], 'string', (url: KubernetesUrl) => escapePath(url.path));
  member('getQuery', ['URL'], 'map(string,list(string))', (url: KubernetesUrl) => {
    const query: Record<string, string[]> = Object.create(null);
    const parameters = new URLSearchParams(url.query);
    for (const key of new Set(parameters.keys())) query[key] = parameters.getAll(key);
    return query;
  });
}

/** Longest URL that is read. */
const maxLength = 65_536;
const hostPattern = /^(?:\[[0-9A-Fa-f:.%]+\]|[^\s:#[\]<>"\\^`{|}]*)(?::\d*)?$/;

/** A URL as Go's ParseRequestURI takes it: with a scheme, or from the root; a fragment belongs to the path. */
function parseUrl(text: string): KubernetesUrl | undefined {
  if (text === '' || text.length > maxLength || /[\p{Cc}]/u.test(text)) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  const rest = scheme === undefined ? text : text.slice(scheme.length + 1);
  if (scheme === undefined ? !rest.startsWith('/') : rest === '') return undefined;
  const [main = '', query = ''] = split(rest, '?');
  if (!main.startsWith('/')) {
    return scheme === undefined ? undefined : new KubernetesUrl(text, scheme.toLowerCase(), '', '', query);
  }
  if (scheme === undefined || !main.startsWith('//')) {
    return isPath(main) ? new KubernetesUrl(text, (scheme ?? '').toLowerCase(), '', main, query) : undefined;
  }
  const slash = main.indexOf('/', 2);
  const authority = slash < 0 ? main.slice(2) : main.slice(2, slash);
  const path = slash < 0 ? '' : main.slice(slash);
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(0, at));
  const host = authority.slice(at + 1);
  const sound = hostPattern.test(host) && isPath(path) && /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user);
  return sound ? new KubernetesUrl(text, scheme.toLowerCase(), host, path, query) : undefined;
}

function split(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function isPath(path: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(path);
}

/** What is escaped stays so; what must be is. */
function escapePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]/gu, (character) => encodeURIComponent(character));
}
