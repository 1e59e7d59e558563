import type { JsonObject } from '../../../shared/expressions';
import type { CaseResult } from '../conformance-suite';

type Verdict = Pick<CaseResult, 'outcome' | 'reason'>;

/** Regorus' inner form of resources has no counterpart here: fields are read from the resource as ARM gives it. */
export function normalizationCase(_file: JsonObject, _testCase: JsonObject): Verdict {
  return { outcome: 'skipped', reason: 'Regorus-internal form' };
}
