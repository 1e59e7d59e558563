import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformanceDirectory, hasSuiteData } from './conformance-directory';
import { runSuite } from './run-suite';
import { loadSuite } from './suites';

/** Cases listed as failures in a message; more would hide the first ones. */
const SHOWN = 20;

for (const name of ['rego-v1', 'rego-v0']) {
  test.skipIf(!hasSuiteData(name))(
    `every case of ${name} passes but for those listed as left out${hasSuiteData(name) ? '' : ` (skipped: not in ${conformanceDirectory()})`}`,
    async () => {
      const suite = await loadSuite(name);
      expect(suite?.name).toBe(name);
      if (suite === undefined) return;
      const report = await runSuite(suite, join(conformanceDirectory(), name));
      expect(report.failures.slice(0, SHOWN)).toEqual([]);
      expect(report.passed).toBeGreaterThan(0);
    },
    120_000,
  );
}
