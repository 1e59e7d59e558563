import type { RegoValue } from '../../values/value';
import { BuiltinFailure } from '../failure';
import { type Node, nodeOf } from './graphql-node';
import { lexGraphql, type Token, type TokenKind } from './lex-graphql';

/** Selections, values and types nested deeper than this are refused. */
const MAX_DEPTH = 200;
/** Longer texts are refused. */
const MAX_LENGTH = 5_000_000;

export interface Parser {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

export function startParser(source: string): Parser {
  if (source.length > MAX_LENGTH) throw new BuiltinFailure('GraphQL text is too long');
  return { tokens: lexGraphql(source), at: 0, depth: 0 };
}

export function peek(p: Parser): Token {
  return p.tokens[Math.min(p.at, p.tokens.length - 1)] as Token;
}

export function next(p: Parser): Token {
  const token = peek(p);
  p.at++;
  return token;
}

export function failAt(token: Token, message: string): BuiltinFailure {
  return new BuiltinFailure(`${message} in GraphQL string at location ${token.line}:${token.column}`);
}

function shown({ kind, value }: Token): string {
  return value === '' ? kind : `${kind} ${JSON.stringify(value)}`;
}

export function unexpected(token: Token): BuiltinFailure {
  return failAt(token, `Unexpected ${shown(token)}`);
}

export function expect(p: Parser, kind: TokenKind): Token {
  const token = peek(p);
  if (token.kind !== kind) throw failAt(token, `Expected ${kind}, found ${shown(token)}`);
  return next(p);
}

export function expectWord(p: Parser, word: string): void {
  const token = peek(p);
  if (token.kind !== 'Name' || token.value !== word)
    throw failAt(token, `Expected ${JSON.stringify(word)}, found ${shown(token)}`);
  next(p);
}

export function isWord(p: Parser, word: string): boolean {
  const token = peek(p);
  return token.kind === 'Name' && token.value === word;
}

export function skip(p: Parser, kind: TokenKind): boolean {
  if (peek(p).kind !== kind) return false;
  next(p);
  return true;
}

export function name(p: Parser): string {
  return expect(p, 'Name').value;
}

/** What stands between two brackets, if the first is there. */
export function many<T>(p: Parser, open: TokenKind, close: TokenKind, one: () => T): T[] {
  const found: T[] = [];
  if (!skip(p, open)) return found;
  deeper(p, () => {
    while (peek(p).kind !== close) found.push(one());
  });
  next(p);
  return found;
}

/** The same where nothing between the brackets is a mistake. */
export function some<T>(p: Parser, open: TokenKind, close: TokenKind, one: () => T): T[] {
  const opened = peek(p).kind === open;
  const found = many(p, open, close, () => one());
  const end = p.tokens[p.at - 1] as Token;
  if (opened && found.length === 0) throw failAt(end, `expected at least one definition, found ${end.kind}`);
  return found;
}

export function deeper<T>(p: Parser, parse: () => T): T {
  if (++p.depth > MAX_DEPTH) throw failAt(peek(p), `nested more than ${MAX_DEPTH} levels deep`);
  const result = parse();
  p.depth--;
  return result;
}

export function directives(p: Parser, constant: boolean): Node[] {
  const found: Node[] = [];
  while (skip(p, '@'))
    found.push(nodeOf({ Name: name(p), Arguments: callArguments(p, constant), Location: '' }));
  return found;
}

export function callArguments(p: Parser, constant: boolean): Node[] {
  return many(p, '(', ')', () => {
    const Name = name(p);
    expect(p, ':');
    return nodeOf({ Name, Value: value(p, constant) });
  });
}

/** gqlparser's numbers for kinds of values. */
export const VALUE_KIND = {
  variable: 0,
  int: 1,
  float: 2,
  string: 3,
  block: 4,
  boolean: 5,
  null: 6,
  enum: 7,
  list: 8,
  object: 9,
} as const;

const SIMPLE: Partial<Record<TokenKind, number>> = {
  Int: VALUE_KIND.int,
  Float: VALUE_KIND.float,
  String: VALUE_KIND.string,
  BlockString: VALUE_KIND.block,
};

export function value(p: Parser, constant: boolean): Node {
  const token = peek(p);
  const make = (Kind: number, Raw: string, Children?: RegoValue): Node =>
    nodeOf({ Raw, Kind, Children, ExpectedTypeHasDefault: false });
  if (token.kind === '[') {
    const items = many(p, '[', ']', () => nodeOf({ Name: '', Value: value(p, constant) }));
    return make(VALUE_KIND.list, '', items);
  }
  if (token.kind === '{') {
    const fields = many(p, '{', '}', () => {
      const Name = name(p);
      expect(p, ':');
      return nodeOf({ Name, Value: value(p, constant) });
    });
    return make(VALUE_KIND.object, '', fields);
  }
  if (token.kind === '$') {
    if (constant) throw unexpected(token);
    next(p);
    return make(VALUE_KIND.variable, name(p));
  }
  const simple = SIMPLE[token.kind];
  if (simple !== undefined) return make(simple, next(p).value);
  if (token.kind !== 'Name') throw unexpected(token);
  const word = next(p).value;
  if (word === 'true' || word === 'false') return make(VALUE_KIND.boolean, word);
  return make(word === 'null' ? VALUE_KIND.null : VALUE_KIND.enum, word);
}

export function typeReference(p: Parser): Node {
  if (skip(p, '[')) {
    const Elem = deeper(p, () => typeReference(p));
    expect(p, ']');
    return nodeOf({ NamedType: '', Elem, NonNull: skip(p, '!') });
  }
  return nodeOf({ NamedType: name(p), NonNull: skip(p, '!') });
}
