import { expect, test } from 'vitest';
import type { CaseResult } from './conformance-suite';
import { runSuite } from './run-suite';

function suiteOf(results: readonly CaseResult[]) {
  return { name: 'made up', run: () => results };
}

test('results are counted per area, with reasons for what failed or was skipped', async () => {
  const report = await runSuite(
    suiteOf([
      { id: 'a', area: 'core', outcome: 'passed' },
      { id: 'b', area: 'core', outcome: 'failed', reason: 'wrong' },
      { id: 'c', area: 'extended', outcome: 'skipped', reason: 'not ours' },
    ]),
    '.',
  );
  expect(report).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    areas: { core: { passed: 1, failed: 1, skipped: 0 }, extended: { passed: 0, failed: 0, skipped: 1 } },
    failures: [{ id: 'b', reason: 'wrong' }],
    skips: [{ id: 'c', reason: 'not ours' }],
  });
});

test('a listed case may fail, and must not pass', async () => {
  const id = 'a';
  const listed = { [id]: 'not yet' };
  const failing = await runSuite(suiteOf([{ id, area: 'core', outcome: 'failed' }]), '.', listed);
  expect([failing.failed, failing.skipped, failing.skips[0]?.reason]).toEqual([0, 1, listed[id]]);
  const passing = await runSuite(suiteOf([{ id, area: 'core', outcome: 'passed' }]), '.', listed);
  expect(passing.failures).toEqual([{ id, reason: 'passes, but is listed in left-out.ts: remove it there' }]);
});
