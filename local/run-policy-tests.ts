import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  countResults,
  junitReport,
  PolicyTestError,
  readNameFilter,
  runPolicyTests,
  textReport,
} from './policy-test';

const usage = `Tests policies: Gatekeeper suites, and Azure policy definitions with samples.

  npm run policy:test -- DIR [--run FILTER] [--junit FILE]

  DIR           folder with tests (and all below it), or one suite or definition file
  --run FILTER  runs only tests and cases of suites whose name matches; "test//case" are two expressions
  --junit FILE  writes the results as JUnit XML, too
  --help        shows this

docs/testing-policies.md describes the formats. Exit code: 0 all passed, 1 a test failed, 2 nothing could be run.
`;

function readArguments(): { dir: string; run: string; junit: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        run: { type: 'string', default: '' },
        junit: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const [dir, ...more] = positionals;
    if (values.help !== true && dir !== undefined && more.length === 0)
      return { dir, run: values.run, junit: values.junit };
    (values.help === true ? process.stdout : process.stderr).write(usage);
    process.exitCode = values.help === true ? 0 : 2;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
  }
  return undefined;
}

const asked = readArguments();
if (asked !== undefined) {
  try {
    const results = await runPolicyTests(asked.dir, new Date(), readNameFilter(asked.run));
    process.stdout.write(textReport(results));
    if (asked.junit !== undefined) await writeFile(asked.junit, junitReport(results));
    if (countResults(results).failed > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof PolicyTestError) && (error as { code?: unknown }).code === undefined) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
