import type { PolicySnapshot } from '../../policy';
import { describeReason } from '../describe-reason';
import type { Engines, Surroundings } from '../evaluate';
import { judgeRequest } from '../judge-request';
import type { ProposedResource, ProposedState } from './answer';

/** Tells whether policies would let a resource be written as proposed, and which states it would have. Pure. */
export function judgeProposedResource(
  around: Surroundings,
  states: readonly ProposedState[],
  snapshot: PolicySnapshot,
  engines: Engines,
): ProposedResource {
  const { resource, ...surroundings } = around;
  const violations = judgeRequest({ operation: 'write', resource }, snapshot, surroundings, engines);
  return {
    resourceId: resource.id,
    allowed: violations.length === 0,
    refusedBy: violations.map(({ policy, evaluatedExpressions, error }) => ({
      policyAssignmentId: policy.assignment.id,
      policyDefinitionId: policy.definition.id,
      policyDefinitionReferenceId: policy.reference?.referenceId ?? null,
      effect: policy.effect,
      reason: error?.message ?? describeReason(evaluatedExpressions) ?? 'The rule applies to the resource.',
      ...(policy.nonComplianceMessage === undefined
        ? {}
        : { nonComplianceMessage: policy.nonComplianceMessage }),
    })),
    states,
  };
}
