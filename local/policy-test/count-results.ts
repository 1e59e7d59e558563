import type { PolicyTestResult } from './policy-test-result';

/** How many tests passed, failed and were skipped. */
export interface ResultCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts results by their status. */
export function countResults(results: readonly PolicyTestResult[]): ResultCounts {
  const count = (status: PolicyTestResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}
