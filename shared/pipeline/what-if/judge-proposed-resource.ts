import type { PolicySnapshot } from '../../policy';
import { describeReason } from '../describe-reason';
import type { Engines, Surroundings } from '../evaluate';
import { judgeRequest } from '../judge-request';
import type { ProposedResource, ProposedState } from './answer';
import { refusalBy } from './which-policy';
import type { WrittenResource } from './written-resource';

/**
 * Tells whether policies would let a resource be written as proposed, and which states it would have. Pure.
 *
 * @param around the resource as it would be stored
 */
export function judgeProposedResource(
  around: Surroundings,
  { modifiedBy, refusedBy }: WrittenResource,
  states: readonly ProposedState[],
  snapshot: PolicySnapshot,
  engines: Engines,
): ProposedResource {
  const { resource, ...surroundings } = around;
  const violations = judgeRequest({ operation: 'write', resource }, snapshot, surroundings, engines);
  const refusals = [
    ...refusedBy,
    ...violations.map(({ policy, evaluatedExpressions, error }) =>
      refusalBy(
        policy,
        error?.message ?? describeReason(evaluatedExpressions) ?? 'The rule applies to the resource.',
      ),
    ),
  ];
  return {
    resourceId: resource.id,
    allowed: refusals.length === 0,
    refusedBy: refusals,
    modifiedBy,
    states,
  };
}
