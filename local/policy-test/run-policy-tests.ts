import { findTests } from './find-tests';
import { type NameFilter, readNameFilter } from './name-filter';
import { PolicyTestError } from './policy-test-error';
import type { PolicyTestResult } from './policy-test-result';
import { runDefinitionFolder } from './run-definition-folder';
import { runSuite } from './run-suite';

/**
 * Runs every policy test in a folder: Gatekeeper suites, and Azure policy definitions with samples.
 *
 * @param now what the policies take for the present moment
 * @param filter which tests and cases of suites are run; the others count as skipped
 * @throws PolicyTestError when there is no such folder, or no test in it
 */
export async function runPolicyTests(
  path: string,
  now: Date,
  filter: NameFilter = readNameFilter(''),
): Promise<PolicyTestResult[]> {
  const { suites, definitions } = await findTests(path);
  if (suites.length + definitions.length === 0)
    throw new PolicyTestError(
      path,
      undefined,
      'There is no test here: no file of kind Suite, and no definition.json with samples beside it.',
    );
  const results: PolicyTestResult[] = [];
  for (const file of suites) for await (const result of runSuite(file, filter)) results.push(result);
  for (const file of definitions)
    for await (const result of runDefinitionFolder(file, now)) results.push(result);
  return results;
}
