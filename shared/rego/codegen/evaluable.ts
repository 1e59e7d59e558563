import { visitTerm } from '../checks/variables';
import type { Term } from '../syntax/ast';
import type { Emitter } from './emitter';

/** The term can be computed now: its free variables are bound on the way, as keys of references that are gone through. */
export function evaluable(e: Emitter, term: Term): boolean {
  const bound = new Set(e.bound.keys());
  // A reference may bind what the head of another one needs.
  for (let size = -1; size !== bound.size; ) {
    size = bound.size;
    addKeys(term, bound);
  }
  return isCovered(term, bound);
}

/** Adds the variables that going through the term's references binds. */
function addKeys(term: Term, bound: Set<string>): void {
  visitTerm(term, {
    variable: () => undefined,
    ref({ head, path }) {
      if (!isCovered(head, bound)) return;
      for (const part of path) {
        if (part.kind === 'var' || part.kind === 'array' || part.kind === 'object') {
          visitTerm(part, { variable: (name) => bound.add(name) });
        }
      }
    },
  });
}

function isCovered(term: Term, bound: ReadonlySet<string>): boolean {
  let covered = true;
  visitTerm(term, {
    variable(name) {
      if (!bound.has(name)) covered = false;
    },
  });
  return covered;
}

/** A variable of the term (outside comprehensions) is not bound yet. */
export function hasFree(e: Emitter, term: Term): boolean {
  let free = false;
  visitTerm(term, {
    variable(name) {
      if (!e.bound.has(name)) free = true;
    },
  });
  return free;
}
