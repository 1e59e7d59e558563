import type { JsonValue } from '../policy';
import type { Cause } from './cause';
import type { ComplianceState } from './compliance-state';

/** One condition that decided a rule (azure-policy.md 5.6); `result` is text, as in the Policy Insights API. */
export interface EvaluatedExpressionRecord {
  readonly result: 'True' | 'False';
  readonly expression: string;
  readonly expressionKind: string;
  readonly path: string;
  readonly expressionValue?: JsonValue;
  readonly targetValue: JsonValue;
  readonly operator: string;
}

/** Why a state is what it is. `reason` is the message of a template or of an error. */
export interface PolicyEvaluationDetails {
  readonly evaluatedExpressions: readonly EvaluatedExpressionRecord[];
  readonly ifNotExistsDetails?: { readonly resourceId: string | null; readonly totalResources: number };
  readonly reason?: string;
}

/** How many objects of a cluster a policy looked at, by outcome. */
export interface ComponentTally {
  readonly compliant: number;
  readonly nonCompliant: number;
  readonly error: number;
}

/** The tally of a policy on a cluster, in all and by Kubernetes kind; kinds without objects are left out. */
export interface ComponentCounts extends ComponentTally {
  readonly byKind: { readonly [kind: string]: ComponentTally };
}

/** The columns that say which policy a record is about; `null` when unknown (rest-api.md A.4). */
export interface PolicyColumns {
  readonly policyAssignmentId: string;
  readonly policyAssignmentName: string | null;
  readonly policyAssignmentOwner: string | null;
  /** JSON text of `{ "name": { "value": … } }`. */
  readonly policyAssignmentParameters: string | null;
  readonly policyAssignmentScope: string | null;
  readonly policyAssignmentVersion: string | null;
  readonly policyDefinitionId: string;
  readonly policyDefinitionName: string | null;
  /** The effect after parameters and overrides, in lower case. */
  readonly policyDefinitionAction: string;
  readonly policyDefinitionCategory: string | null;
  readonly policyDefinitionReferenceId: string | null;
  readonly policyDefinitionGroupNames: readonly string[] | null;
  readonly policyDefinitionVersion: string | null;
  readonly policySetDefinitionId: string | null;
  readonly policySetDefinitionName: string | null;
  readonly policySetDefinitionOwner: string | null;
  readonly policySetDefinitionCategory: string | null;
  readonly policySetDefinitionParameters: string | null;
  readonly policySetDefinitionVersion: string | null;
}

/** The columns that say which resource a record is about. */
export interface ResourceColumns {
  readonly resourceId: string;
  readonly subscriptionId: string;
  /** The plain name; null for a resource outside of resource groups. */
  readonly resourceGroup: string | null;
  readonly resourceType: string;
  readonly resourceLocation: string | null;
}

/** What an evaluation says about one (resource, assignment, definition reference): a {@link PolicyState} before it is recorded. */
export interface PolicyStateContent extends ResourceColumns, PolicyColumns {
  /** JSON text of the resource's tags. */
  readonly resourceTags: string | null;
  /** Comma list, nearest group first, tenant root last. */
  readonly managementGroupIds: string | null;
  /** JSON text. */
  readonly effectiveParameters: string | null;
  readonly complianceState: ComplianceState;
  readonly complianceReasonCode: string | null;
  readonly policyEvaluationDetails: PolicyEvaluationDetails | null;
  /** Ours: the assignment's message for this member. */
  readonly nonComplianceMessage: string | null;
  /** Ours: what a user should know although the policy was evaluated, such as a pinned version that is not available. */
  readonly notes?: readonly string[];
}

/**
 * One per (resource, assignment, definition reference), with the field names of the Policy Insights API
 * (rest-api.md A.4), so that what is stored is what is answered. `nonComplianceMessage`, `causedBy` and
 * `componentCounts` are ours.
 */
export interface PolicyState extends PolicyStateContent {
  /** When the state was last evaluated, ISO 8601. */
  readonly timestamp: string;
  /** Deprecated mirror of `complianceState === 'Compliant'`. */
  readonly isCompliant: boolean;
  /** What caused the evaluation that gave the state its present content. */
  readonly causedBy: Cause;
  /** For policies over Kubernetes objects; null for policies over the resource itself. */
  readonly componentCounts: ComponentCounts | null;
}
