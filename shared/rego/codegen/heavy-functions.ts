import type { Group } from '../plan/program';
import type { Literal, Term } from '../syntax/ast';
import { constantArgument } from './merge-definitions';

/** Functions of one argument that call others or loop: looking up an earlier answer costs less than finding it again. */
export function isHeavy(group: Group): boolean {
  if (group.arity !== 1 || constantArgument(group) !== undefined) return false;
  return group.definitions.some((d) =>
    [d.body, ...d.elses.map((b) => b.body)].some((body) => body.some(isCostly)),
  );
}

function isCostly(literal: Literal): boolean {
  if (literal.kind !== 'expr' || literal.withs.length > 0) return true;
  let costly = false;
  const visit = (term: Term): void => {
    if (term.kind === 'call') {
      if (term.op[0] === 'data' || term.op[0] === 'regex') costly = true;
      for (const arg of term.args) visit(arg);
    } else if (term.kind === 'ref') {
      if (term.head.kind === 'var' && term.head.name === 'data') costly = true;
      for (const part of term.path) if (part.kind !== 'scalar') costly = true;
    } else if (term.kind !== 'scalar' && term.kind !== 'var') {
      if (term.kind === 'array' || term.kind === 'set') for (const item of term.items) visit(item);
      else costly = true;
    }
  };
  visit(literal.term);
  return costly;
}
