import type { Cause } from './cause';
import type { ComplianceState } from './compliance-state';
import type { PolicyColumns, PolicyEvaluationDetails, ResourceColumns } from './policy-state';

/**
 * The state of one Kubernetes object under one policy (rest-api.md A.8). Stored only while it is NonCompliant or
 * in Error; the compliant ones are counted on the cluster's policy state. `constraint`, `container`, `uid`,
 * `nonComplianceMessage` and `causedBy` are ours.
 */
export interface ComponentPolicyState extends ResourceColumns, PolicyColumns {
  readonly timestamp: string;
  /** The API path of the object, e.g. `/api/v1/namespaces/default/pods/web-0`. */
  readonly componentId: string;
  /** The Kubernetes kind. */
  readonly componentType: string;
  /** `namespace/name`, or `name` for a cluster-scoped object. */
  readonly componentName: string;
  readonly complianceState: ComplianceState;
  readonly complianceReasonCode: string | null;
  /** `reason` is the message of the constraint template. */
  readonly policyEvaluationDetails: PolicyEvaluationDetails | null;
  readonly nonComplianceMessage: string | null;
  readonly constraint: string | null;
  readonly container: string | null;
  readonly uid: string | null;
  readonly causedBy: Cause;
}
