import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArgumentsError } from '../console';
import { checkKubeconfig } from './check-kubeconfig';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true }));

const check = async (text: string): Promise<string[]> => {
  const file = join(folder, 'config');
  await writeFile(file, text);
  return checkKubeconfig(file, '22222222-2222-4222-8222-222222222222');
};

const config = (contexts: string): string => `apiVersion: v1
kind: Config
clusters: [{ name: kind, cluster: { server: 'http://127.0.0.1:1' } }]
users: [{ name: me, user: {} }]
contexts: ${contexts}
`;

describe('a kubeconfig at the door', () => {
  it('is silent about a sound one', async () => {
    expect(await check(config('[{ name: kind-a, context: { cluster: kind, user: me } }]'))).toEqual([]);
  });

  it('names the contexts that are left out', async () => {
    const left = await check(
      config(
        '[{ name: a, context: { cluster: kind, user: me } }, { name: b, context: { cluster: no, user: me } }]',
      ),
    );
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('context "b" of ');
  });

  it.each([
    ['is not there', () => checkKubeconfig(join(folder, 'nope'), 's'), /nope cannot be used: .*no such file/],
    ['is no YAML', () => check('a: [b'), /cannot be used: .*Check that it is the YAML that kubectl uses/],
    [
      'has no contexts',
      () => check(config('[]')),
      /has no contexts\. Check that it is the file kubectl uses/,
    ],
  ])('refuses a file that %s', async (_, attempt, message) => {
    const error = await attempt().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ArgumentsError);
    expect((error as ArgumentsError).message).toMatch(message);
  });
});
