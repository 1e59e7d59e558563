/** Kinds of tokens: punctuators are their own text. */
export type TokenKind =
  | 'Name'
  | 'Int'
  | 'Float'
  | 'String'
  | 'BlockString'
  | '<EOF>'
  | '<Invalid>'
  | Punctuator;
type Punctuator = '!' | '$' | '&' | '(' | ')' | '...' | ':' | '=' | '@' | '[' | ']' | '{' | '|' | '}';

export interface Token {
  readonly kind: TokenKind;
  /** Name, number as written, or the string's content; empty for punctuators. */
  readonly value: string;
  readonly line: number;
  readonly column: number;
}

const SPACE = /(?:[\ufeff \t,]|#[^\n\r]*)+/y;
const LINE_BREAK = /\r\n|\n|\r/y;
const PATTERNS: readonly (readonly [TokenKind | '', RegExp])[] = [
  ['Name', /[_A-Za-z][_0-9A-Za-z]*/y],
  ['Float', /-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)/y],
  ['Int', /-?(?:0|[1-9]\d*)/y],
  ['', /\.\.\.|[!$&():=@[\]{|}]/y],
  ['BlockString', /"""(?:\\"""|(?!""")[\s\S])*"""/y],
  ['String', /"(?!"")(?:[^"\\\n\r]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y],
  ['String', /""(?!")/y],
];
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The tokens of a GraphQL text; the last one is `<EOF>`, or `<Invalid>` where no token can be read. */
export function lexGraphql(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const newLines = (text: string, from: number): void => {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) {
      line++;
      lineStart = from + (match.index ?? 0) + match[0].length;
    }
  };
  for (;;) {
    for (;;) {
      SPACE.lastIndex = at;
      at += SPACE.exec(source)?.[0].length ?? 0;
      LINE_BREAK.lastIndex = at;
      const size = LINE_BREAK.exec(source)?.[0].length;
      if (size === undefined) break;
      at += size;
      line++;
      lineStart = at;
    }
    const place = { line, column: at - lineStart + 1 };
    if (at >= source.length) return [...tokens, { kind: '<EOF>', value: '', ...place }];
    const found = readToken(source, at);
    if (found === undefined) {
      // An unterminated block string is noticed where the text ends.
      if (source.startsWith('"""', at)) newLines(source.slice(at), at);
      const column = source.startsWith('"""', at) ? source.length - lineStart + 1 : place.column;
      return [...tokens, { kind: '<Invalid>', value: '', line, column }];
    }
    const [kind, text] = found;
    tokens.push({ kind: kind === '' ? (text as Punctuator) : kind, value: contentOf(kind, text), ...place });
    if (kind === 'BlockString') newLines(text, at);
    at += text.length;
  }
}

function readToken(source: string, at: number): readonly [TokenKind | '', string] | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return [kind, text];
  }
  return undefined;
}

function contentOf(kind: TokenKind | '', text: string): string {
  if (kind === '') return '';
  if (kind === 'BlockString') return blockText(text.slice(3, -3).replaceAll('\\"""', '"""'));
  if (kind !== 'String') return text;
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, c: string) =>
      hex === undefined ? (ESCAPES[c] ?? c) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** A block string without its common indentation and its blank first and last lines. */
function blockText(raw: string): string {
  const lines = raw.split(/\r\n|\n|\r/);
  const indents = lines
    .slice(1)
    .filter((l) => l.trim() !== '')
    .map((l) => (/^[ \t]*/.exec(l)?.[0] ?? '').length);
  const indent = indents.reduce((least, size) => Math.min(least, size), indents[0] ?? 0);
  const cut = lines.map((l, i) => (i === 0 ? l : l.slice(indent)));
  let first = 0;
  let end = cut.length;
  while (first < end && cut[first]?.trim() === '') first++;
  while (end > first && cut[end - 1]?.trim() === '') end--;
  return cut.slice(first, end).join('\n');
}
