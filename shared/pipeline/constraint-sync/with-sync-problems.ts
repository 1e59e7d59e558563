import { type EvaluatedState, policyKeyOfState } from '../../compliance';
import type { PolicyInForce } from '../../policy';
import type { SyncProblem } from './sync-problem';

/**
 * Tells in the states of a cluster which policies Gatekeeper does not enforce there, or not as they are now. A state
 * that comes from the objects keeps what they came to, as the service has judged them itself, and gets the reason code
 * and a note. A policy that mutates has no other state: what keeps it from working is its state.
 *
 * @param policies those in force on the cluster
 * @param failedState makes the `Error` state of a policy
 */
export function withSyncProblems(
  states: readonly EvaluatedState[],
  policies: readonly PolicyInForce[],
  problems: readonly SyncProblem[],
  failedState: (policy: PolicyInForce, code: string, message: string) => EvaluatedState,
): readonly EvaluatedState[] {
  const byKey = new Map<string, SyncProblem[]>();
  for (const problem of problems)
    for (const key of problem.policyKeys) byKey.set(key, [...(byKey.get(key) ?? []), problem]);
  if (byKey.size === 0) return states;
  const told = states.map((state) => {
    const [first, ...others] = byKey.get(policyKeyOfState(state.content)) ?? [];
    if (first === undefined || state.fromComponents !== true) return state;
    const notes = [first, ...others].map(({ message }) => `Gatekeeper in the cluster: ${message}`);
    const content = {
      ...state.content,
      complianceReasonCode: first.code,
      notes: [...(state.content.notes ?? []), ...new Set(notes)],
    };
    return { ...state, content };
  });
  const failed = policies.flatMap((policy) => {
    const [first] = byKey.get(policy.key) ?? [];
    const isSilent =
      policy.effect === 'mutate' && policy.exemption === undefined && policy.problem === undefined;
    return first !== undefined && isSilent ? [failedState(policy, first.code, first.message)] : [];
  });
  return [...told, ...failed];
}
