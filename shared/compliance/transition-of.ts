import type { Cause } from './cause';
import type { ComplianceState } from './compliance-state';
import type { TransitionDocument } from './documents';
import type { PolicyColumns, PolicyEvaluationDetails, ResourceColumns } from './policy-state';
import type { PolicyStateTransition } from './policy-state-transition';
import { transitionId } from './state-id';

/** What a transition is about, and the two ends of it. */
export interface Change {
  /** Id of the state that changed: of a policy state, or of a component's state. */
  readonly id: string;
  readonly stateId: string;
  readonly columns: PolicyColumns & Pick<ResourceColumns, 'resourceId' | 'subscriptionId'>;
  readonly component?: NonNullable<PolicyStateTransition['component']>;
  readonly from: ComplianceState | null;
  readonly to: ComplianceState | null;
  readonly details: PolicyEvaluationDetails | null;
  readonly complianceReasonCode: string | null;
}

/** The history document of a change. Its id depends on the state and the recording only. */
export function transitionOf(
  change: Change,
  recording: {
    readonly partition: string;
    readonly sequence: number;
    readonly evaluatedAt: string;
    readonly cause: Cause;
  },
): TransitionDocument {
  const { partition, sequence, evaluatedAt, cause } = recording;
  const id = transitionId(change.id, sequence);
  const transition: PolicyStateTransition = {
    id,
    kind: change.from === null ? 'Created' : change.to === null ? 'Deleted' : 'Changed',
    stateId: change.stateId,
    resourceId: change.columns.resourceId,
    subscriptionId: change.columns.subscriptionId,
    policyAssignmentId: change.columns.policyAssignmentId,
    policyDefinitionId: change.columns.policyDefinitionId,
    policyDefinitionReferenceId: change.columns.policyDefinitionReferenceId,
    policyDefinitionAction: change.columns.policyDefinitionAction,
    ...(change.component ? { component: change.component } : {}),
    from: change.from,
    to: change.to,
    reason: change.details?.reason ?? null,
    complianceReasonCode: change.complianceReasonCode,
    timestamp: evaluatedAt,
    cause,
    sequence,
  };
  return { id, partition, sequence, live: true, stateId: change.id, timestamp: evaluatedAt, transition };
}
