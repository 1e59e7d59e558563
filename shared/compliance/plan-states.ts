import { policyMark } from './marks';
import type { PlanContext } from './plan-context';
import { draftAfter, evaluatedHash, type StateDraft } from './state-draft';
import { policyKeyOfState } from './state-id';

/**
 * Brings the drafts of a resource's policy states up to date with a step. Of two evaluations the newer one counts,
 * whichever comes first; of two with the same date the one with the larger hash, and one that gives a state rather
 * than one that does not. Returns the ids of the states that the step gave.
 */
export function planStates(
  { step, marks, sequence, selects, idOf }: PlanContext,
  drafts: Map<string, StateDraft>,
): ReadonlySet<string> {
  const at = step.evaluatedAt;
  const given = new Set<string>();
  for (const evaluated of step.states) {
    const assignmentKey = evaluated.content.policyAssignmentId.toLowerCase();
    const id = idOf(policyKeyOfState(evaluated.content));
    if (!selects(id, assignmentKey)) continue;
    given.add(id);
    const draft = drafts.get(id);
    const hash = evaluatedHash(evaluated);
    if (draft?.hash === hash) continue;
    const mark = policyMark(marks, id, assignmentKey, draft?.prior);
    const isNewer = at > mark || (at === mark && (draft === undefined || hash > draft.hash));
    if (isNewer) drafts.set(id, draftAfter(id, draft, evaluated, at, mark, sequence));
  }
  if (!step.removesOthers) return given;
  for (const [id, draft] of drafts) {
    const assignmentKey = draft.content.policyAssignmentId.toLowerCase();
    if (given.has(id) || !selects(id, assignmentKey)) continue;
    if (at > policyMark(marks, id, assignmentKey, draft.prior)) drafts.set(id, { ...draft, removed: true });
  }
  return given;
}
