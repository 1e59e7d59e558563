import type { EveryLiteral, Literal, SomeDeclaration, SomeIn, Term, VarTerm, WithModifier } from './ast';
import { parseBinary, parseExpression } from './parse-term';
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

/** Statements up to `close` (a closing bracket, consumed, or the empty text for the end of the source). */
export function parseQuery(p: ParserState, close: string): Literal[] {
  return nested(p, () => {
    const literals: Literal[] = [];
    for (;;) {
      const token = peek(p);
      if (close === '' ? token.type === 'eof' : isOp(token, close)) {
        if (literals.length === 0) throw failAt(p, token, 'found empty body');
        next(p);
        return literals;
      }
      literals.push(parseLiteral(p));
      const after = peek(p);
      if (isOp(after, ';')) {
        next(p);
        if (isOp(peek(p), close)) throw unexpected(p, peek(p), 'expected a statement after ;');
      } else if (!after.nl && !(close === '' ? after.type === 'eof' : isOp(after, close))) {
        throw unexpected(p, after, 'expected \\n or ; or the end of the body');
      }
    }
  });
}

export function parseLiteral(p: ParserState): Literal {
  const token = peek(p);
  if (isKeyword(p, token, 'some')) return parseSome(p);
  if (isKeyword(p, token, 'every')) return parseEvery(p);
  const pos = positionOf(p, token);
  if (isKeyword(p, token, 'not')) {
    next(p);
    const inner = peek(p);
    if (isKeyword(p, inner, 'some') || isKeyword(p, inner, 'every')) throw unexpected(p, inner);
    if (p.keywords.has('not {') && isOp(inner, '{')) {
      next(p);
      const body = p.query(p, '}');
      return { kind: 'notbody', body, withs: parseWiths(p), pos };
    }
    const term = parseStatement(p);
    if (term.kind === 'call' && term.op[0] === 'assign' && term.infix === true) {
      throw failAt(p, inner, 'cannot assign vars inside negated expression');
    }
    const withs = parseWiths(p);
    if (p.keywords.has('not {')) {
      return { kind: 'notbody', body: [{ kind: 'expr', negated: false, term, withs: [], pos }], withs, pos };
    }
    return { kind: 'expr', negated: true, term, withs, pos };
  }
  const term = parseStatement(p);
  return { kind: 'expr', negated: false, term, withs: parseWiths(p), pos };
}

/** An expression, possibly with one `:=` or `=`. */
function parseStatement(p: ParserState): Term {
  const left = parseExpression(p, true);
  const op = peek(p);
  if (!isOp(op, ':=') && !isOp(op, '=')) return left;
  next(p);
  const right = parseExpression(p, true);
  return {
    kind: 'call',
    op: [op.text === '=' ? 'eq' : 'assign'],
    args: [left, right],
    pos: left.pos,
    infix: true,
  };
}

function parseSome(p: ParserState): SomeDeclaration | SomeIn {
  const pos = positionOf(p, next(p));
  if (p.keywords.has('in')) {
    const first = parseBinary(p, 0);
    if (isKeyword(p, peek(p), 'in')) {
      next(p);
      return {
        kind: 'somein',
        key: undefined,
        value: first,
        domain: parseBinary(p, 0),
        withs: parseWiths(p),
        pos,
      };
    }
    if (isOp(peek(p), ',')) {
      const save = p.i;
      next(p);
      const second = parseBinary(p, 0);
      if (isKeyword(p, peek(p), 'in')) {
        next(p);
        return {
          kind: 'somein',
          key: first,
          value: second,
          domain: parseBinary(p, 0),
          withs: parseWiths(p),
          pos,
        };
      }
      p.i = save;
    }
    const names = [nameOf(p, first)];
    while (acceptOp(p, ',')) names.push(parseName(p));
    return { kind: 'some', names, withs: parseWiths(p), pos };
  }
  const names = [parseName(p)];
  while (acceptOp(p, ',')) names.push(parseName(p));
  return { kind: 'some', names, withs: parseWiths(p), pos };
}

function parseEvery(p: ParserState): EveryLiteral {
  const pos = positionOf(p, next(p));
  let value = parseName(p);
  let key: VarTerm | undefined;
  if (acceptOp(p, ',')) {
    key = value;
    value = parseName(p);
  }
  if (!isKeyword(p, peek(p), 'in')) throw unexpected(p, peek(p), 'expected in');
  next(p);
  const domain = parseBinary(p, 0);
  expectOp(p, '{');
  const body = p.query(p, '}');
  return { kind: 'every', key, value, domain, body, withs: parseWiths(p), pos };
}

function parseName(p: ParserState): VarTerm {
  const token = peek(p);
  if (!isName(p, token)) throw unexpected(p, token, 'expected a variable');
  next(p);
  return { kind: 'var', name: token.text === '_' ? freshWildcard(p) : token.text, pos: positionOf(p, token) };
}

function nameOf(p: ParserState, term: Term): VarTerm {
  if (term.kind !== 'var') throw failAt(p, peek(p), 'unexpected term: expected a variable');
  return term;
}

function parseWiths(p: ParserState): WithModifier[] {
  const withs: WithModifier[] = [];
  while (isKeyword(p, peek(p), 'with')) {
    const pos = positionOf(p, next(p));
    const target = parseBinary(p, 5);
    if (!isKeyword(p, peek(p), 'as')) throw unexpected(p, peek(p), 'expected as keyword');
    next(p);
    withs.push({ target, value: parseExpression(p, false), pos });
  }
  return withs;
}
