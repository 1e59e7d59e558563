import { sameScalar } from '../checks/reorder';
import { isWildcard, visitTerm } from '../checks/variables';
import type { Term } from '../syntax/ast';
import { constant, type Emitter, fresh, line } from './emitter';
import { evaluable, hasFree } from './evaluable';

type EmitTerm = (e: Emitter, term: Term) => string;

/** Matches `pattern` with a value that is computed already, binding the pattern's free variables. */
export function bindPattern(e: Emitter, pattern: Term, value: string, emitTerm: EmitTerm): void {
  if (pattern.kind === 'var' && !e.bound.has(pattern.name)) {
    if (isWildcard(pattern.name)) return;
    if (pattern.name !== 'input' && pattern.name !== 'data') {
      e.bound.set(pattern.name, value);
      return;
    }
  }
  if (!hasFree(e, pattern)) {
    const other = emitTerm(e, pattern);
    const exact =
      pattern.kind === 'scalar' &&
      (typeof pattern.value !== 'object' || pattern.value === null) &&
      typeof pattern.value !== 'number' &&
      typeof pattern.value !== 'bigint';
    line(
      e,
      exact
        ? `if (${value} !== ${other}) ${e.fail}`
        : `if (${value} !== ${other} && !equal(${value}, ${other})) ${e.fail}`,
    );
    return;
  }
  if ((pattern.kind === 'array' || pattern.kind === 'object') && !/^[a-z]\w*$/.test(value)) {
    // A literal has no members that could be written behind it.
    const name = fresh(e, 'v');
    line(e, `const ${name} = ${value};`);
    bindPattern(e, pattern, name, emitTerm);
    return;
  }
  if (pattern.kind === 'array') {
    line(e, `if (!Array.isArray(${value}) || ${value}.length !== ${pattern.items.length}) ${e.fail}`);
    later(
      e,
      pattern.items.map((item, i) => [item, `${value}[${i}]`] as const),
      emitTerm,
    );
    return;
  }
  if (pattern.kind === 'object') {
    line(e, `if (objectSize(${value}) !== ${pattern.entries.length}) ${e.fail}`);
    const pairs = pattern.entries.map(([key, member]) => {
      const name = fresh(e, 'v');
      const at = key.kind === 'scalar' ? constant(e.shared, key.value) : emitTerm(e, key);
      line(e, `const ${name} = get(${value}, ${at});`);
      line(e, `if (${name} === undefined) ${e.fail}`);
      return [member, name] as const;
    });
    later(e, pairs, emitTerm);
    return;
  }
  // References and calls with free variables in their keys enumerate; their value must then be the given one.
  const other = emitTerm(e, pattern);
  line(e, `if (${value} !== ${other} && !equal(${value}, ${other})) ${e.fail}`);
}

/** Parts that bind variables go first: others may need them. */
function later(e: Emitter, pairs: readonly (readonly [Term, string])[], emitTerm: EmitTerm): void {
  const bindsPlainly = ([term]: readonly [Term, string]): boolean =>
    term.kind === 'var' || term.kind === 'array' || term.kind === 'object';
  const bind = ([term, js]: readonly [Term, string]): void => {
    if (term.kind === 'var' && isWildcard(term.name)) return;
    let value = js;
    if (js.endsWith(']')) {
      value = fresh(e, 'v');
      line(e, `const ${value} = ${js};`);
    }
    bindPattern(e, term, value, emitTerm);
  };
  for (const pair of pairs) if (bindsPlainly(pair)) bind(pair);
  for (const pair of pairs) if (!bindsPlainly(pair)) bind(pair);
}

/** `a = b`: binds variables of either side. */
export function emitUnification(e: Emitter, a: Term, b: Term, emitTerm: EmitTerm): void {
  let open: [Term, Term][] = [];
  decompose(a, b, e, open);
  while (open.length > 0) {
    const rest: [Term, Term][] = [];
    let progress = false;
    for (const [left, right] of open) {
      if (isPatternSide(e, left) && evaluable(e, right)) {
        bindPattern(e, left, emitTerm(e, right), emitTerm);
        progress = true;
      } else if (evaluable(e, left)) {
        bindPattern(e, right, emitTerm(e, left), emitTerm);
        progress = true;
      } else if (evaluable(e, right)) {
        bindPattern(e, left, emitTerm(e, right), emitTerm);
        progress = true;
      } else {
        rest.push([left, right]);
      }
    }
    if (!progress) {
      if (rest.every(([l, r]) => isFreeWildcard(e, l) || isFreeWildcard(e, r))) return;
      throw new Error('unification without a bound side; the safety check should have refused this');
    }
    open = rest;
  }
}

function isFreeWildcard(e: Emitter, term: Term): boolean {
  return term.kind === 'var' && isWildcard(term.name) && !e.bound.has(term.name);
}

function isPatternSide(e: Emitter, term: Term): boolean {
  return (term.kind === 'var' || term.kind === 'array' || term.kind === 'object') && hasFree(e, term);
}

/** Both sides composite: part by part, each side giving what the other needs. */
function decompose(a: Term, b: Term, e: Emitter, pairs: [Term, Term][]): void {
  const mixed = hasFree(e, a) && hasFree(e, b);
  if (mixed && a.kind === 'array' && b.kind === 'array') {
    if (a.items.length !== b.items.length) {
      neverEqual(e, a, b);
      return;
    }
    a.items.forEach((item, i) => {
      decompose(item, b.items[i] as Term, e, pairs);
    });
    return;
  }
  if (mixed && a.kind === 'object' && b.kind === 'object') {
    const same =
      a.entries.length === b.entries.length &&
      a.entries.every(([key]) => b.entries.some(([other]) => sameScalar(key, other)));
    if (!same) {
      neverEqual(e, a, b);
      return;
    }
    for (const [key, value] of a.entries) {
      const other = b.entries.find(([k]) => sameScalar(key, k));
      if (other !== undefined) decompose(value, other[1], e, pairs);
    }
    return;
  }
  pairs.push([a, b]);
}

/** Shapes that can never match: what follows is not reached, and its variables only need a name. */
function neverEqual(e: Emitter, a: Term, b: Term): void {
  line(e, `if (true) ${e.fail}`);
  const bind = (name: string): void => {
    if (!e.bound.has(name)) e.bound.set(name, 'undefined');
  };
  visitTerm(a, { variable: bind });
  visitTerm(b, { variable: bind });
}
