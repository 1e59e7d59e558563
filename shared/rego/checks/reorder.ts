import { liftCalls } from '../plan/lift-negated';
import type { ExprLiteral, Literal, Term } from '../syntax/ast';
import type { Problems } from './problems';
import { closureVariables, directVariables, isRoot, visitTerm, writtenName } from './variables';

/** Number of input arguments of a function or builtin; undefined if there is none of that name. */
export type ArityOf = (op: readonly string[]) => number | undefined;

/** Names for variables that the compiler makes: the same ones for the same body, so that equal bodies stay equal. */
export type Fresh = () => string;

/**
 * Orders a body so that every variable is bound before it is needed, keeping the written order where that works.
 * `bound` are the variables that come from outside. Complains with `var x is unsafe`. Returns the reordered body, with
 * the bodies of its closures reordered as well; `bound` then also holds the body's own variables.
 */
export function reorderBody(
  written: readonly Literal[],
  bound: Set<string>,
  arityOf: ArityOf,
  problems: Problems,
  fresh: Fresh,
): Literal[] {
  const body = liftCalls(written, fresh);
  const outer = new Set(bound);
  const needed = new Map<Literal, Set<string>>();
  const bodyVariables = new Set<string>();
  for (const literal of body) {
    const variables = directVariables(literal);
    for (const name of variables) bodyVariables.add(name);
    needed.set(literal, variables);
  }
  const ordered: Literal[] = [];
  const rest = new Set(body);
  for (let moved = true; moved && rest.size > 0; ) {
    moved = false;
    for (const literal of body) {
      if (!rest.has(literal)) continue;
      const closing = [...closureVariables(literal)].filter((n) => bodyVariables.has(n) && !bound.has(n));
      if (closing.length > 0) continue;
      const outputs = outputsOf(literal, bound, arityOf);
      const missing = [...(needed.get(literal) as Set<string>)].some((n) => !bound.has(n) && !outputs.has(n));
      if (missing) continue;
      rest.delete(literal);
      ordered.push(literal);
      for (const name of outputs) bound.add(name);
      moved = true;
    }
  }
  for (const literal of rest)
    complain(literal, needed.get(literal) as Set<string>, bodyVariables, bound, arityOf, problems);
  const inside = new Set(outer);
  return ordered.map((literal) => {
    const result = reorderClosures(literal, inside, arityOf, problems, fresh);
    for (const name of directVariables(literal)) inside.add(name);
    return result;
  });
}

/** Reorders the bodies inside a term, as those of comprehensions in a rule's head. */
export function reorderTerm(
  term: Term,
  bound: ReadonlySet<string>,
  arityOf: ArityOf,
  problems: Problems,
  fresh: Fresh,
): Term {
  const go = (t: Term): Term => reorderTerm(t, bound, arityOf, problems, fresh);
  switch (term.kind) {
    case 'scalar':
    case 'var':
      return term;
    case 'ref':
      return { ...term, head: go(term.head), path: term.path.map(go) };
    case 'array':
    case 'set':
      return { ...term, items: term.items.map(go) };
    case 'object':
      return { ...term, entries: term.entries.map(([k, v]) => [go(k), go(v)] as const) };
    case 'call':
      return { ...term, args: term.args.map(go) };
    case 'arraycompr':
    case 'setcompr': {
      const inner = new Set(bound);
      const body = reorderBody(term.body, inner, arityOf, problems, fresh);
      requireSafe(term.head, inner, problems, arityOf);
      return { ...term, body, head: reorderTerm(term.head, inner, arityOf, problems, fresh) };
    }
    case 'objectcompr': {
      const inner = new Set(bound);
      const body = reorderBody(term.body, inner, arityOf, problems, fresh);
      requireSafe(term.key, inner, problems, arityOf);
      requireSafe(term.value, inner, problems, arityOf);
      const key = reorderTerm(term.key, inner, arityOf, problems, fresh);
      return { ...term, body, key, value: reorderTerm(term.value, inner, arityOf, problems, fresh) };
    }
  }
}

/** Complains about variables of a head that nothing binds. References in heads may bind their own wildcards. */
export function requireSafe(
  term: Term,
  bound: ReadonlySet<string>,
  problems: Problems,
  arityOf: ArityOf,
): void {
  const outputs = new Set(bound);
  addRefOutputs(term, bound, outputs, arityOf);
  visitTerm(term, {
    variable(name, at) {
      if (!outputs.has(name))
        problems.add('rego_unsafe_var_error', at.pos, `var ${writtenName(name)} is unsafe`);
    },
  });
}

function reorderClosures(
  literal: Literal,
  bound: ReadonlySet<string>,
  arityOf: ArityOf,
  problems: Problems,
  fresh: Fresh,
): Literal {
  const go = (t: Term): Term => reorderTerm(t, bound, arityOf, problems, fresh);
  const withs = literal.withs.map((w) => ({ ...w, value: go(w.value) }));
  switch (literal.kind) {
    case 'expr':
      return { ...literal, term: go(literal.term), withs };
    case 'somein':
      return { ...literal, domain: go(literal.domain), withs };
    case 'every': {
      const inner = new Set(bound);
      for (const name of directVariables(literal)) inner.add(name);
      inner.add(literal.value.name);
      if (literal.key !== undefined) inner.add(literal.key.name);
      return {
        ...literal,
        domain: go(literal.domain),
        body: reorderBody(literal.body, inner, arityOf, problems, fresh),
        withs,
      };
    }
    case 'notbody':
      return { ...literal, body: reorderBody(literal.body, new Set(bound), arityOf, problems, fresh), withs };
    case 'some':
      return literal;
  }
}

function outputsOf(literal: Literal, bound: ReadonlySet<string>, arityOf: ArityOf): Set<string> {
  const none = new Set<string>();
  for (const w of literal.withs) if (!allBound(w.value, bound)) return none;
  switch (literal.kind) {
    case 'expr':
      return literal.negated ? none : expressionOutputs(literal, bound, arityOf);
    case 'somein': {
      const outputs = new Set<string>();
      addRefOutputs(literal.domain, bound, outputs, arityOf);
      const reachable = new Set([...bound, ...outputs]);
      if (!allBound(literal.domain, reachable)) return outputs;
      if (literal.key !== undefined) addPattern(literal.key, outputs);
      addPattern(literal.value, outputs);
      return outputs;
    }
    case 'every': {
      const outputs = new Set<string>();
      addRefOutputs(literal.domain, bound, outputs, arityOf);
      return outputs;
    }
    default:
      return none;
  }
}

function expressionOutputs({ term }: ExprLiteral, bound: ReadonlySet<string>, arityOf: ArityOf): Set<string> {
  const outputs = new Set<string>();
  addRefOutputs(term, bound, outputs, arityOf);
  if (term.kind !== 'call') return outputs;
  const safe = new Set([...bound, ...outputs]);
  if (term.op.length === 1 && term.op[0] === 'eq') {
    const [a, b] = term.args as [Term, Term];
    const before = new Set(safe);
    for (let size = -1; size !== safe.size; ) {
      size = safe.size;
      unify(a, b, safe);
      // A reference becomes reachable once its head is bound by the other side.
      addRefOutputs(term, safe, safe, arityOf);
    }
    for (const name of safe) if (!bound.has(name) || !before.has(name)) outputs.add(name);
    return outputs;
  }
  const arity = arityOf(term.op);
  if (arity !== undefined && term.args.length === arity + 1) {
    if (term.args.slice(0, arity).every((arg) => allBound(arg, safe)))
      addPattern(term.args[arity] as Term, outputs);
  }
  return outputs;
}

function unify(a: Term, b: Term, safe: Set<string>): void {
  // Arrays and objects of different sizes never match, so they bind nothing.
  if (a.kind === 'array' && b.kind === 'array' && a.items.length !== b.items.length) return;
  if (a.kind === 'object' && b.kind === 'object' && a.entries.length !== b.entries.length) return;
  if (allBound(a, safe)) addPattern(b, safe);
  if (allBound(b, safe)) addPattern(a, safe);
  if (a.kind === 'array' && b.kind === 'array' && a.items.length === b.items.length) {
    a.items.forEach((item, i) => {
      unify(item, b.items[i] as Term, safe);
    });
  }
  if (a.kind === 'object' && b.kind === 'object') {
    for (const [key, value] of a.entries) {
      const other = b.entries.find(([k]) => sameScalar(key, k));
      if (other !== undefined) unify(value, other[1], safe);
    }
  }
}

export function sameScalar(a: Term, b: Term): boolean {
  return a.kind === 'scalar' && b.kind === 'scalar' && a.value === b.value;
}

/** Variables in positions that unification can bind. */
export function addPattern(term: Term, names: Set<string>): void {
  if (term.kind === 'var') {
    if (!isRoot(term.name)) names.add(term.name);
  } else if (term.kind === 'array') {
    for (const item of term.items) addPattern(item, names);
  } else if (term.kind === 'object') {
    for (const [, value] of term.entries) addPattern(value, names);
  }
}

/** Variables in the keys of references whose head can be evaluated. */
function addRefOutputs(
  term: Term,
  bound: ReadonlySet<string>,
  outputs: Set<string>,
  _arityOf: ArityOf,
): void {
  visitTerm(term, {
    variable: () => undefined,
    ref({ head, path }) {
      if (head.kind === 'var' ? !isRoot(head.name) && !bound.has(head.name) : !allBound(head, bound)) return;
      for (const part of path) {
        if (part.kind === 'ref' || part.kind === 'call') continue;
        visitTerm(part, { variable: (name) => outputs.add(name) });
      }
    },
  });
}

/** All variables outside closures are bound. */
export function allBound(term: Term, bound: ReadonlySet<string>): boolean {
  let all = true;
  visitTerm(term, {
    variable(name) {
      if (!bound.has(name)) all = false;
    },
  });
  return all;
}

function complain(
  literal: Literal,
  needed: ReadonlySet<string>,
  bodyVariables: ReadonlySet<string>,
  bound: ReadonlySet<string>,
  arityOf: ArityOf,
  problems: Problems,
): void {
  const outputs = outputsOf(literal, bound, arityOf);
  const closing = [...closureVariables(literal)].filter((n) => bodyVariables.has(n));
  const unsafe = [...new Set([...needed, ...closing])].filter((n) => !bound.has(n) && !outputs.has(n));
  const written = unsafe.filter((n) => !isGenerated(n));
  if (written.length === 0) {
    problems.add('rego_unsafe_var_error', literal.pos, 'expression is unsafe');
    return;
  }
  for (const name of written)
    problems.add('rego_unsafe_var_error', literal.pos, `var ${writtenName(name)} is unsafe`);
}

/** Variables the compiler made. Wildcards are the author's. */
function isGenerated(name: string): boolean {
  return name.startsWith('#');
}
