import { type Scan, summarize } from '../../shared/compliance';
import type { Results } from './read-results';

/**
 * What `--once --json` prints: the scan, and every state with the field names of the Policy Insights API.
 *
 * @param scans one per subscription
 */
export function scanDocument(scans: readonly Scan[], results: Results): object {
  const [first] = scans;
  const sum = (count: (scan: Scan) => number): number =>
    scans.reduce((total, scan) => total + count(scan), 0);
  return {
    scan: {
      id: first?.id ?? null,
      scope: scans.map(({ scope }) => scope).join(','),
      startedAt: scans.map(({ startedAt }) => startedAt).sort()[0] ?? null,
      finishedAt:
        scans
          .map(({ finishedAt }) => finishedAt)
          .sort()
          .at(-1) ?? null,
      resources: sum(({ counts }) => counts.resources),
      components: sum(({ counts }) => counts.components),
      policies: Math.max(0, ...scans.map(({ counts }) => counts.policies)),
    },
    states: results.states,
    components: results.components,
    summary: summarize(results.states),
  };
}
