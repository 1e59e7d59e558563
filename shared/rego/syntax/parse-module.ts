import { RegoCompileError } from '../errors';
import type { Import, Literal, Module, Rule, Term } from './ast';
import { type Comment, lex, parseError } from './lex';
import { parseQuery } from './parse-query';
import { parseRule } from './parse-rule';
import { parseTerm } from './parse-term';
import {
  ALWAYS_KEYWORDS,
  FUTURE_KEYWORDS,
  failAt,
  isKeyword,
  isName,
  next,
  type ParserState,
  peek,
  positionOf,
  unexpected,
} from './parser-state';

/**
 * Parses one module; `keywords` are words that are keywords without an import. Throws `RegoCompileError`
 * (rego_parse_error) with the place of the first mistake.
 */
export function parseModule(
  source: string,
  file: string,
  version: 'v0' | 'v1',
  keywords: readonly string[] = [],
): Module {
  const { tokens, comments } = lex(source, file);
  return guardStack(file, () => {
    const first = newState(file, tokens, version);
    const head = parsePreamble(first);
    const effective = head.imports.some((i) => i.path.join('.') === 'rego.v1') ? 'v1' : version;
    const p: ParserState = { ...first, version: effective };
    for (const word of keywords) p.keywords.add(word);
    if (effective === 'v1') for (const word of FUTURE_KEYWORDS) p.keywords.add(word);
    const rules: Rule[] = [];
    const blocks = annotationBlocks(comments);
    while (peek(p).type !== 'eof') {
      const token = peek(p);
      if (isKeyword(p, token, 'import') || isKeyword(p, token, 'package')) throw unexpected(p, token);
      const parsed = parseRule(p);
      const annotation = blocks.find((b) => b.lastRow + 1 === token.row)?.text;
      rules.push(...parsed.map((rule) => (annotation === undefined ? rule : { ...rule, annotation })));
      const after = peek(p);
      if (after.type === 'op' && after.text === ';') throw unexpected(p, after);
    }
    return {
      file,
      version: effective,
      package: head.package,
      packagePos: head.pos,
      imports: head.imports,
      rules,
      annotations: blocks.map((b) => ({ row: b.firstRow, text: b.text })),
      packageAnnotation: blocks.find((b) => b.lastRow + 1 === head.pos.row)?.text,
      notKeepsAll: p.keywords.has('not {'),
    };
  });
}

/** Parses a query (a rule body) as `evaluate` takes it. */
export function parseQueryText(source: string, file: string, version: 'v0' | 'v1'): Literal[] {
  const { tokens } = lex(source, file);
  return guardStack(file, () => {
    const p = newState(file, tokens, version);
    for (const word of FUTURE_KEYWORDS) p.keywords.add(word);
    return parseQuery(p, '');
  });
}

/** Parses a single term, such as `input_term` texts: `{"a": {1, 2}}`. */
export function parseTermText(source: string, file: string): Term {
  const { tokens } = lex(source, file);
  return guardStack(file, () => {
    const p = newState(file, tokens, 'v1');
    const term = parseTerm(p);
    if (peek(p).type !== 'eof') throw unexpected(p, peek(p));
    return term;
  });
}

function newState(file: string, tokens: ParserState['tokens'], version: 'v0' | 'v1'): ParserState {
  const keywords = new Set([...ALWAYS_KEYWORDS, ...(version === 'v1' ? FUTURE_KEYWORDS : [])]);
  return {
    file,
    tokens,
    i: 0,
    depth: 0,
    wildcards: 0,
    version,
    keywords,
    notComprehension: new Set(),
    query: parseQuery,
  };
}

/** Deep nesting that slips past the counter (long operator chains) must not end in a stack overflow. */
function guardStack<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) throw parseError(file, 1, 1, 'source is nested too deeply; simplify it');
    throw error;
  }
}

function parsePreamble(p: ParserState) {
  const token = peek(p);
  if (token.type === 'eof') throw failAt(p, token, 'empty module');
  if (!isKeyword(p, token, 'package')) throw unexpected(p, token, 'package expected');
  next(p);
  const pos = positionOf(p, token);
  const path = parsePath(p);
  const imports: Import[] = [];
  while (isKeyword(p, peek(p), 'import')) {
    const imported = parseImport(p);
    imports.push(imported);
    enableKeywords(p, imported);
    const after = peek(p);
    if (after.type === 'op' && after.text === ';') next(p);
  }
  return { package: path, pos, imports };
}

function parsePath(p: ParserState): string[] {
  const first = peek(p);
  if (first.type !== 'ident') throw unexpected(p, first, 'expected ident');
  next(p);
  const path = [first.text];
  for (;;) {
    const token = peek(p);
    if (token.type !== 'op' || token.ws || (token.text !== '.' && token.text !== '[')) return path;
    next(p);
    const part = next(p);
    if (token.text === '.' ? part.type !== 'ident' : part.type !== 'string' && part.type !== 'rawstring') {
      throw unexpected(p, part, 'expected ident');
    }
    path.push(part.text);
    if (token.text === '[') {
      const close = next(p);
      if (close.text !== ']') throw unexpected(p, close, 'expected ]');
    }
  }
}

function parseImport(p: ParserState): Import {
  const start = next(p);
  const pos = positionOf(p, start);
  const at = peek(p);
  const path = parsePath(p);
  const [root] = path;
  if (root !== 'data' && root !== 'input' && root !== 'future' && root !== 'rego') {
    throw failAt(
      p,
      at,
      `unexpected import path, must begin with one of: {data, future, input, rego}, got: ${root}`,
    );
  }
  if (root === 'rego' && path.join('.') !== 'rego.v1')
    throw failAt(p, at, 'invalid import, must be `rego.v1`');
  let alias = path.at(-1) as string;
  let explicitAlias = false;
  if (isKeyword(p, peek(p), 'as')) {
    next(p);
    const name = peek(p);
    if (!isName(p, name)) throw unexpected(p, name, 'expected an alias');
    if (root === 'rego' || root === 'future') {
      throw failAt(p, name, `${root} imports cannot be aliased`);
    }
    if (name.text === 'input' || name.text === 'data' || name.text === '_')
      throw failAt(p, name, `unexpected import alias, must not be a reserved name, got: ${name.text}`);
    next(p);
    alias = name.text;
    explicitAlias = true;
  }
  const last = path.at(-1) as string;
  const word = root !== 'future' && root !== 'rego' && path.length > 1 && p.keywords.has(last);
  if (word && !explicitAlias) {
    const hint = 'hint: import a different path or use an alias';
    throw failAt(p, at, `unexpected import path, must not end with a keyword, got: ${last} (${hint})`);
  }
  return { path, alias, explicitAlias, pos };
}

function enableKeywords(p: ParserState, { path, pos }: Import): void {
  if (path[0] !== 'future') return;
  const fail = (message: string): RegoCompileError =>
    new RegoCompileError([{ code: 'rego_parse_error', message, ...pos }]);
  if (path[1] !== 'keywords' || path.length > 3) throw fail('invalid import, must be `future.keywords`');
  const [, , word] = path;
  if (word === undefined) for (const each of FUTURE_KEYWORDS) p.keywords.add(each);
  else if (word === 'not') p.keywords.add('not {');
  else if (FUTURE_KEYWORDS.includes(word)) p.keywords.add(word);
  else throw fail(`unexpected keyword, must be one of [contains every if in not], got: ${word}`);
  if (word === 'every') p.keywords.add('in');
}

interface AnnotationBlock {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly text: string;
}

function annotationBlocks(comments: readonly Comment[]): AnnotationBlock[] {
  const blocks: { firstRow: number; lastRow: number; text: string }[] = [];
  let open: (typeof blocks)[number] | undefined;
  for (const { row, col, text } of comments) {
    if (text.trim() === 'METADATA' && col === 1) {
      open = { firstRow: row, lastRow: row, text: '' };
      blocks.push(open);
    } else if (open !== undefined && open.lastRow + 1 === row) {
      open.lastRow = row;
      open.text += `${text.startsWith(' ') ? text.slice(1) : text}\n`;
    } else {
      open = undefined;
    }
  }
  return blocks;
}
