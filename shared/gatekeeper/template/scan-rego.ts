/** One reference to `data`, `input` or a library in a module, as far as its first segments are constant. */
export interface ScannedReference {
  /** Segments after the root; a segment that is no constant ends the list with undefined. */
  readonly path: readonly (string | undefined)[];
  readonly line: number;
}

/** What the rules for template modules need to know of a Rego module. */
export interface ScannedModule {
  /** Segments of the package name; empty when there is no package line. */
  readonly packagePath: readonly string[];
  readonly imports: readonly ScannedReference[];
  readonly dataReferences: readonly ScannedReference[];
  /** Names at the start of rules. */
  readonly ruleNames: ReadonlySet<string>;
}

interface Token {
  readonly kind: 'word' | 'text' | 'mark' | 'line';
  readonly text: string;
  readonly line: number;
}

const tokenPattern =
  /(#[^\n]*)|(\n)|("(?:[^"\\\n]|\\.)*")|(`[^`]*`)|([A-Za-z_][A-Za-z0-9_]*)|([0-9][0-9A-Za-z.]*)|([^\s])/g;

/**
 * Reads package, imports, `data` references and rule names off a Rego module without parsing it: only words, strings
 * and line ends count, so that it works for every Rego version and for modules that do not parse.
 */
export function scanRego(source: string): ScannedModule {
  const tokens = tokenize(source);
  const imports: ScannedReference[] = [];
  const dataReferences: ScannedReference[] = [];
  const ruleNames = new Set<string>();
  let packagePath: readonly string[] = [];
  let depth = 0;
  tokens.forEach((token, index) => {
    if (token.kind === 'mark') {
      if ('{[('.includes(token.text)) depth += 1;
      if ('}])'.includes(token.text)) depth -= 1;
    }
    if (token.kind !== 'word' || previousMark(tokens, index) === '.') return;
    const first = depth === 0 && startsLine(tokens, index);
    if (first && token.text === 'package') {
      packagePath = readPath(tokens, index + 1).filter((segment) => segment !== undefined);
    } else if (first && token.text === 'import') {
      imports.push({ path: readPath(tokens, index + 1), line: token.line });
    } else if (first) {
      ruleNames.add(token.text === 'default' ? (tokens[index + 1]?.text ?? '') : token.text);
    }
    if (token.text === 'data' && !inImport(tokens, index)) {
      dataReferences.push({ path: readPath(tokens, index).slice(1), line: token.line });
    }
  });
  return { packagePath, imports, dataReferences, ruleNames };
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const match of source.matchAll(tokenPattern)) {
    const [text, comment, lineEnd, quoted, raw, word, number] = match;
    if (lineEnd !== undefined) tokens.push({ kind: 'line', text, line });
    else if (quoted !== undefined || raw !== undefined)
      tokens.push({ kind: 'text', text: text.slice(1, -1), line });
    else if (word !== undefined) tokens.push({ kind: 'word', text, line });
    else if (comment === undefined && number === undefined) tokens.push({ kind: 'mark', text, line });
    for (const character of text) if (character === '\n') line += 1;
  }
  return tokens;
}

function previousMark(tokens: readonly Token[], index: number): string | undefined {
  const before = tokens[index - 1];
  return before?.kind === 'mark' ? before.text : undefined;
}

function startsLine(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before === undefined || before.kind === 'line' || before.text === ';' || before.text === '}';
}

function inImport(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.text === 'import' && tokens[index - 1]?.kind === 'word';
}

/** Reads `a.b["c"][d]` from a token on: constant segments, and undefined for the first that is none. */
function readPath(tokens: readonly Token[], start: number): (string | undefined)[] {
  const first = tokens[start];
  if (first === undefined || first.kind !== 'word') return [undefined];
  const path: (string | undefined)[] = [first.text];
  let index = start + 1;
  for (;;) {
    const mark = tokens[index];
    const next = tokens[index + 1];
    if (mark?.kind !== 'mark' || next === undefined) return path;
    if (mark.text === '.' && next.kind === 'word') {
      path.push(next.text);
      index += 2;
    } else if (mark.text === '[' && next.kind === 'text' && tokens[index + 2]?.text === ']') {
      path.push(next.text);
      index += 3;
    } else {
      return mark.text === '[' ? [...path, undefined] : path;
    }
  }
}
