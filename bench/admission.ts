import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadEstate } from '../local/estate';
import { type Stack, startStack } from '../local/stack';
import { build } from '../scripts/build.mjs';
import {
  clusterId,
  privilegedAssignments,
  subscriptionId,
  writePodsEstate,
  writeServicesEstate,
} from './admission-estate';
import { podReview, serviceReview } from './admission-reviews';

interface Figures {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of client, host and emulators for one request, in milliseconds. */
  readonly processor: number;
  /** The same for the slowest request in a hundred: what p99 would be if nothing else ran on the machine. */
  readonly processorP99: number;
}

/** What is asked of a host over an estate. */
interface Question {
  readonly folder: string;
  /** A review that is let through. */
  readonly allowed: (index: number, dryRun: boolean) => string;
  /** Resolves when all policies are in force. */
  readonly inForce: (url: URL) => Promise<void>;
}

interface Row {
  readonly what: string;
  /** What the host answers without asking any policy (a path that no cluster has): what noise and transport cost. */
  readonly floor: Figures;
  /** One request after the other. */
  readonly single: Figures;
  /** Eight at a time. */
  readonly eight: Figures;
  /** One after the other, with the work item that an admitted write leaves in the queue. */
  readonly recorded: Figures;
}

/** Handler times that Gatekeeper's documentation gives for as many constraints, in milliseconds, on eight cores. */
const gatekeeper: Readonly<Record<number, number>> = { 1: 9, 20: 30, 100: 208, 1000: 1847 };

/**
 * `npm run bench -- admission [--constraints=1,20,100,1000] [--services=5000] [--seconds=N] [--json]`: the validating
 * webhook through the host, from socket to socket. Client, host and emulators share one process, so that the times hold the client's share.
 */
export const bench = {
  name: 'admission',
  async run(args: readonly string[] = []): Promise<void> {
    const option = (name: string, otherwise: string): string =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
    const numbers = (name: string, otherwise: string): number[] =>
      option(name, otherwise)
        .split(',')
        .filter((text) => text !== '')
        .map(Number);
    const seconds = Number(option('seconds', '8'));
    await build(resolve('.'));
    const rows: Row[] = [];
    const add = async (what: string, question: Question): Promise<void> => {
      const row = await measureWith(what, question, seconds);
      rows.push(row);
      if (!args.includes('--json')) print(row);
    };
    for (const constraints of numbers('constraints', '1,20,100,1000'))
      await add(
        `${constraints} constraints (Gatekeeper publishes ${gatekeeper[constraints] ?? '?'} ms)`,
        await askAboutPods(constraints),
      );
    for (const services of numbers('services', '5000'))
      await add(`1 constraint that compares with ${services} Services`, await askAboutServices(services));
    if (args.includes('--json')) console.log(JSON.stringify({ admission: rows }));
  },
};

const askAboutPods = async (constraints: number): Promise<Question> => ({
  folder: await writePodsEstate(constraints),
  allowed: (index, dryRun) => podReview(index, { dryRun }),
  inForce: (url) => untilRefused(url, privilegedAssignments(constraints), podReview(0, { privileged: true })),
});

const askAboutServices = async (services: number): Promise<Question> => ({
  folder: await writeServicesEstate(services),
  allowed: (index, dryRun) => serviceReview(services + index, dryRun),
  inForce: (url) => untilRefused(url, 1, serviceReview(0)),
});

async function measureWith(
  what: string,
  { folder, allowed, inForce }: Question,
  seconds: number,
): Promise<Row> {
  const stack = await startStack({
    estate: await loadEstate(folder),
    subscriptionIds: [subscriptionId],
    entry: resolve('dist/functions/main.mjs'),
    hostJson: resolve('host.json'),
    timersEnabled: false,
    // The work items that the reviews leave are not what is measured here.
    settings: { 'AzureWebJobs.evaluate.Disabled': 'true' },
    log: ({ level, message }) => {
      if (level !== 'information' && level !== 'debug' && level !== 'trace')
        console.error(`${level}: ${message}`);
    },
  });
  try {
    const url = await webhookOf(stack);
    await inForce(url);
    const bodies = (dryRun: boolean): string[] =>
      Array.from({ length: 64 }, (_, index) => allowed(index, dryRun));
    await measure(url, 1, Math.min(seconds, 3), bodies(true));
    const nobody = new URL(url.href.replace(/[^/]+\/validate$/, 'nobody/validate'));
    const floor = await measure(nobody, 1, Math.min(seconds, 4), bodies(true));
    const single = await measure(url, 1, seconds, bodies(true));
    const eight = await measure(url, 8, seconds, bodies(true));
    const recorded = await measure(url, 1, Math.min(seconds, 5), bodies(false));
    return { what, floor, single, eight, recorded };
  } finally {
    await stack.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The URL that the cluster's own webhook configuration gives. */
async function webhookOf(stack: Stack): Promise<URL> {
  const api = stack.emulators.clusters.get(clusterId.toLowerCase())?.url;
  const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/plimsoll';
  const { webhooks } = (await (await fetch(`${api}${path}`)).json()) as {
    webhooks: { clientConfig: { url: string } }[];
  };
  return new URL(webhooks[0]?.clientConfig.url ?? '');
}

/** Asks until a review that violates something is refused by so many constraints. */
async function untilRefused(url: URL, wanted: number, violating: string): Promise<void> {
  let last = '';
  for (let attempt = 0; attempt < 100; attempt += 1) {
    last = await post(url, violating);
    const review = JSON.parse(last) as {
      response: { status?: { message: string } };
    };
    const lines = review.response.status?.message.split('\n') ?? [];
    const refusing = new Set(
      lines.filter((line) => /Privileged container|selector/.test(line)).map((line) => line.split(']')[0]),
    );
    if (refusing.size === wanted) return;
    await sleep(100);
  }
  throw new Error(
    `The policies did not come into force: ${wanted} should refuse. The last answer was: ${last.slice(0, 500)}`,
  );
}

async function measure(
  url: URL,
  atOnce: number,
  seconds: number,
  bodies: readonly string[],
): Promise<Figures> {
  return repeat(atOnce, seconds, async (index) => {
    const answer = await post(url, bodies[index % bodies.length] ?? '');
    if (!answer.includes('"allowed":true') && !answer.includes('UnknownWebhook'))
      throw new Error(`Not let through: ${answer.slice(0, 300)}`);
  });
}

async function repeat(
  atOnce: number,
  seconds: number,
  act: (index: number) => Promise<void>,
): Promise<Figures> {
  const times: number[] = [];
  const spent: number[] = [];
  const usage = process.cpuUsage();
  const start = performance.now();
  const end = start + seconds * 1000;
  let next = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      const before = process.cpuUsage();
      next += 1;
      await act(next);
      times.push(performance.now() - began);
      spent.push(millisecondsSince(before));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  const elapsed = (performance.now() - start) / 1000;
  const at = (values: readonly number[], share: number): number =>
    [...values].sort((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;
  return {
    requests: times.length,
    perSecond: times.length / elapsed,
    p50: at(times, 0.5),
    p99: at(times, 0.99),
    processor: millisecondsSince(usage) / times.length,
    processorP99: atOnce === 1 ? at(spent, 0.99) : Number.NaN,
  };
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

function post(url: URL, body: string): Promise<string> {
  return new Promise((done, fail) => {
    const call = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => done(text));
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

function print({ what, floor, single, eight, recorded }: Row): void {
  const figures = ({ perSecond, p50, p99, processor, processorP99 }: Figures): string =>
    `${Math.round(perSecond)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, processor ${processor.toFixed(2)} ms${Number.isNaN(processorP99) ? '' : `, p99 ${processorP99.toFixed(2)} ms`}`;
  console.log(`admission, ${what}:`);
  console.log(`  no policy asked  ${figures(floor)}`);
  console.log(`  one at a time    ${figures(single)}`);
  console.log(`  eight at a time  ${figures(eight)}`);
  console.log(`  with work item   ${figures(recorded)}`);
}
