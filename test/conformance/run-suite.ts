import type { ConformanceSuite } from './conformance-suite';
import { leftOut } from './left-out';

export interface AreaCounts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteReport extends AreaCounts {
  readonly areas: Record<string, AreaCounts>;
  readonly failures: { readonly id: string; readonly reason: string }[];
  readonly skips: { readonly id: string; readonly reason: string }[];
}

/**
 * Runs a suite on `dir`. A failure that is listed (in left-out.ts unless given) counts as skipped with the listed reason; a listed
 * case that passes counts as a failure, since the list must shrink.
 */
export async function runSuite(
  suite: ConformanceSuite,
  dir: string,
  listed: Readonly<Record<string, string>> = leftOut[suite.name] ?? {},
): Promise<SuiteReport> {
  const report: SuiteReport = { passed: 0, failed: 0, skipped: 0, areas: {}, failures: [], skips: [] };
  for await (const result of suite.run(dir)) {
    const excuse = Object.hasOwn(listed, result.id) ? listed[result.id] : undefined;
    let { outcome } = result;
    let reason = result.reason ?? '';
    if (excuse !== undefined && outcome === 'passed') {
      outcome = 'failed';
      reason = 'passes, but is listed in left-out.ts: remove it there';
    } else if (excuse !== undefined) {
      outcome = 'skipped';
      reason = excuse;
    }
    report.areas[result.area] ??= { passed: 0, failed: 0, skipped: 0 };
    const area = report.areas[result.area] as AreaCounts;
    report[outcome]++;
    area[outcome]++;
    if (outcome === 'failed') report.failures.push({ id: result.id, reason });
    if (outcome === 'skipped') report.skips.push({ id: result.id, reason });
  }
  return report;
}
