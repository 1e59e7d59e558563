import { RegoCompileError } from '../errors';
import { numberFromText } from '../values/number';
import type { CallTerm, ObjectTerm, Term } from './ast';
import {
  acceptOp,
  expectOp,
  failAt,
  freshWildcard,
  isKeyword,
  isName,
  isOp,
  nested,
  next,
  type ParserState,
  peek,
  positionOf,
  unexpected,
} from './parser-state';
import type { Token } from './token';

const RELATIONS = new Map([
  ['==', 'equal'],
  ['!=', 'neq'],
  ['<', 'lt'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['>=', 'gte'],
]);
/** Binary operators from loosest to tightest. */
const LEVELS: readonly ReadonlyMap<string, string>[] = [
  RELATIONS,
  new Map([['|', 'or']]),
  new Map([['&', 'and']]),
  new Map([
    ['+', 'plus'],
    ['-', 'minus'],
  ]),
  new Map([
    ['*', 'mul'],
    ['/', 'div'],
    ['%', 'rem'],
  ]),
];
/** An operator that stands between two operands. */
export function isInfix(p: ParserState, token: Token): boolean {
  return isKeyword(p, token, 'in') || (token.type === 'op' && LEVELS.some((level) => level.has(token.text)));
}

const RELATION_LEVEL = 0;
const AND_LEVEL = 2;

/**
 * An expression with `in`. `pairs` allows the form `k, v in xs`, which inside lists needs parentheses since the
 * comma separates items there.
 */
export function parseExpression(p: ParserState, pairs: boolean, start?: Term): Term {
  let left = parseBinary(p, RELATION_LEVEL, start);
  if (pairs && isOp(peek(p), ',') && p.keywords.has('in')) {
    const save = p.i;
    next(p);
    const value = parseBinary(p, RELATION_LEVEL);
    if (isKeyword(p, peek(p), 'in')) {
      next(p);
      left = call(['internal', 'member_3'], [left, value, parseBinary(p, RELATION_LEVEL)], left.pos);
    } else {
      p.i = save;
      return left;
    }
  }
  while (isKeyword(p, peek(p), 'in')) {
    next(p);
    left = call(['internal', 'member_2'], [left, parseBinary(p, RELATION_LEVEL)], left.pos);
  }
  return left;
}

/** An expression of binary operators from `level` on; `start` is an operand that was read already. */
export function parseBinary(p: ParserState, level: number, start?: Term): Term {
  const operators = LEVELS[level];
  if (operators === undefined) return start ?? parseTerm(p);
  let left = parseBinary(p, level + 1, start);
  for (;;) {
    const token = peek(p);
    const op = token.type === 'op' ? operators.get(token.text) : undefined;
    if (op === undefined) return left;
    next(p);
    const right = parseBinary(p, level + 1);
    left = call([op], [left, right], left.pos);
  }
}

export function parseTerm(p: ParserState): Term {
  return nested(p, () => parsePostfix(p, parsePrimary(p)));
}

/** References and calls that follow a term without white space. */
function parsePostfix(p: ParserState, start: Term): Term {
  let term = start;
  for (;;) {
    const token = peek(p);
    if (token.type !== 'op' || token.ws) return term;
    if (token.text === '.') {
      next(p);
      const name = peek(p);
      if (name.type !== 'ident' || name.ws) throw unexpected(p, name, 'expected a field name after .');
      next(p);
      term = appendRef(term, { kind: 'scalar', value: name.text, pos: positionOf(p, name) });
    } else if (token.text === '[') {
      next(p);
      const key = parseExpression(p, true);
      expectOp(p, ']');
      term = appendRef(term, key);
    } else if (token.text === '(') {
      const op = callee(term);
      if (op === undefined) return term;
      next(p);
      const args = parseItems(p, ')');
      term = { kind: 'call', op, args, pos: term.pos };
    } else {
      return term;
    }
  }
}

function appendRef(term: Term, key: Term): Term {
  if (term.kind === 'ref') return { ...term, path: [...term.path, key] };
  if (term.kind === 'scalar') {
    throw new RegoCompileError([
      { code: 'rego_parse_error', message: 'illegal ref (head cannot be a scalar value)', ...term.pos },
    ]);
  }
  return { kind: 'ref', head: term, path: [key], pos: term.pos };
}

function callee(term: Term): string[] | undefined {
  if (term.kind === 'var') return [term.name];
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  const names = [term.head.name];
  for (const part of term.path) {
    if (part.kind !== 'scalar' || typeof part.value !== 'string') return undefined;
    names.push(part.value);
  }
  return names;
}

function parsePrimary(p: ParserState): Term {
  const token = peek(p);
  const pos = positionOf(p, token);
  switch (token.type) {
    case 'number':
      next(p);
      return { kind: 'scalar', value: numberFromText(token.text), pos };
    case 'string':
    case 'rawstring':
      next(p);
      return { kind: 'scalar', value: token.text, pos };
    case 'template':
      next(p);
      return parseTemplate(p, token);
    case 'ident':
      return parseIdent(p, token);
    case 'op':
      break;
    default:
      throw unexpected(p, token);
  }
  if (token.text === '[') return parseArray(p);
  if (token.text === '{') return parseBraces(p);
  if (token.text === '(') {
    next(p);
    const inner = parseExpression(p, true);
    expectOp(p, ')');
    return inner;
  }
  if (token.text === '-') {
    next(p);
    const number = peek(p);
    if (number.type === 'number') {
      next(p);
      return { kind: 'scalar', value: numberFromText(`-${number.text}`), pos };
    }
    if (number.type !== 'ident') throw unexpected(p, number, 'expected number');
    const operand = parseTerm(p);
    return { ...call(['minus'], [{ kind: 'scalar', value: 0, pos }, operand], pos), unary: true };
  }
  throw unexpected(p, token);
}

function parseIdent(p: ParserState, token: Token): Term {
  const pos = positionOf(p, token);
  if (!token.dotted && (token.text === 'null' || token.text === 'true' || token.text === 'false')) {
    next(p);
    return { kind: 'scalar', value: token.text === 'null' ? null : token.text === 'true', pos };
  }
  // `contains(...)` stays callable where `contains` is a keyword.
  const after = peek(p, 1);
  const builtinCall = token.text === 'contains' && isOp(after, '(') && !after.ws;
  if (!isName(p, token) && !builtinCall) throw unexpected(p, token);
  next(p);
  if (token.text === 'set' && isOp(after, '(') && !after.ws && isOp(peek(p, 1), ')')) {
    next(p);
    next(p);
    return { kind: 'set', items: [], pos };
  }
  return { kind: 'var', name: token.text === '_' ? freshWildcard(p) : token.text, pos };
}

function parseTemplate(p: ParserState, token: Token): Term {
  const pos = positionOf(p, token);
  const items = (token.parts ?? []).map((part): Term => {
    if (typeof part === 'string') return { kind: 'scalar', value: part, pos };
    const inner: ParserState = { ...p, tokens: part, i: 0, notComprehension: new Set() };
    if (peek(inner).type === 'eof') throw failAt(p, token, 'template-string expression must not be empty');
    const literals = p.query(inner, '');
    const [literal] = literals;
    p.wildcards = inner.wildcards;
    if (literals.length !== 1 || literal?.kind !== 'expr' || literal.negated) {
      throw failAt(p, token, 'template-string expression must be a single expression');
    }
    const { term, withs } = literal;
    if (term.kind === 'scalar') return term;
    // An undefined expression must not make the whole string undefined, so each one travels in a set.
    const x: Term = { kind: 'var', name: `#t${++p.wildcards}`, pos: term.pos };
    const bind = call(['eq'], [x, term], term.pos);
    return {
      kind: 'setcompr',
      head: x,
      body: [{ kind: 'expr', negated: false, term: bind, withs, pos: term.pos }],
      pos: term.pos,
    };
  });
  return call(['internal', 'template_string'], [{ kind: 'array', items, pos }], pos);
}

/** Items up to the closing token, which is consumed. */
function parseItems(p: ParserState, close: string, first?: Term): Term[] {
  const items: Term[] = [];
  if (first !== undefined) {
    items.push(first);
    if (!acceptOp(p, ',')) {
      expectOp(p, close);
      return items;
    }
  } else {
    acceptOp(p, ',');
  }
  for (;;) {
    if (acceptOp(p, close)) return items;
    items.push(parseExpression(p, false));
    if (!acceptOp(p, ',')) {
      expectOp(p, close);
      return items;
    }
  }
}

function parseArray(p: ParserState): Term {
  const open = next(p);
  const pos = positionOf(p, open);
  if (isOp(peek(p), ']') || isOp(peek(p), ',')) return { kind: 'array', items: parseItems(p, ']'), pos };
  const head = parseTerm(p);
  const body = tryComprehension(p, ']');
  if (body !== undefined) return { kind: 'arraycompr', head, body, pos };
  return { kind: 'array', items: parseItems(p, ']', parseExpression(p, false, head)), pos };
}

function parseBraces(p: ParserState): Term {
  const open = next(p);
  const pos = positionOf(p, open);
  if (acceptOp(p, '}')) return { kind: 'object', entries: [], pos };
  acceptOp(p, ',');
  const head = parseTerm(p);
  const setBody = tryComprehension(p, '}');
  if (setBody !== undefined) return { kind: 'setcompr', head, body: setBody, pos };
  const first = parseExpression(p, false, head);
  if (!acceptOp(p, ':')) return { kind: 'set', items: parseItems(p, '}', first), pos };
  const left = parseBinary(p, AND_LEVEL);
  const body = tryComprehension(p, '}');
  if (body !== undefined) return { kind: 'objectcompr', key: first, value: left, body, pos };
  return parseObjectRest(p, pos, first, continueFrom(p, left));
}

/** Goes on with an expression whose part down to the `&` level was read already. */
function continueFrom(p: ParserState, left: Term): Term {
  let term = left;
  while (acceptOp(p, '|')) term = call(['or'], [term, parseBinary(p, AND_LEVEL)], term.pos);
  let op = peek(p).type === 'op' ? RELATIONS.get(peek(p).text) : undefined;
  while (op !== undefined) {
    next(p);
    term = call([op], [term, parseBinary(p, RELATION_LEVEL + 1)], term.pos);
    op = peek(p).type === 'op' ? RELATIONS.get(peek(p).text) : undefined;
  }
  while (isKeyword(p, peek(p), 'in')) {
    next(p);
    term = call(['internal', 'member_2'], [term, parseBinary(p, RELATION_LEVEL)], term.pos);
  }
  return term;
}

function parseObjectRest(p: ParserState, pos: Term['pos'], key: Term, value: Term): ObjectTerm {
  const entries: [Term, Term][] = [[key, value]];
  while (acceptOp(p, ',')) {
    if (isOp(peek(p), '}')) break;
    const nextKey = parseExpression(p, false);
    expectOp(p, ':');
    entries.push([nextKey, parseExpression(p, false)]);
  }
  expectOp(p, '}');
  return { kind: 'object', entries, pos };
}

/** After a head: `| query close`. If that reading fails, nothing is consumed and the literal reading goes on. */
function tryComprehension(p: ParserState, close: string) {
  if (!isOp(peek(p), '|') || p.notComprehension.has(p.i)) return undefined;
  const { i, depth } = p;
  next(p);
  try {
    return p.query(p, close);
  } catch (error) {
    if (!(error instanceof RegoCompileError)) throw error;
    p.notComprehension.add(i);
    p.i = i;
    p.depth = depth;
    return undefined;
  }
}

function call(op: string[], args: Term[], pos: Term['pos']): CallTerm {
  return { kind: 'call', op, args, pos, infix: true };
}
