import { join } from 'node:path';
import { conformanceDirectory, hasSuiteData } from './conformance-directory';
import { runSuite, type SuiteReport } from './run-suite';
import { loadSuite, suiteNames } from './suites';

/** Reasons printed in full per kind; the rest are counted. */
const MAX_SKIPS_SHOWN = 40;

const usage = 'Usage: npm run conformance -- [SUITE...] [--json]   (no SUITE: all whose folder is there)';

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--json');
  if (unknown !== undefined) {
    console.error(unknown === '--help' ? usage : `${unknown}: no such option. ${usage}`);
    return unknown === '--help' ? 0 : 2;
  }
  const json = args.includes('--json');
  const asked = args.filter((arg) => arg !== '--json');
  const names = asked.length > 0 ? asked : suiteNames.filter(hasSuiteData);
  const suites: Record<string, SuiteReport> = {};
  let bad = false;
  for (const name of names) {
    const suite = await loadSuite(name);
    if (suite === undefined || !hasSuiteData(name)) {
      const why =
        suite === undefined ? 'there is no suite for it' : `its folder is not in ${conformanceDirectory()}`;
      console.error(`${name}: not run, ${why}`);
      bad ||= asked.length > 0;
      continue;
    }
    const report = await runSuite(suite, join(conformanceDirectory(), name));
    suites[name] = report;
    bad ||= report.failed > 0;
    if (!json) print(name, report);
  }
  if (json) console.log(JSON.stringify({ suites: forJson(suites) }));
  return bad ? 1 : 0;
}

function print(name: string, report: SuiteReport): void {
  console.log(`${name}: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
  for (const [area, counts] of Object.entries(report.areas)) {
    console.log(`  ${area}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
  for (const { id, reason } of report.skips.slice(0, MAX_SKIPS_SHOWN))
    console.log(`  skipped ${id}: ${reason}`);
  if (report.skips.length > MAX_SKIPS_SHOWN) {
    console.log(`  and ${report.skips.length - MAX_SKIPS_SHOWN} more skipped`);
  }
  for (const { id, reason } of report.failures) console.log(`  FAILED ${id}: ${reason}`);
}

function forJson(suites: Readonly<Record<string, SuiteReport>>) {
  return Object.fromEntries(
    Object.entries(suites).map(([name, { passed, failed, skipped, areas, failures }]) => [
      name,
      { passed, failed, skipped, areas, failures },
    ]),
  );
}

process.exitCode = await main(process.argv.slice(2));
