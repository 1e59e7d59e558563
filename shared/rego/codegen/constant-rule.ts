import type { Group } from '../plan/program';
import type { RegoValue } from '../values/value';
import type { ProgramEmitter } from './emitter';
import { groundValue } from './ground-value';
import { shadowed } from './shadowed';

/** The value of a rule that is worth the same in every evaluation, as lists of names are; else undefined. */
export function constantRule(shared: ProgramEmitter, group: Group): RegoValue | undefined {
  const [only] = group.definitions;
  if (group.kind !== 'complete' || only === undefined || group.definitions.length > 1) return undefined;
  if (only.elses.length > 0 || shared.trace !== undefined || shadowed(shared, group)) return undefined;
  const holds = only.body.every(
    (literal) =>
      literal.kind === 'expr' &&
      !literal.negated &&
      literal.withs.length === 0 &&
      literal.term.kind === 'scalar' &&
      literal.term.value === true,
  );
  return holds ? groundValue(only.value) : undefined;
}
