import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { RegoWorkload } from './rego-workloads';

export interface Measured {
  readonly evaluations: number;
  /** Of all evaluations together. */
  readonly nanoseconds: number;
  readonly p50: number;
  readonly p99: number;
}

/** Another Rego engine that a workload can be measured with. */
export interface Peer {
  readonly name: string;
  /** What is inside its figures. */
  readonly means: string;
  measure(workload: RegoWorkload, seconds: number): Measured | string;
}

const ROOT = join(process.cwd(), 'bench', 'peers');

/** Peers that are here: measuring programs on PATH, or built now with the toolchain that is installed. */
export function findPeers(): { peers: Peer[]; missing: string[] } {
  const peers: Peer[] = [];
  const missing: string[] = [];
  const opa = onPath('measure-opa') ?? buildWithGo();
  if (opa === undefined)
    missing.push('opa: no measure-opa on PATH and no Go toolchain to build bench/peers/opa');
  else {
    const means =
      'OPA prepared query, input parsed to OPA’s own values beforehand, data as such values in its store';
    peers.push({ name: 'opa', means, measure: (w, seconds) => measure(opa, w, seconds) });
  }
  const regorus = onPath('measure-regorus') ?? buildWithCargo();
  if (regorus === undefined)
    missing.push('regorus: no measure-regorus on PATH and no cargo to build bench/peers/regorus');
  else {
    const means =
      'regorus engine with modules and data loaded, input parsed beforehand: set_input and eval_rule';
    // It finds functions of imported packages only if those were loaded before.
    const ordered = (w: RegoWorkload): RegoWorkload => ({ ...w, modules: [...w.modules].reverse() });
    peers.push({ name: 'regorus', means, measure: (w, seconds) => measure(regorus, ordered(w), seconds) });
  }
  if (onPath('gator') === undefined) missing.push('gator: not on PATH');
  else missing.push('gator: found, but it has no evaluation loop to measure; its engine is OPA’s');
  return { peers, missing };
}

function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, program))
    .find((file) => existsSync(file));
}

function buildDir(): string {
  const dir = join(tmpdir(), 'plimsoll-peers');
  mkdirSync(dir, { recursive: true });
  return dir;
}

function buildWithGo(): string | undefined {
  if (onPath('go') === undefined || process.env['PEERS'] === 'none') return undefined;
  const out = join(buildDir(), 'measure-opa');
  if (existsSync(out)) return out;
  console.error('rego: building bench/peers/opa with go');
  const built = spawnSync('go', ['build', '-mod=mod', '-o', out, '.'], {
    cwd: join(ROOT, 'opa'),
    encoding: 'utf8',
  });
  if (built.status !== 0) console.error(`rego: go build failed: ${built.stderr.slice(0, 500)}`);
  return existsSync(out) ? out : undefined;
}

function buildWithCargo(): string | undefined {
  if (onPath('cargo') === undefined || process.env['PEERS'] === 'none') return undefined;
  const target = join(buildDir(), 'regorus');
  const out = join(target, 'release', 'measure-regorus');
  if (existsSync(out)) return out;
  console.error('rego: building bench/peers/regorus with cargo');
  const built = spawnSync('cargo', ['build', '--release', '--target-dir', target], {
    cwd: join(ROOT, 'regorus'),
    encoding: 'utf8',
  });
  if (built.status !== 0) console.error(`rego: cargo build failed: ${built.stderr.slice(-500)}`);
  return existsSync(out) ? out : undefined;
}

/** The telling line of an error, short enough for a table. */
function whyNot(text: string): string {
  const told = text.split('\n').find((l) => l.startsWith('error:')) ?? text.trim().split('\n')[0] ?? 'failed';
  return told.slice(0, 80).replaceAll('|', '/');
}

function measure(program: string, workload: RegoWorkload, seconds: number): Measured | string {
  const dir = mkdtempSync(join(tmpdir(), 'rego-bench-'));
  try {
    const file = join(dir, 'workload.json');
    writeFileSync(file, JSON.stringify({ ...workload, seconds }));
    const run = spawnSync(program, [file], { encoding: 'utf8', timeout: 120_000 });
    if (run.status !== 0) return whyNot(run.stderr || run.error?.message || 'failed');
    return JSON.parse(run.stdout) as Measured;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
