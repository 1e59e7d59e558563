import { expect, test } from 'vitest';
import type { CaseResult } from './conformance-suite';
import { leftOut } from './left-out';
import { runSuite } from './run-suite';

const [suiteName, listed] = Object.entries(leftOut)[0] ?? ['none', {}];

function suiteOf(results: readonly CaseResult[]) {
  return { name: suiteName, run: () => results };
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

test.skipIf(Object.keys(listed).length === 0)('a listed case may fail, and must not pass', async () => {
  const [id] = Object.keys(listed) as [string];
  const failing = await runSuite(suiteOf([{ id, area: 'core', outcome: 'failed' }]), '.');
  expect([failing.failed, failing.skipped, failing.skips[0]?.reason]).toEqual([0, 1, listed[id]]);
  const passing = await runSuite(suiteOf([{ id, area: 'core', outcome: 'passed' }]), '.');
  expect(passing.failures).toEqual([{ id, reason: 'passes, but is listed in left-out.ts: remove it there' }]);
});
