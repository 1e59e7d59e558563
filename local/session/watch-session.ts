import { styleText } from 'node:util';
import type { Stores } from '../../shared/pipeline';
import { printableLines, transitionLine } from '../console';
import { type Estate, type EstateChange, watchEstate } from '../estate';
import { applyChanges, type Stack } from '../stack';
import { estateWarnings } from './estate-warnings';
import { followTransitions } from './follow-transitions';
import { readNames } from './read-names';
import { readRecordings } from './read-recordings';
import { terminal } from './terminal';

export interface WatchOptions {
  readonly stack: Stack;
  readonly stores: Stores;
  /** The folder to follow; absent when policies and clusters come from Azure. */
  readonly estate?: Estate;
  readonly stop: AbortSignal;
}

/** Prints the addresses, then one line for every state that changes, until `stop` is signalled. */
export async function watchSession({ stack, stores, estate, stop }: WatchOptions): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  for (const line of addresses(stack, estate)) say(line);
  let warned = new Set(estate === undefined ? [] : estateWarnings(estate));
  const apply = async (changes: readonly EstateChange[], now: Estate): Promise<void> => {
    try {
      for (const line of await applyChanges(stack.emulators, changes, now))
        say(quiet(`  edited    ${printableLines(line)}`));
    } catch (error) {
      say(`  error: ${printableLines(String(error))}`);
    }
  };
  let applying = Promise.resolve();
  const watcher =
    estate === undefined
      ? undefined
      : await watchEstate({
          estate,
          onChange: (changes, now) => {
            const warnings = estateWarnings(now);
            for (const warning of warnings) if (!warned.has(warning)) say(`  ${printableLines(warning)}`);
            warned = new Set(warnings);
            // One save after the other: the second may need what the first one made.
            applying = applying.then(() => apply(changes, now));
          },
          onError: (error) =>
            say(`  ${printableLines(error.message)}\n  No edit takes effect until this is mended.`),
          onMended: () => say(quiet('  the estate folder is sound again')),
        });
  try {
    await followTransitions(
      {
        recordings: () => readRecordings(stores.compliance),
        historyOfResource: stores.compliance.historyOfResource,
      },
      async (transitions) => {
        const names = await readNames(stores);
        for (const transition of transitions) say(transitionLine(transition, names, terminal()));
      },
      stop,
    );
  } finally {
    await watcher?.close();
    await applying;
  }
}

const quiet = (text: string): string =>
  terminal().colour ? styleText('gray', text, { validateStream: false }) : text;

function addresses(stack: Stack, estate: Estate | undefined): string[] {
  const { arm, clusters, cosmos } = stack.emulators;
  const rows: [string, string][] = [
    ['Plimsoll', stack.host.url],
    ...(arm === undefined ? [] : ([['Azure Resource Manager', arm.url]] as [string, string][])),
    ['Cosmos DB', cosmos.endpoint],
    ...[...clusters].map(([id, cluster]): [string, string] => [
      `Kubernetes ${id.slice(id.lastIndexOf('/') + 1)}`,
      cluster.url,
    ]),
    ...(estate === undefined ? [] : ([['Estate', estate.folder]] as [string, string][])),
  ];
  return [
    '',
    ...rows.map(([name, address]) => `  ${name.padEnd(34)} ${address}`),
    '',
    estate === undefined
      ? '  Watching. Ctrl-C stops everything.'
      : '  Watching: edit a YAML file of the estate and see states change here. Ctrl-C stops everything.',
    '',
  ];
}
