import type { RegoCompileError, SourcePosition } from '../errors';
import type { Literal } from './ast';
import { parseError } from './lex';
import type { Token } from './token';

/** Brackets, negations and calls nested deeper than this are refused, long before the stack runs out. */
export const MAX_NESTING = 400;

/** Where a parse stands. `query` is handed in by the query parser, since terms and queries nest in one another. */
export interface ParserState {
  readonly file: string;
  readonly tokens: readonly Token[];
  i: number;
  depth: number;
  wildcards: number;
  readonly version: 'v0' | 'v1';
  /** Words that are keywords here: the fixed ones and those of the version and its imports. */
  readonly keywords: Set<string>;
  /** Tokens at which the reading as a comprehension already failed; keeps backtracking linear. */
  readonly notComprehension: Set<number>;
  readonly query: (p: ParserState, close: string) => Literal[];
}

export const ALWAYS_KEYWORDS = [
  'package',
  'import',
  'as',
  'default',
  'else',
  'not',
  'some',
  'with',
  'null',
  'true',
  'false',
];
export const FUTURE_KEYWORDS = ['in', 'every', 'if', 'contains'];

export function peek(p: ParserState, ahead = 0): Token {
  return p.tokens[Math.min(p.i + ahead, p.tokens.length - 1)] as Token;
}

export function next(p: ParserState): Token {
  const token = peek(p);
  if (p.i < p.tokens.length - 1) p.i++;
  return token;
}

export function isOp(token: Token, text: string): boolean {
  return token.type === 'op' && token.text === text;
}

/** The token is this word, and the word is a keyword here. */
export function isKeyword(p: ParserState, token: Token, word: string): boolean {
  return token.type === 'ident' && token.text === word && p.keywords.has(word) && !token.dotted;
}

export function isName(p: ParserState, token: Token): boolean {
  return token.type === 'ident' && (token.dotted || !p.keywords.has(token.text));
}

export function acceptOp(p: ParserState, text: string): boolean {
  if (!isOp(peek(p), text)) return false;
  next(p);
  return true;
}

export function expectOp(p: ParserState, text: string): Token {
  const token = peek(p);
  if (!isOp(token, text)) throw unexpected(p, token, `expected ${text}`);
  return next(p);
}

export function positionOf(p: ParserState, token: Token): SourcePosition {
  return { file: p.file, row: token.row, col: token.col };
}

export function failAt(p: ParserState, token: Token, message: string): RegoCompileError {
  return parseError(p.file, token.row, token.col, message);
}

export function unexpected(p: ParserState, token: Token, hint?: string): RegoCompileError {
  const what =
    token.type === 'eof'
      ? 'eof token'
      : token.type === 'op'
        ? `${token.text} token`
        : p.keywords.has(token.text) && token.type === 'ident'
          ? `${token.text} keyword`
          : token.type === 'ident'
            ? 'identifier token'
            : `${token.type} token`;
  return failAt(p, token, `unexpected ${what}${hint === undefined ? '' : `: ${hint}`}`);
}

/** Runs `parse` one nesting level deeper. */
export function nested<T>(p: ParserState, parse: () => T): T {
  if (++p.depth > MAX_NESTING) {
    throw failAt(p, peek(p), `nested more than ${MAX_NESTING} levels deep; simplify the expression`);
  }
  const result = parse();
  p.depth--;
  return result;
}

export function freshWildcard(p: ParserState): string {
  return `$${++p.wildcards}`;
}
