import type { CompiledConstraint, LeafSubject } from './compiled-constraint';
import type { RuleRun } from './rule-run';

export interface Applicability {
  /** Whether the policy concerns the resource, by the conditions on type, kind and name alone. */
  readonly concerns: (run: RuleRun) => boolean;
  /** Whether a condition on `location` occurs; such a policy never concerns subscriptions. */
  readonly mentionsLocation: boolean;
}

/**
 * Settles once which conditions decide whether a policy concerns a resource: those on `type`, with `kind` and `name`
 * beside other conditions; all others count as met (below a `not`, as not met).
 */
export function compileApplicability(condition: CompiledConstraint): Applicability {
  const present = new Set<LeafSubject>();
  collectSubjects(condition, present);
  const others = present.has('other') || present.has('location');
  const deciding = decidingSubjects(present, others);
  return {
    concerns: (run) => deciding.size === 0 || judge(condition, run, deciding, false),
    mentionsLocation: present.has('location'),
  };
}

function collectSubjects(constraint: CompiledConstraint, present: Set<LeafSubject>): void {
  switch (constraint.kind) {
    case 'leaf':
      present.add(constraint.about);
      return;
    case 'not':
      collectSubjects(constraint.item, present);
      return;
    case 'allOf':
    case 'anyOf':
      for (const item of constraint.items) collectSubjects(item, present);
  }
}

function decidingSubjects(present: ReadonlySet<LeafSubject>, others: boolean): ReadonlySet<LeafSubject> {
  const own = (['type', 'kind', 'name'] as const).filter((subject) => present.has(subject));
  if (others) return new Set(own);
  if (present.has('type')) return new Set(['type']);
  return new Set(own.length > 1 ? own : []);
}

function judge(
  constraint: CompiledConstraint,
  run: RuleRun,
  deciding: ReadonlySet<LeafSubject>,
  negated: boolean,
): boolean {
  switch (constraint.kind) {
    case 'leaf':
      return deciding.has(constraint.about) ? constraint.test(run) : !negated;
    case 'not':
      return !judge(constraint.item, run, deciding, !negated);
    case 'allOf':
      return constraint.items.every((item) => judge(item, run, deciding, negated));
    case 'anyOf':
      return constraint.items.some((item) => judge(item, run, deciding, negated));
  }
}
