import type { Cause } from './cause';
import type { ComplianceStore } from './compliance-store';
import type { StateDocument } from './documents';
import type { PolicyStateTransition } from './policy-state-transition';
import { queryAll } from './query-all';
import { recordEvaluation } from './record-evaluation';

/**
 * Records that an assignment is no more: its states go away on every resource that has some, each with a
 * transition. As safe to repeat as any recording.
 */
export async function recordAssignmentGone(
  store: ComplianceStore,
  gone: { readonly assignmentId: string; readonly evaluatedAt: string; readonly cause: Cause },
  time: { readonly now: string },
): Promise<readonly PolicyStateTransition[]> {
  const { assignmentId, evaluatedAt, cause } = gone;
  const found = await queryAll<StateDocument>(store.documents, 'policyStates', {
    where: [{ field: 'assignmentKey', equals: assignmentId.toLowerCase() }],
  });
  const resourceIds = new Map(found.map(({ document }) => [document.partition, document.state.resourceId]));
  const transitions: PolicyStateTransition[] = [];
  for (const resourceId of resourceIds.values()) {
    const covers = { kind: 'resource' as const, policies: { assignments: [assignmentId] } };
    const evaluation = { resourceId, evaluatedAt, cause, covers, states: [] };
    transitions.push(...(await recordEvaluation(store, evaluation, time)).transitions);
  }
  return transitions;
}
