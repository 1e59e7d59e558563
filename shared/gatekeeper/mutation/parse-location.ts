/** One step of a location: into a field of an object, or to elements of a list by the value of a key field. */
export type LocationNode =
  | { readonly type: 'object'; readonly name: string }
  | { readonly type: 'list'; readonly key: string; readonly value: string | number }
  | { readonly type: 'glob'; readonly key: string };

/** A location text that does not follow the grammar; `position` counts from 0. */
export class LocationError extends Error {
  override readonly name = 'LocationError';
  constructor(
    problem: string,
    readonly position: number,
  ) {
    super(`${problem} at position ${position}`);
  }
}

type Token =
  | { readonly kind: 'mark'; readonly text: string; readonly at: number }
  | { readonly kind: 'name' | 'quoted' | 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

const identifier = /[A-Za-z_-][A-Za-z0-9_-]*/y;
const digits = /[0-9]+/y;
/** Longest location that is read. */
const maxLength = 4_096;

/**
 * Parses a mutator's location, such as `spec.containers[name: *].image` or `metadata.labels."a.b/c"`: fields separated
 * by dots, each followed by at most one list selector. Source of the grammar: Gatekeeper's mutation paths.
 *
 * @throws LocationError
 */
export function parseLocation(text: string): LocationNode[] {
  if (text.length > maxLength)
    throw new LocationError(`a location has at most ${maxLength} characters`, maxLength);
  const tokens = tokenize(text);
  const nodes: LocationNode[] = [];
  let index = 0;
  const next = (): Token => tokens[index++] ?? { kind: 'end', text: '', at: text.length };
  const expectMark = (mark: string): void => {
    const token = next();
    if (token.kind !== 'mark' || token.text !== mark) throw unexpected(token, `"${mark}"`);
  };
  if (tokens.length === 1) return [];
  for (;;) {
    nodes.push({ type: 'object', name: readName(next()) });
    let token = next();
    if (token.kind === 'mark' && token.text === '[') {
      const key = readName(next());
      expectMark(':');
      nodes.push(readSelector(key, next()));
      expectMark(']');
      token = next();
    }
    if (token.kind === 'end') return nodes;
    if (token.kind !== 'mark' || token.text !== '.') throw unexpected(token, '"." or the end');
  }
}

function readName(token: Token): string {
  if (token.kind === 'name' || token.kind === 'quoted') return token.text;
  throw unexpected(token, 'a field name');
}

function readSelector(key: string, token: Token): LocationNode {
  if (token.kind === 'mark' && token.text === '*') return { type: 'glob', key };
  if (token.kind === 'number') {
    const value = Number(token.text);
    if (!Number.isSafeInteger(value)) throw unexpected(token, 'a smaller number');
    return { type: 'list', key, value };
  }
  if (token.kind === 'name' || token.kind === 'quoted') return { type: 'list', key, value: token.text };
  throw unexpected(token, 'a key value or "*"');
}

function unexpected(token: Token, wanted: string): LocationError {
  const found = token.kind === 'end' ? 'the end' : JSON.stringify(token.text);
  return new LocationError(`expected ${wanted}, found ${found}`, token.at);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) at += 1;
    else if ('.[]:*'.includes(character)) {
      tokens.push({ kind: 'mark', text: character, at });
      at += 1;
    } else if (character === '"' || character === "'") {
      const { value, end } = readQuoted(text, at, character);
      tokens.push({ kind: 'quoted', text: value, at });
      at = end;
    } else {
      const number = matchAt(digits, text, at);
      const found = number ?? matchAt(identifier, text, at);
      if (found === undefined)
        throw new LocationError(`unexpected character ${JSON.stringify(character)}`, at);
      tokens.push({ kind: number === undefined ? 'name' : 'number', text: found, at });
      at += found.length;
    }
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A backslash takes the next character as it is. */
function readQuoted(text: string, start: number, quote: string): { value: string; end: number } {
  let value = '';
  let at = start + 1;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === quote) return { value, end: at + 1 };
    if (character === '\\') at += 1;
    value += text[at] ?? '';
    at += 1;
  }
  throw new LocationError('a quoted name has no end', start);
}
