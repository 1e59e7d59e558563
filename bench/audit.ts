import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startKubernetesEmulator } from '../local/kubernetes-emulator';
import { createKubernetesRequester } from '../shared/azure';
import { createKubernetesReader } from '../shared/estate';
import { clusterConstraints, evaluateObject } from '../shared/pipeline';
import type { JsonObject } from '../shared/policy';
import { auditConstraints } from './audit-constraints';
import { podOf } from './audit-pods';

interface Row {
  readonly source: string;
  readonly pods: number;
  readonly constraints: number;
  readonly violations: number;
  readonly seconds: number;
  /** Processor time; on a machine with other work, wall time says little. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** What is still alive after a garbage collection at the end. */
  readonly liveMegabytes?: number;
}

const pageSize = 500;
const timeLimitMs = 1_000;

/**
 * `npm run bench -- audit [--counts=1000,10000,100000] [--gator=PATH] [--gator-counts=1000] [--json]`: Pods judged by
 * the baseline and restricted initiatives, from memory and streamed from the Kubernetes emulator, beside `gator test`
 * on the same objects. Each measurement is a process of its own, so that its peak memory is its own.
 */
export const bench = {
  name: 'audit',
  async run(args: readonly string[] = []): Promise<void> {
    const option = (name: string): string | undefined =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    const numbers = (text: string): number[] => text.split(',').map(Number);
    const [part, count = '0', kubeconfig = ''] = (option('part') ?? '').split(';');
    if (part === 'serve') return serve(Number(count));
    if (part === 'memory') return tell(await auditFromMemory(Number(count)));
    if (part === 'emulator') return tell(await auditFromEmulator(Number(count), kubeconfig));

    const rows: Row[] = [];
    const add = (row: Row | undefined): void => {
      if (row === undefined) return;
      rows.push(row);
      if (!args.includes('--json')) print(row);
    };
    for (const pods of numbers(option('counts') ?? '1000,10000,100000')) {
      add(await measured(`memory;${pods}`));
      add(await withServer(pods, (at) => measured(`emulator;${pods};${at}`)));
    }
    const gator = option('gator') ?? 'gator';
    for (const pods of numbers(option('gator-counts') ?? '1000')) add(await auditWithGator(gator, pods));
    if (args.includes('--json')) console.log(JSON.stringify({ audit: rows }));
  },
};

/** Judges page by page; what is not judging (making the Pods, reading them) is told by `pages`. */
async function audit(
  source: string,
  pods: number,
  pages: AsyncIterable<readonly JsonObject[]>,
  only: boolean,
): Promise<Row> {
  const { constraints } = await auditConstraints();
  const ready = clusterConstraints(constraints, timeLimitMs);
  let violations = 0;
  const judge = (page: readonly JsonObject[]): void => {
    for (const object of page)
      for (const { complianceState } of evaluateObject({ object, path: '' }, ready, new Map()).outcomes)
        if (complianceState === 'NonCompliant') violations += 1;
  };
  judge(Array.from({ length: 200 }, (_, index) => podOf(index)));
  violations = 0;
  let [wall, cpu] = [0, 0];
  let [started, startedCpu] = [performance.now(), process.cpuUsage()];
  for await (const page of pages) {
    if (only) [started, startedCpu] = [performance.now(), process.cpuUsage()];
    judge(page);
    if (only) {
      wall += performance.now() - started;
      cpu += spent(startedCpu);
    }
  }
  if (!only) [wall, cpu] = [performance.now() - started, spent(startedCpu)];
  return {
    source,
    pods,
    constraints: constraints.size,
    violations,
    seconds: wall / 1000,
    cpuSeconds: cpu / 1000,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    liveMegabytes: liveMegabytes(),
  };
}

function liveMegabytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}

function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

const auditFromMemory = (pods: number): Promise<Row> => audit('memory', pods, generatedPages(pods), true);

async function* generatedPages(pods: number): AsyncGenerator<readonly JsonObject[]> {
  for (let start = 0; start < pods; start += pageSize)
    yield Array.from({ length: Math.min(pageSize, pods - start) }, (_, index) => podOf(start + index));
}

async function auditFromEmulator(pods: number, kubeconfig: string): Promise<Row> {
  const requester = createKubernetesRequester(Buffer.from(kubeconfig, 'base64').toString('utf8'));
  const reader = createKubernetesReader({ requester });
  try {
    return await audit('emulator', pods, reader.list({ group: '', kind: 'Pod', pageSize }), false);
  } finally {
    reader.close();
  }
}

/** Runs as a process of its own until it is ended. */
async function serve(pods: number): Promise<void> {
  const objects = Array.from({ length: pods }, (_, index) => podOf(index)) as never;
  process.once('SIGTERM', () => process.exit());
  const cluster = await startKubernetesEmulator({ clusterName: 'bench', objects });
  console.log(Buffer.from(cluster.kubeconfig()).toString('base64'));
}

/** The heap is kept small, so that it holds what is needed rather than what nobody has collected yet. */
const smallHeap = '--max-old-space-size=160';
const runner = ['--expose-gc', join('scripts', 'run-ts.mjs'), join('bench', 'run.ts'), 'audit'];

async function withServer<T>(pods: number, use: (kubeconfig: string) => Promise<T>): Promise<T> {
  const server = spawn(process.execPath, [...runner, `--part=serve;${pods}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await use(await firstLine(server));
  } finally {
    server.kill();
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) return line;
  throw new Error('The process ended without an answer; run it alone to see why.');
}

async function measured(part: string): Promise<Row> {
  const child = spawn(process.execPath, [smallHeap, ...runner, `--part=${part}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await firstLine(child)) as Row;
}

const tell = (row: Row): void => console.log(JSON.stringify(row));

/** `gator test` on the same templates, constraints and Pods; undefined where it is not installed. */
async function auditWithGator(gator: string, pods: number): Promise<Row | undefined> {
  if (spawnSync(gator, ['version']).error !== undefined) {
    console.error(`gator: not measured, ${gator} is not installed (--gator=PATH names it)`);
    return undefined;
  }
  const { constraints, templates } = await auditConstraints();
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-audit-'));
  try {
    const documents = (objects: readonly unknown[]): string =>
      objects.map((object) => JSON.stringify(object)).join('\n---\n');
    await writeFile(join(folder, 'templates.yaml'), documents(templates));
    await writeFile(
      join(folder, 'constraints.yaml'),
      documents([...constraints.keys()].map(({ resource }) => resource)),
    );
    const perFile = 1_000;
    for (let start = 0; start < pods; start += perFile) {
      const part = Array.from({ length: Math.min(perFile, pods - start) }, (_, index) =>
        podOf(start + index),
      );
      await writeFile(join(folder, `pods-${start}.yaml`), documents(part));
    }
    return runGator(gator, folder, pods, constraints.size);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function runGator(gator: string, folder: string, pods: number, constraints: number): Row | undefined {
  const started = performance.now();
  const { stdout, stderr, error } = spawnSync(
    '/usr/bin/time',
    ['-f', '%M %U %S', gator, 'test', '-f', folder],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (error !== undefined) {
    console.error(`gator: not measured, ${error.message}`);
    return undefined;
  }
  const [peak = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  // One line for each message: `v1/Pod shop/p1: ["constraint"] Message: "…"`.
  const pairs = new Set(stdout.split('\n').flatMap((line) => /^(\S+ \S+ \["[^"]+"\])/.exec(line)?.[1] ?? []));
  return {
    source: 'gator test',
    pods,
    constraints,
    violations: pairs.size,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: user + system,
    peakMegabytes: Math.round(peak / 1024),
  };
}

function print({
  source,
  pods,
  constraints,
  violations,
  seconds,
  cpuSeconds,
  peakMegabytes,
  ...more
}: Row): void {
  const rate = (time: number): string => Math.round(pods / time).toLocaleString('en');
  console.log(
    `${source}: ${pods.toLocaleString('en')} Pods × ${constraints} constraints in ${seconds.toFixed(2)} s ` +
      `(${cpuSeconds.toFixed(2)} s of processor): ${rate(seconds)} objects/s, ${rate(cpuSeconds)} per processor second; ` +
      `${violations.toLocaleString('en')} violated, peak ${peakMegabytes} MB${more.liveMegabytes === undefined ? '' : `, live ${more.liveMegabytes} MB`}`,
  );
}
