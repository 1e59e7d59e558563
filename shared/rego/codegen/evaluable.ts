import { visitTerm } from '../checks/variables';
import type { Term } from '../syntax/ast';
import type { Emitter } from './emitter';

/** The term can be computed now: its free variables stand in keys of references that can be gone through. */
export function evaluable(e: Emitter, term: Term): boolean {
  switch (term.kind) {
    case 'ref': {
      const head = term.head.kind === 'var' ? !hasFree(e, term.head) : evaluable(e, term.head);
      return head;
    }
    case 'array':
    case 'set':
      return term.items.every((item) => evaluable(e, item));
    case 'object':
      return term.entries.every(([k, v]) => evaluable(e, k) && evaluable(e, v));
    case 'call':
      return term.args.every((arg) => evaluable(e, arg));
    default:
      return !hasFree(e, term);
  }
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
