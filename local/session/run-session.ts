import { resolve } from 'node:path';
import type { Scan } from '../../shared/compliance';
import { connectStores, type Stores } from '../../shared/pipeline';
import { readSettings } from '../../shared/settings';
import {
  complianceTable,
  createProgressBar,
  type ProgressBar,
  printableLines,
  type StartArguments,
} from '../console';
import type { Estate } from '../estate';
import { type Stack, startStack } from '../stack';
import { checkKubeconfig } from './check-kubeconfig';
import { createComplaints } from './create-complaints';
import { estateOf, projectFolder } from './estate-of';
import { estateWarnings } from './estate-warnings';
import { type Results, readResults } from './read-results';
import { runScan } from './run-scan';
import { scanDocument } from './scan-document';
import { terminal } from './terminal';
import { watchSession } from './watch-session';

const defaultPort = 7071;

/**
 * Runs `npm start`: starts everything, scans once, prints what was found, and then watches until `stop` is signalled.
 * Whatever it started is closed when it returns or throws.
 */
export async function runSession(asked: StartArguments, stop: AbortSignal): Promise<void> {
  const began = performance.now();
  const progress = createProgressBar();
  const estate = asked.azure ? undefined : await estateOf(asked.estate);
  const subscriptionIds = estate === undefined ? asked.subscriptions : subscriptionsOf(estate);
  const leftOut =
    asked.kubeconfig === undefined ? [] : await checkKubeconfig(asked.kubeconfig, subscriptionIds[0] ?? '');
  const stack = await startStack({
    ...(estate === undefined ? {} : { estate }),
    subscriptionIds,
    entry: resolve(projectFolder, 'dist/functions/main.mjs'),
    hostJson: resolve(projectFolder, 'host.json'),
    port: asked.port ?? (asked.once ? 0 : defaultPort),
    timersEnabled: !asked.once,
    settings: extraSettings(asked),
    log: createComplaints((line) => {
      progress.clear();
      process.stderr.write(`${line}\n`);
    }),
    onProgress: (done, total, label) => progress.update(done, total + 1, `starting ${label}`),
  });
  let stores: Stores | undefined;
  try {
    stores = await connectStores(readSettings(stack.settings));
    const scans = await scanAll(stack, stores, subscriptionIds, progress, stop);
    if (stop.aborted) return;
    const results = await readResults(stores);
    const warnings = [...leftOut, ...(estate === undefined ? [] : estateWarnings(estate))];
    for (const warning of warnings) process.stderr.write(`  ${printableLines(warning)}\n`);
    const seconds = (performance.now() - began) / 1000;
    if (asked.json) {
      process.stdout.write(`${JSON.stringify(scanDocument(scans, results), null, 2)}\n`);
      return;
    }
    process.stdout.write(tableOf(scans, results, seconds));
    if (!asked.once) await watchSession({ stack, stores, ...(estate === undefined ? {} : { estate }), stop });
  } finally {
    progress.clear();
    stores?.close();
    await stack.close();
  }
}

async function scanAll(
  stack: Stack,
  stores: Stores,
  subscriptionIds: readonly string[],
  progress: ProgressBar,
  stop: AbortSignal,
): Promise<Scan[]> {
  const scans: Scan[] = [];
  for (const id of subscriptionIds) {
    progress.update(0, 1, `scanning subscription ${id}`);
    const scan = await runScan(
      stack.host.url,
      id,
      stores.compliance,
      (done, total) =>
        progress.update(done, total, `scanning subscription ${id}: ${done} of ${total} clusters`),
      stop,
    );
    if (scan === undefined) break;
    scans.push(scan);
  }
  progress.clear();
  return scans;
}

function tableOf(scans: readonly Scan[], results: Results, seconds: number): string {
  const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;
  const sum = (pick: (scan: Scan) => number): number => scans.reduce((total, scan) => total + pick(scan), 0);
  const policies = Math.max(0, ...scans.map(({ counts }) => counts.policies));
  const headline = [
    count(
      sum(({ counts }) => counts.resources),
      'cluster',
    ),
    `${policies} ${policies === 1 ? 'policy' : 'policies'} in force`,
    count(
      sum(({ counts }) => counts.components),
      'object',
    ),
    `${seconds.toFixed(1)} s from start to table`,
  ].join(' · ');
  return complianceTable({ ...results, headline }, terminal());
}

const subscriptionsOf = (estate: Estate): string[] =>
  estate.subscriptions.map((subscription) => String(subscription['id']).split('/')[2] ?? '');

function extraSettings(asked: StartArguments): Record<string, string> {
  return {
    ...(asked.azure ? { PLIMSOLL_CREDENTIAL: 'azure' } : {}),
    ...(asked.kubeconfig === undefined ? {} : { PLIMSOLL_KUBECONFIG: resolve(asked.kubeconfig) }),
  };
}
