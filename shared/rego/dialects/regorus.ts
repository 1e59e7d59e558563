import { RegoCompileError, type SourcePosition } from '../errors';
import type { Literal, Module, Rule, Term } from '../syntax/ast';
import type { JsonValue } from '../values/value';
import type { Dialect } from './dialect';
import { DOMAIN, regorusBuiltins } from './regorus-builtins';
import { rewriteModule } from './rewrite-module';

/** Regorus, Microsoft's implementation in Rust, where it differs from OPA. docs/rego-dialects.md lists the differences. */
export const regorus: Dialect = {
  checksTypes: false,
  keywords: ['if'],
  builtins: regorusBuiltins,
  module(module, data) {
    checkImports(module);
    const read = rewriteModule(module, { literal: readLiteral, term: checkMinus });
    return { ...read, rules: read.rules.map((rule) => baseDocumentFirst(rule, module.package, data)) };
  },
  emptySet: '{}',
};

const WRITTEN_OUT: ReadonlySet<Term['kind']> = new Set(['scalar', 'array', 'object', 'set']);

function refuse(pos: SourcePosition, message: string): RegoCompileError {
  return new RegoCompileError([{ code: 'rego_compile_error', message, ...pos }]);
}

/** Nothing is imported twice, and rego.v1 brings all of future.keywords. */
function checkImports({ imports }: Module): void {
  const v1 = imports.findIndex(({ path }) => path.join('.') === 'rego.v1');
  const future = imports.findIndex(({ path }) => path[0] === 'future');
  const second = imports[Math.max(v1, future)];
  if (v1 >= 0 && future >= 0 && second !== undefined)
    throw refuse(second.pos, 'this import shadows previous import: rego.v1 brings all of future.keywords');
}

function readLiteral(literal: Literal): Literal {
  // Nothing is lifted out of a negation: `not [p]` holds where `p` is undefined.
  if (literal.kind === 'expr' && literal.negated) {
    const { pos, withs, term } = literal;
    return { kind: 'notbody', body: [{ kind: 'expr', negated: false, term, withs: [], pos }], withs, pos };
  }
  if (literal.kind !== 'somein') return literal;
  const { domain } = literal;
  checkMembers(literal.value, domain);
  return { ...literal, domain: { kind: 'call', op: DOMAIN.split('.'), args: [domain], pos: domain.pos } };
}

/** A list written out must have a member that an array pattern can fit. */
function checkMembers(pattern: Term, domain: Term): void {
  if (pattern.kind !== 'array' || domain.kind !== 'array' || domain.items.length === 0) return;
  const lists = domain.items.filter((item) => item.kind === 'array');
  if (lists.some(({ items }) => items.length === pattern.items.length)) return;
  if (!domain.items.every(({ kind }) => WRITTEN_OUT.has(kind))) return;
  throw refuse(
    pattern.pos,
    lists.length > 0 ? 'mismatch in number of array elements' : 'Cannot bind pattern of type `array`',
  );
}

function checkMinus(term: Term): Term {
  if (term.kind === 'call' && term.unary === true)
    throw refuse(term.pos, 'unary - can only be used with numeric literals');
  return term;
}

/** Base documents go before the rules at their path. */
function baseDocumentFirst(rule: Rule, pkg: readonly string[], data: JsonValue): Rule {
  if (rule.kind !== 'single') return rule;
  let found: JsonValue | undefined = data;
  for (const part of [...pkg, ...rule.path.map((p) => (p.kind === 'scalar' ? p.value : undefined))]) {
    found = memberOf(found, part);
    if (found === undefined) return rule;
  }
  return { ...rule, value: constant(found as JsonValue, rule.value.pos), body: [], elses: [] };
}

function memberOf(value: JsonValue | undefined, key: unknown): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || typeof key !== 'string' || !Object.hasOwn(value, key))
    return undefined;
  return (value as { readonly [key: string]: JsonValue })[key];
}

function constant(value: JsonValue, pos: SourcePosition): Term {
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => constant(item, pos)), pos };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value: value as null, pos };
  const entries = Object.entries(value as { readonly [key: string]: JsonValue });
  return {
    kind: 'object',
    entries: entries.map(([key, member]) => [{ kind: 'scalar', value: key, pos }, constant(member, pos)]),
    pos,
  };
}
