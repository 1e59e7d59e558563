import { compile } from '../shared/rego';
import { findPeers, type Measured, type Peer } from './rego-peers';
import { type RegoWorkload, regoWorkloads } from './rego-workloads';

interface Row {
  readonly workload: RegoWorkload;
  readonly ours: Measured;
  readonly peers: ReadonlyMap<string, Measured | string>;
}

/**
 * `npm run bench -- rego [--seconds=N] [--only=text] [--no-peers] [--json]`: evaluations of prepared policies, ours and
 * those of every peer found, in the same run.
 */
export const bench = {
  name: 'rego',
  run(args: readonly string[] = []): void {
    const option = (name: string): string | undefined =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    const seconds = Number(option('seconds') ?? 1);
    const only = option('only');
    const { peers, missing } = args.includes('--no-peers') ? { peers: [], missing: [] } : findPeers();
    for (const reason of missing) console.error(`rego: not compared with ${reason}`);
    const workloads = regoWorkloads().filter((w) => only === undefined || w.name.includes(only));
    const rows = workloads.map((workload): Row => {
      const ours = measureOurs(workload, seconds);
      const others = new Map(peers.map((peer) => [peer.name, peer.measure(workload, seconds)] as const));
      return { workload, ours, peers: others };
    });
    if (args.includes('--json')) console.log(JSON.stringify(rows.map(forJson)));
    else print(rows, peers);
  },
};

function measureOurs(workload: RegoWorkload, seconds: number): Measured {
  const compiled = compile(workload.modules, { version: workload.version, data: workload.data });
  const { inputs, target } = workload;
  const round = (): void => {
    for (const input of inputs) compiled.evaluate(target, { input });
  };
  const warm = performance.now();
  while (performance.now() - warm < Math.min(seconds, 1) * 700) round();
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < seconds * 1000) {
    round();
    rounds++;
  }
  const nanoseconds = (performance.now() - start) * 1e6;
  const samples: number[] = [];
  const until = performance.now() + Math.min(seconds, 0.5) * 1000;
  while (performance.now() < until) {
    for (const input of inputs) {
      const began = process.hrtime.bigint();
      compiled.evaluate(target, { input });
      samples.push(Number(process.hrtime.bigint() - began));
    }
  }
  samples.sort((a, b) => a - b);
  const at = (share: number): number => samples[Math.floor(samples.length * share)] ?? 0;
  return { evaluations: rounds * inputs.length, nanoseconds, p50: at(0.5), p99: at(0.99) };
}

function each(m: Measured): number {
  return m.nanoseconds / m.evaluations;
}

function micro(ns: number): string {
  return (ns / 1000).toFixed(ns < 10_000 ? 2 : 0);
}

function print(rows: readonly Row[], peers: readonly Peer[]): void {
  console.log(`One evaluation in µs: mean (p50 / p99). Node.js ${process.version}.`);
  console.log('plimsoll: evaluate() of the compiled policy on parsed JSON, to plain JSON results');
  for (const peer of peers) console.log(`${peer.name}: ${peer.means}`);
  console.log('');
  const heads = peers.map((p) => ` ${p.name} | ${p.name} ÷ ours |`).join('');
  console.log(`| policy | evaluations/s | plimsoll |${heads}`);
  console.log(`| --- | --- | --- |${peers.map(() => ' --- | --- |').join('')}`);
  for (const { workload, ours, peers: others } of rows) {
    const cells = peers.map((peer) => {
      const m = others.get(peer.name);
      if (m === undefined || typeof m === 'string') return ` ${m ?? 'none'} | |`;
      return ` ${micro(each(m))} (${micro(m.p50)} / ${micro(m.p99)}) | ${(each(m) / each(ours)).toFixed(1)}× |`;
    });
    const perSecond = Math.round(1e9 / each(ours)).toLocaleString('en-US');
    console.log(
      `| ${workload.name} | ${perSecond} | ${micro(each(ours))} (${micro(ours.p50)} / ${micro(ours.p99)}) |${cells.join('')}`,
    );
  }
  for (const peer of peers) summary(rows, peer.name);
}

function summary(rows: readonly Row[], peer: string): void {
  const ratios = rows
    .filter((row) => row.workload.group === 'constraint templates')
    .flatMap((row) => {
      const m = row.peers.get(peer);
      return m === undefined || typeof m === 'string' ? [] : [each(m) / each(row.ours)];
    });
  if (ratios.length === 0) return;
  const mean = Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
  console.log(
    `\n${peer} ÷ ours over ${ratios.length} constraint templates: geometric mean ${mean.toFixed(1)}×, least ${Math.min(...ratios).toFixed(1)}×`,
  );
}

function forJson({ workload, ours, peers }: Row) {
  return { name: workload.name, group: workload.group, ours, peers: Object.fromEntries(peers) };
}
