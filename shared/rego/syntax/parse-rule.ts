import { RegoCompileError, type SourcePosition } from '../errors';
import type { ElseBranch, Literal, Rule, Term } from './ast';
import { parseLiteral } from './parse-query';
import { isInfix, parseExpression } from './parse-term';
import {
  acceptOp,
  expectOp,
  failAt,
  isKeyword,
  isOp,
  next,
  type ParserState,
  peek,
  positionOf,
  unexpected,
} from './parser-state';

/** One rule as written; chained bodies make several definitions. */
export function parseRule(p: ParserState): Rule[] {
  const start = peek(p);
  const pos = positionOf(p, start);
  if (isKeyword(p, start, 'default')) return [parseDefault(p)];
  const head = parseHead(p);
  const truth: Literal[] = [trueLiteral(pos)];
  const bodies: Literal[][] = [];
  let usedIf = false;
  if (isKeyword(p, peek(p), 'if')) {
    next(p);
    usedIf = true;
    bodies.push(parseIfBody(p));
  } else {
    while (isOp(peek(p), '{')) {
      if (p.version === 'v1') throw failAt(p, start, '`if` keyword is required before rule body');
      next(p);
      bodies.push(p.query(p, '}'));
    }
  }
  const elses = parseElses(p, head, bodies.length);
  const bare = bodies.length === 0;
  if (bare && elses.length > 0) throw failAt(p, start, 'else keyword cannot be used on rules without a body');
  const shaped = shapeHead(p, head, pos, bare, usedIf);
  const end = positionOf(p, p.tokens[Math.max(0, p.i - 1)] ?? start);
  const rule = (body: readonly Literal[]): Rule => ({
    ...shaped,
    body,
    elses,
    isDefault: false,
    pos,
    end,
    annotation: undefined,
  });
  return bare ? [rule(truth)] : bodies.map(rule);
}

interface Head {
  readonly path: Term[];
  readonly args: Term[] | undefined;
  readonly element: Term | undefined;
  readonly value: Term | undefined;
  readonly assigned: boolean;
}

function parseHead(p: ParserState): Head {
  const name = peek(p);
  if (name.type !== 'ident') throw unexpected(p, name, 'expected a rule');
  if (!name.dotted && p.keywords.has(name.text) && !(name.text === 'contains' && p.version === 'v0')) {
    throw unexpected(p, name, 'expected a rule');
  }
  next(p);
  const path: Term[] = [{ kind: 'scalar', value: name.text, pos: positionOf(p, name) }];
  if (name.text === '_') throw failAt(p, name, 'var cannot be used for rule name');
  let args: Term[] | undefined;
  for (;;) {
    const token = peek(p);
    if (token.nl && !isOp(token, '.')) break;
    if (isOp(token, '.') && !token.ws) {
      next(p);
      const field = peek(p);
      if (field.type !== 'ident') throw unexpected(p, field, 'expected a field name after .');
      next(p);
      path.push({ kind: 'scalar', value: field.text, pos: positionOf(p, field) });
    } else if (isOp(token, '[')) {
      next(p);
      path.push(parseExpression(p, true));
      expectOp(p, ']');
    } else if (isOp(token, '(') && args === undefined) {
      next(p);
      args = [];
      while (!acceptOp(p, ')')) {
        args.push(parseExpression(p, false));
        if (!acceptOp(p, ',')) {
          expectOp(p, ')');
          break;
        }
      }
      break;
    } else {
      break;
    }
  }
  if (isKeyword(p, peek(p), 'contains')) {
    if (args !== undefined)
      throw unexpected(p, peek(p), 'the contains keyword can only be used with multi-value rule definitions');
    next(p);
    const element = parseExpression(p, true);
    return { path, args, element, value: undefined, assigned: false };
  }
  const op = peek(p);
  if (isOp(op, ':=') || isOp(op, '=')) {
    next(p);
    return { path, args, element: undefined, value: parseExpression(p, true), assigned: op.text === ':=' };
  }
  return { path, args, element: undefined, value: undefined, assigned: false };
}

/** What a head means, by version and form. */
function shapeHead(p: ParserState, head: Head, pos: SourcePosition, bare: boolean, usedIf: boolean) {
  const fail = (message: string): RegoCompileError =>
    new RegoCompileError([{ code: 'rego_parse_error', message, ...pos }]);
  const truth: Term = { kind: 'scalar', value: true, pos };
  if (head.element !== undefined) {
    return { kind: 'set' as const, path: head.path, args: [], key: head.element, value: truth };
  }
  // A function without parameters is a rule that may also be called.
  if (head.args !== undefined && head.args.length === 0) {
    return { kind: 'single' as const, path: head.path, args: [], key: undefined, value: head.value ?? truth };
  }
  if (head.args !== undefined) {
    if (head.path.some((part) => part.kind !== 'scalar' || typeof part.value !== 'string')) {
      throw fail('rule head ref of a function must be constant strings');
    }
    if (bare && head.value === undefined && p.version === 'v1') {
      throw fail('function without body or value; add `if` and a body, or a value');
    }
    return {
      kind: 'function' as const,
      path: head.path,
      args: head.args,
      key: undefined,
      value: head.value ?? truth,
    };
  }
  const [, second] = head.path;
  if (head.value === undefined && head.path.length === 2 && second !== undefined && !usedIf) {
    if (p.version === 'v1') throw fail('`contains` keyword is required for partial set rules');
    return { kind: 'set' as const, path: head.path.slice(0, 1), args: [], key: second, value: truth };
  }
  if (bare && head.value === undefined && head.path.length < 3) {
    throw fail('var cannot be used for rule name');
  }
  if (bare && head.value === undefined && p.version === 'v1')
    throw fail('`if` keyword is required before rule body');
  return { kind: 'single' as const, path: head.path, args: [], key: undefined, value: head.value ?? truth };
}

/** After `if`: braces are a query, unless that fails and the text is an object or a comprehension. */
function parseIfBody(p: ParserState): Literal[] {
  if (!isOp(peek(p), '{')) return [parseLiteral(p)];
  const { i, depth, wildcards } = p;
  next(p);
  try {
    const body = p.query(p, '}');
    // What an operator follows was no body but an operand: `if {x | …} > y`.
    if (isInfix(p, peek(p))) throw unexpected(p, peek(p), 'expected a rule');
    return body;
  } catch (error) {
    if (!(error instanceof RegoCompileError)) throw error;
    p.i = i;
    p.depth = depth;
    p.wildcards = wildcards;
    let literal: Literal;
    try {
      literal = parseLiteral(p);
    } catch {
      throw error;
    }
    if (literal.kind === 'expr' && literal.term.kind === 'set') throw error;
    return [literal];
  }
}

function parseElses(p: ParserState, head: Head, bodies: number): ElseBranch[] {
  const elses: ElseBranch[] = [];
  while (isKeyword(p, peek(p), 'else')) {
    const token = next(p);
    const pos = positionOf(p, token);
    if (bodies > 1) throw failAt(p, token, 'unexpected else keyword: else cannot follow chained bodies');
    if (
      head.element !== undefined ||
      (head.args === undefined && head.path.some((part) => part.kind !== 'scalar'))
    ) {
      throw failAt(p, token, 'else keyword cannot be used on multi-value rules');
    }
    let value: Term = { kind: 'scalar', value: true, pos };
    let valued = false;
    if (acceptOp(p, ':=') || acceptOp(p, '=')) {
      value = parseExpression(p, true);
      valued = true;
    }
    let body: Literal[] = [trueLiteral(pos)];
    if (isKeyword(p, peek(p), 'if')) {
      next(p);
      body = parseIfBody(p);
    } else if (isOp(peek(p), '{')) {
      if (p.version === 'v1') throw failAt(p, token, '`if` keyword is required before rule body');
      next(p);
      body = p.query(p, '}');
    } else if (!valued) {
      throw unexpected(p, peek(p), 'else needs a value or a body');
    }
    elses.push({ value, body, pos });
  }
  return elses;
}

function parseDefault(p: ParserState): Rule {
  const start = next(p);
  const pos = positionOf(p, start);
  const head = parseHead(p);
  if (head.element !== undefined) throw failAt(p, start, 'default rules must be single-value');
  if (head.path.some((part) => part.kind !== 'scalar' || typeof part.value !== 'string')) {
    throw failAt(p, start, 'default rule must have a constant name');
  }
  if (head.value === undefined)
    throw unexpected(p, peek(p), 'expected := or = and a value after the name of a default rule');
  checkDefaultValue(head.value);
  const shaped = {
    kind: head.args === undefined ? ('single' as const) : ('function' as const),
    path: head.path,
    args: head.args ?? [],
  };
  checkDefaultArgs(shaped.args);
  const end = positionOf(p, p.tokens[Math.max(0, p.i - 1)] ?? start);
  return {
    ...shaped,
    key: undefined,
    value: head.value,
    body: [trueLiteral(pos)],
    elses: [],
    isDefault: true,
    pos,
    end,
    annotation: undefined,
  };
}

function checkDefaultArgs(args: readonly Term[]): void {
  const seen = new Set<string>();
  for (const arg of args) {
    const bad = (message: string): RegoCompileError =>
      new RegoCompileError([{ code: 'rego_parse_error', message, ...arg.pos }]);
    if (arg.kind !== 'var') throw bad('default functions take plain variables as arguments');
    if (seen.has(arg.name)) throw bad('arguments of default functions cannot be repeated');
    seen.add(arg.name);
  }
}

function checkDefaultValue(term: Term): void {
  const bad = (what: string): RegoCompileError =>
    new RegoCompileError([
      {
        code: 'rego_parse_error',
        message: `illegal default rule (value cannot contain ${what})`,
        ...term.pos,
      },
    ]);
  switch (term.kind) {
    case 'var':
    case 'ref':
    case 'call':
      throw bad(term.kind);
    case 'array':
    case 'set':
      for (const item of term.items) checkDefaultValue(item);
      return;
    case 'object':
      for (const [key, value] of term.entries) {
        checkDefaultValue(key);
        checkDefaultValue(value);
      }
      return;
    default:
  }
}

function trueLiteral(pos: SourcePosition): Literal {
  return { kind: 'expr', negated: false, term: { kind: 'scalar', value: true, pos }, withs: [], pos };
}
