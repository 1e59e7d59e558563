import { COMPLIANCE_RANK, type ComplianceState } from './compliance-state';

/** The state of an aggregate: the highest in rank of its parts (azure-policy.md 5.4); undefined when there are none. */
export function rollUp(states: Iterable<ComplianceState>): ComplianceState | undefined {
  let best: number | undefined;
  for (const state of states) {
    const rank = COMPLIANCE_RANK.indexOf(state);
    if (rank >= 0 && (best === undefined || rank < best)) best = rank;
  }
  return best === undefined ? undefined : COMPLIANCE_RANK[best];
}

/** Rolls up states under a key, e.g. the states of each resource. States without a key (undefined) are left out. */
export function rollUpBy<S extends { readonly complianceState: ComplianceState }>(
  states: Iterable<S>,
  keyOf: (state: S) => string | undefined,
): Map<string, ComplianceState> {
  const rolled = new Map<string, ComplianceState>();
  for (const state of states) {
    const key = keyOf(state);
    if (key === undefined) continue;
    const known = rolled.get(key);
    rolled.set(key, (known && rollUp([known, state.complianceState])) ?? state.complianceState);
  }
  return rolled;
}
