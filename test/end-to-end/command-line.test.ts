import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = join(root, 'dist/local/start.mjs');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-estate-'));
  await cp(join(root, 'local/sample-estate'), folder, { recursive: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...argv: string[]) {
  const child = spawn(process.execPath, [entry, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    seen.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...seen })));
  return { child, seen, ended };
}

describe('npm start', () => {
  it('-- --once --json prints one document on stdout and nothing else, and ends', async () => {
    const { code, stdout, stderr } = await start('--once', '--json').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(['scan', 'states', 'components', 'summary']);
    expect(document['scan']).toEqual({
      id: expect.any(String),
      scope: '/subscriptions/7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10',
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
      resources: 3,
      components: expect.any(Number),
      policies: expect.any(Number),
    });
  });

  it('-- --once prints the table, the worst assignment first', async () => {
    const { code, stdout, stderr } = await start('--once').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Plimsoll {2}3 clusters · \d+ policies in force/);
    expect(stdout).toMatch(/✗ Create AKS clusters only in North Europe +deny +1 of 3 clusters/);
    expect(stdout).toContain('durmstrang  location is "westeurope", must be one of ["northeurope"]');
    expect(stdout.indexOf('✗')).toBeLessThan(stdout.indexOf('✓'));
  });

  it('tells file, line and what was expected of a mistake in the estate', async () => {
    const broken = join(folder, 'resource-groups/durmstrang-rg.yaml');
    const text = await readFile(broken, 'utf8');
    await writeFile(broken, text.replace(/^location:.*$/m, 'location: [westeurope]'));
    const { code, stdout, stderr } = await start('--once', '--estate', folder).ended;
    await writeFile(broken, text);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/resource-groups\/durmstrang-rg\.yaml:\d+:\d+/);
  });

  it('explains a wrong option in one sentence', async () => {
    const { code, stderr } = await start('--once', '--jsn').ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "Unknown option '--jsn'. See npm start -- --help.\n",
    });
  });

  it('prints the states that an edited YAML file changes, and ends on Ctrl-C', async () => {
    const { child, seen, ended } = start('--estate', folder, '--port', '0');
    await eventually(async () => expect(seen.stdout).toContain('Watching'));
    const file = join(folder, 'clusters/chamber-of-secrets/workloads/aks-helloworld.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/privileged: true.*/g, 'privileged: false'));
    await eventually(async () =>
      expect(seen.stdout).toMatch(
        /NonCompliant → Compliant {2}chamber-of-secrets · Kubernetes cluster should not allow privileged containers\n/,
      ),
    );
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});
