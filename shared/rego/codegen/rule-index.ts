import type { Definition, Group } from '../plan/program';
import type { Literal, Term } from '../syntax/ast';
import { type Emitter, fresh, groupFunction, line } from './emitter';
import { stringLiteral } from './string-literal';

/** Fewer definitions are tried one by one. */
const LEAST_DEFINITIONS = 8;

type Constant = string | number | boolean;

export interface RuleIndex {
  /** Path below `input`. */
  readonly path: readonly string[];
  /** Value at that path → definitions that demand it. */
  readonly byValue: ReadonlyMap<Constant, readonly number[]>;
  /** Definitions that demand nothing of that path. */
  readonly always: readonly number[];
}

/** The place in `input` that tells most definitions of a group apart, if they compare it with constants. */
export function findRuleIndex(group: Group): RuleIndex | undefined {
  const { definitions } = group;
  if (definitions.length < LEAST_DEFINITIONS || group.kind === 'function') return undefined;
  const demands = definitions.map(demandsOf);
  const values = new Map<string, Set<Constant>>();
  for (const demand of demands) {
    for (const [path, value] of demand) {
      const seen = values.get(path) ?? new Set<Constant>();
      values.set(path, seen.add(value));
    }
  }
  let best: string | undefined;
  for (const [path, seen] of values) {
    if (best === undefined || seen.size > (values.get(best) as Set<Constant>).size) best = path;
  }
  if (best === undefined || (values.get(best) as Set<Constant>).size < LEAST_DEFINITIONS / 2)
    return undefined;
  const byValue = new Map<Constant, number[]>();
  const always: number[] = [];
  demands.forEach((demand, i) => {
    const value = demand.get(best);
    if (value === undefined) always.push(i);
    else byValue.set(value, [...(byValue.get(value) ?? []), i]);
  });
  return { path: JSON.parse(best) as string[], byValue, always };
}

/** Emits the table and gives the JavaScript expression for the definitions that can hold. */
export function emitRuleIndex(
  e: Emitter,
  group: Group,
  index: RuleIndex,
): { readonly declare: string; readonly candidates: string } {
  const name = fresh(e, 't');
  const definition = (i: number): string => `${groupFunction(group)}_${i}`;
  const always = index.always.map(definition);
  const entries = [...index.byValue].map(([value, list]) => {
    const js = typeof value === 'string' ? stringLiteral(value) : String(value);
    return `[${js}, [${[...always, ...list.map(definition)].join(', ')}]]`;
  });
  const all = group.definitions.map((_, i) => definition(i));
  const declare = [
    `const ${name} = new Map([${entries.join(', ')}]);`,
    `const ${name}none = [${always.join(', ')}];`,
    `const ${name}all = [${all.join(', ')}];`,
  ].join('\n');
  const keys = `[${index.path.map((part) => stringLiteral(part)).join(', ')}]`;
  line(e, `const ${name}keys = ${keys};`);
  return { declare, candidates: `candidates(${name}, ${name}none, ${name}all, follow(input, ${name}keys))` };
}

/** Input paths that a definition compares with constants at the top of its body. */
function demandsOf(definition: Definition): Map<string, Constant> {
  const demands = new Map<string, Constant>();
  if (definition.elses.length > 0) return demands;
  for (const literal of definition.body) {
    const demand = demandOf(literal);
    if (demand !== undefined) demands.set(JSON.stringify(demand[0]), demand[1]);
  }
  return demands;
}

function demandOf(literal: Literal): readonly [readonly string[], Constant] | undefined {
  if (literal.kind !== 'expr' || literal.negated || literal.withs.length > 0) return undefined;
  const { term } = literal;
  if (term.kind !== 'call' || term.op.length !== 1 || (term.op[0] !== 'eq' && term.op[0] !== 'equal'))
    return undefined;
  const [a, b] = term.args as [Term, Term];
  return pair(a, b) ?? pair(b, a);
}

function pair(ref: Term, constant: Term): readonly [readonly string[], Constant] | undefined {
  if (
    ref.kind !== 'ref' ||
    ref.head.kind !== 'var' ||
    ref.head.name !== 'input' ||
    constant.kind !== 'scalar'
  )
    return undefined;
  const { value } = constant;
  if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') return undefined;
  const path: string[] = [];
  for (const part of ref.path) {
    if (part.kind !== 'scalar' || typeof part.value !== 'string') return undefined;
    path.push(part.value);
  }
  return [path, value];
}
