import type { PolicyInForce } from '../../policy';
import type { Refusal } from './answer';

/** The ids by which an answer names a policy in force, and its effect. */
export const whichPolicy = (policy: PolicyInForce): Omit<Refusal, 'reason' | 'nonComplianceMessage'> => ({
  policyAssignmentId: policy.assignment.id,
  policyDefinitionId: policy.definition.id,
  policyDefinitionReferenceId: policy.reference?.referenceId ?? null,
  effect: policy.effect,
});

/** Says that a policy refuses a request, in the assignment's own words too. */
export const refusalBy = (policy: PolicyInForce, reason: string): Refusal => ({
  ...whichPolicy(policy),
  reason,
  ...(policy.nonComplianceMessage === undefined ? {} : { nonComplianceMessage: policy.nonComplianceMessage }),
});
