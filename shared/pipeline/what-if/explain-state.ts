import type { ComponentTally, EvaluatedState } from '../../compliance';
import { listDisabled, type PolicyInForce, type PolicySnapshot } from '../../policy';
import { describeReason } from '../describe-reason';
import type { Surroundings } from '../evaluate';

/** Says in a sentence why a policy comes to a state that is there. */
export function explainState(policy: PolicyInForce, state: EvaluatedState, tally?: ComponentTally): string {
  const { complianceState, policyEvaluationDetails: details } = state.content;
  if (tally !== undefined) return explainTally(tally);
  if (details?.reason !== undefined) return details.reason;
  switch (complianceState) {
    case 'Exempt':
      return `Exempt by ${policy.exemption?.id ?? 'an exemption'}.`;
    case 'Compliant':
      return 'The rule is not violated.';
    case 'Protected':
      return 'Deleting the resource is denied.';
    case 'Conflict':
      return 'It contradicts another policy that would change the same field.';
    case 'Unknown':
      return 'The state has to be attested by hand.';
    default:
      break;
  }
  const told = describeReason(details?.evaluatedExpressions ?? []);
  if (told !== undefined) return told;
  return details?.ifNotExistsDetails === undefined
    ? 'The rule applies to the resource.'
    : `No related resource satisfies the policy; ${details.ifNotExistsDetails.totalResources} looked at.`;
}

/** Says why a policy comes to no state on a resource. */
export function explainAbsence(
  key: string,
  snapshot: PolicySnapshot,
  inForce: ReadonlyMap<string, PolicyInForce>,
  around: Surroundings | undefined,
): string {
  if (around === undefined) return 'The resource does not exist.';
  if (inForce.has(key)) return 'The rule would not apply to the resource.';
  if (listDisabled(snapshot, around.resource).some((policy) => policy.key === key))
    return 'The effect would be disabled.';
  return snapshot.assignments.some((assignment) => key.startsWith(`${assignment.key}|`))
    ? 'The assignment would not cover the resource with this policy.'
    : 'The assignment would be gone.';
}

function explainTally({ compliant, nonCompliant, error }: ComponentTally): string {
  const all = compliant + nonCompliant + error;
  if (nonCompliant > 0) return `Violated by ${nonCompliant} of ${objects(all)}.`;
  if (error > 0) return `Could not be evaluated for ${error} of ${objects(all)}.`;
  return all === 0 ? 'No object matches it.' : `Not violated: ${objects(all)} looked at.`;
}

const objects = (count: number): string => `${count} ${count === 1 ? 'object' : 'objects'}`;
