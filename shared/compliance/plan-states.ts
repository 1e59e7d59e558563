import type { EvaluationMarks } from './documents';
import type { PolicySelection } from './evaluation';
import { policyMark } from './marks';
import type { RecordStep } from './record-step';
import { draftAfter, evaluatedHash, type StateDraft } from './state-draft';
import { policyKeyOf, stateId } from './state-id';

/** True for the policies that a selection names. */
export type Selects = (id: string, assignmentKey: string) => boolean;

export function selectorOf(resourceId: string, selection: PolicySelection): Selects {
  if (selection === 'all') return () => true;
  if ('assignments' in selection) {
    const assignments = new Set(selection.assignments.map((id) => id.toLowerCase()));
    return (_id, assignmentKey) => assignments.has(assignmentKey);
  }
  const ids = new Set(selection.policies.map((key) => stateId(resourceId, key)));
  return (id) => ids.has(id);
}

/**
 * Brings the drafts of a resource's policy states up to date with a step. Of two evaluations the newer one counts,
 * whichever comes first; of two with the same date the one with the larger hash, and one that gives a state rather
 * than one that does not. Returns the ids of the states that the step gave.
 */
export function planStates(
  drafts: Map<string, StateDraft>,
  step: RecordStep,
  selects: Selects,
  marks: EvaluationMarks,
  sequence: number,
): ReadonlySet<string> {
  const given = new Set<string>();
  for (const evaluated of step.states) {
    const { policyAssignmentId, policyDefinitionReferenceId } = evaluated.content;
    const assignmentKey = policyAssignmentId.toLowerCase();
    const id = stateId(step.resourceId, policyKeyOf(policyAssignmentId, policyDefinitionReferenceId));
    if (!selects(id, assignmentKey)) continue;
    given.add(id);
    const draft = drafts.get(id);
    const mark = policyMark(marks, id, assignmentKey, draft?.prior);
    const hash = evaluatedHash(evaluated);
    const counts =
      step.evaluatedAt > mark || (step.evaluatedAt === mark && (draft === undefined || hash > draft.hash));
    const differs = draft?.hash !== hash || draft.fromComponents !== (evaluated.fromComponents ?? false);
    if (counts && differs) drafts.set(id, draftAfter(id, draft, evaluated, step.evaluatedAt, mark, sequence));
  }
  if (step.removesOthers) {
    for (const [id, draft] of drafts) {
      const assignmentKey = draft.content.policyAssignmentId.toLowerCase();
      if (given.has(id) || !selects(id, assignmentKey)) continue;
      const mark = policyMark(marks, id, assignmentKey, draft.prior);
      if (step.evaluatedAt > mark) drafts.set(id, { ...draft, removed: true });
    }
  }
  return given;
}
