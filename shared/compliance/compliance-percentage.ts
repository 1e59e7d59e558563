import type { ComplianceState } from './compliance-state';

/** How much of a whole complies. */
export interface CompliancePercentage {
  /** Compliant, exempt and unknown resources. */
  readonly good: number;
  /** All but protected resources. */
  readonly total: number;
  /** 0 to 100, not rounded. 100 without resources: tell that apart by `total`. */
  readonly percent: number;
}

const GOOD: readonly ComplianceState[] = ['Compliant', 'Exempt', 'Unknown'];

/** The percentage over distinct resources, each with its rolled-up state (azure-policy.md 5.4). */
export function compliancePercentage(resourceStates: Iterable<ComplianceState>): CompliancePercentage {
  let good = 0;
  let total = 0;
  for (const state of resourceStates) {
    if (state === 'Protected') continue;
    total += 1;
    if (GOOD.includes(state)) good += 1;
  }
  return { good, total, percent: total === 0 ? 100 : (100 * good) / total };
}
