import type { Cause } from './cause';
import type { ComplianceState } from './compliance-state';

/** One line of history: a policy state or a component policy state that appeared, changed or went away. */
export interface PolicyStateTransition {
  /** Deterministic: the same change recorded twice has the same id. */
  readonly id: string;
  readonly kind: 'Created' | 'Changed' | 'Deleted';
  /** Id of the policy state (`stateId`). */
  readonly stateId: string;
  readonly resourceId: string;
  readonly subscriptionId: string;
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly policyDefinitionAction: string;
  /** Set for the state of a Kubernetes object. */
  readonly component?: {
    readonly componentId: string;
    readonly componentType: string;
    readonly componentName: string;
  };
  /** Null when there was no state before. */
  readonly from: ComplianceState | null;
  /** Null when the state went away. For a component, Compliant means that its stored state ended. */
  readonly to: ComplianceState | null;
  readonly reason: string | null;
  readonly complianceReasonCode: string | null;
  /** When the inputs of the evaluation were read, ISO 8601. */
  readonly timestamp: string;
  readonly cause: Cause;
  /** Position among the recordings of this resource; transitions of one recording share it. */
  readonly sequence: number;
}
