import { allBound } from '../checks/reorder';
import { closureVariables, directVariables, isWildcard, visitTerm } from '../checks/variables';
import type { DocumentNode } from '../plan/program';
import type { ExprLiteral, Literal, RefTerm, Term } from '../syntax/ast';
import type { Emitter } from './emitter';
import { isInputFree, isInputFreeTerm } from './input-free';

/**
 * A loop over base data whose rounds are told apart by an equality: instead of going through all of
 * `other := data.inventory.namespace[_][_]["Ingress"][_]` for each host, the hosts of all are looked up in a table
 * that depends on the data alone.
 */
export interface JoinPlan {
  /** Variables in the path of the loop that are bound before it: each of their values has a table of its own. */
  readonly given: readonly string[];
  /** Literals that fill the table, the loop first. */
  readonly build: readonly Literal[];
  /** Value under which a round is found. */
  readonly key: Term;
  /** What is looked up; computed where the loop would be. */
  readonly probe: Term;
  /** Variables that a round binds. */
  readonly outputs: readonly string[];
  /** Literals that need not be emitted again. */
  readonly covered: ReadonlySet<Literal>;
}

/** A plan for the loop at `body[start]`, if there is one. */
export function planJoin(e: Emitter, body: readonly Literal[], start: number): JoinPlan | undefined {
  const first = body[start];
  if (first === undefined || e.shared.trace !== undefined || e.shared.sites !== undefined) return undefined;
  const loop = loopVariables(e, first);
  if (loop === undefined) return undefined;
  const { names, given } = loop;
  const build: Literal[] = [first];
  for (let i = start + 1; i < body.length; i++) {
    const literal = body[i] as Literal;
    if (literal.kind !== 'expr' || literal.negated || literal.withs.length > 0) continue;
    const sides = equalitySides(e, literal, names, given);
    if (sides !== undefined) {
      for (const name of variablesOf(sides.key)) names.add(name);
      const outputs = [...names].filter((name) => !isWildcard(name) && !given.has(name));
      return { given: [...given], build, ...sides, outputs, covered: new Set([...build, literal]) };
    }
    if (!isBuildLiteral(e, literal, names, given)) continue;
    build.push(literal);
    for (const name of directVariables(literal)) names.add(name);
  }
  return undefined;
}

/**
 * Variables of `x = data.base[k]…` if the path leads to base data: those that it binds, and those in the path that are
 * bound before.
 */
function loopVariables(
  e: Emitter,
  literal: Literal,
): { readonly names: Set<string>; readonly given: ReadonlySet<string> } | undefined {
  if (literal.kind !== 'expr' || literal.negated || literal.withs.length > 0) return undefined;
  const { term } = literal;
  if (term.kind !== 'call' || term.op.length !== 1 || term.op[0] !== 'eq') return undefined;
  const [a, b] = term.args as [Term, Term];
  const ref = isBaseRef(e, b) ? b : isBaseRef(e, a) ? a : undefined;
  const target = ref === b ? a : b;
  if (ref === undefined || target.kind !== 'var') return undefined;
  if (e.bound.has(target.name)) return undefined;
  const names = new Set(directVariables(literal));
  const given = new Set([...names].filter((name) => e.bound.has(name)));
  for (const name of given) names.delete(name);
  const loops = ref.path.some((part) => part.kind === 'var' && names.has(part.name));
  return loops ? { names, given } : undefined;
}

function isBaseRef(e: Emitter, term: Term): term is RefTerm {
  if (term.kind !== 'ref' || term.head.kind !== 'var' || term.head.name !== 'data') return false;
  if (!term.path.every((part) => part.kind === 'scalar' || part.kind === 'var')) return false;
  let node: DocumentNode = e.shared.program.root;
  for (const part of term.path) {
    if (part.kind !== 'scalar' || node.group !== undefined) return false;
    const child = typeof part.value === 'string' ? node.children.get(part.value) : undefined;
    if (child === undefined) return true;
    node = child;
  }
  return false;
}

function variablesOf(term: Term): Set<string> {
  const names = new Set<string>();
  visitTerm(term, { variable: (name) => names.add(name) });
  return names;
}

function isBuildLiteral(
  e: Emitter,
  literal: ExprLiteral,
  names: ReadonlySet<string>,
  given: ReadonlySet<string>,
): boolean {
  if (!isInputFree(e.shared, literal)) return false;
  const used = [...directVariables(literal), ...closureVariables(literal)];
  return (
    used.some((name) => names.has(name)) &&
    used.every((name) => names.has(name) || given.has(name) || !e.bound.has(name))
  );
}

function equalitySides(
  e: Emitter,
  { term }: ExprLiteral,
  names: ReadonlySet<string>,
  given: ReadonlySet<string>,
) {
  if (term.kind !== 'call' || term.op.length !== 1 || (term.op[0] !== 'eq' && term.op[0] !== 'equal'))
    return undefined;
  const [a, b] = term.args as [Term, Term];
  for (const [key, probe] of [
    [a, b],
    [b, a],
  ] as const) {
    const used = variablesOf(key);
    const fromLoop = [...used].some((name) => names.has(name));
    const others = [...used].every(
      (name) => names.has(name) || given.has(name) || (isWildcard(name) && !e.bound.has(name)),
    );
    if (!fromLoop || !others || !isInputFreeTerm(e.shared, key) || !isSimpleKey(key)) continue;
    const bound = new Set(e.bound.keys());
    if (allBound(probe, bound) && isProbe(probe)) return { key, probe };
  }
  return undefined;
}

/** What is looked up: a value at hand, or what a rule's function makes of such values. */
function isProbe(term: Term): boolean {
  if (term.kind === 'call') return term.op[0] === 'data' && term.args.every(isProbe);
  return term.kind === 'var' || term.kind === 'scalar' || term.kind === 'ref';
}

function isSimpleKey(term: Term): boolean {
  if (term.kind === 'call') return term.op[0] === 'data' && term.args.every(isSimpleKey);
  return (
    term.kind === 'var' ||
    (term.kind === 'ref' && term.path.every((p) => p.kind === 'scalar' || p.kind === 'var'))
  );
}
