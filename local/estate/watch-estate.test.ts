import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { EstateChange } from './diff-estate';
import { loadEstate } from './load-estate';
import { createTestFolder, soundEstate, type TestFolder } from './test-folder';
import { type EstateWatcher, watchEstate } from './watch-estate';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Watched {
  folder: TestFolder;
  watcher: EstateWatcher;
  /** The next thing told, in the order of telling; each is given once. */
  next(): Promise<string>;
  told: string[];
}

const say = (change: EstateChange): string =>
  `${change.kind} ${'object' in change ? change.object.metadata.name : change.id.split('/').pop()}`;

async function watched(poll: boolean): Promise<Watched> {
  const folder = await createTestFolder(soundEstate);
  const told: string[] = [];
  let wake: (() => void) | undefined;
  const tell = (text: string): void => {
    told.push(text);
    wake?.();
  };
  const watcher = await watchEstate({
    estate: await loadEstate(folder.path),
    onChange: (changes) => tell(changes.map(say).join(', ')),
    onError: (error) =>
      tell(`broken: ${error.mistakes.map(({ file, line }) => `${file}:${line}`).join(', ')}`),
    onMended: () => tell('mended'),
    poll,
  });
  closers.push(
    () => folder.dispose(),
    () => watcher.close(),
  );
  const next = async (): Promise<string> => {
    while (told.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return told.shift() as string;
  };
  return { folder, watcher, next, told };
}

const pod = 'clusters/c1/workloads/web.yaml';
const podWith = (image: string): Record<string, string> => ({
  [pod]: (soundEstate[pod] ?? '').replace('nginx:1', image),
});

describe.each([
  { how: 'told by the operating system', poll: false },
  { how: 'by looking again and again', poll: true },
])('a watched estate, $how,', ({ poll }) => {
  test('tells an edit', async () => {
    const { folder, next } = await watched(poll);
    await folder.write(podWith('nginx:22'));
    expect(await next()).toBe('objectWritten web');
  });

  test('tells an edit by an editor that writes aside and renames', async () => {
    const { folder, next } = await watched(poll);
    await writeFile(join(folder.path, `${pod}~`), podWith('nginx:22')[pod] ?? '');
    await rename(join(folder.path, `${pod}~`), join(folder.path, pod));
    expect(await next()).toBe('objectWritten web');
  });

  test('tells what comes in new folders, and later edits there', async () => {
    const { folder, next } = await watched(poll);
    await folder.write({
      'clusters/c2/cluster.yaml': 'resourceGroup: rg\nlocation: northeurope\nproperties: {}\n',
    });
    expect(await next()).toBe('resourceWritten c2');
    await folder.write({
      'clusters/c2/workloads/deep/down.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n',
    });
    expect(await next()).toBe('objectWritten s');
    await folder.write({
      'clusters/c2/workloads/deep/down.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: s2 }\n',
    });
    expect(await next()).toBe('objectWritten s2, objectDeleted s');
  });

  test('tells what goes with a folder', async () => {
    const { folder, next } = await watched(poll);
    await folder.remove('policies/assignments');
    expect(await next()).toBe('policyDeleted a');
  });

  test('reports a broken file, keeps the last good state and goes on when it is mended', async () => {
    const { folder, next } = await watched(poll);
    await folder.write({ [pod]: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: [\n' });
    expect(await next()).toBe(`broken: ${pod}:5`);
    await folder.write(podWith('nginx:22'));
    expect(await next()).toBe('mended');
    expect(await next()).toBe('objectWritten web');
  });
});

test('tells what changed between the loading and the watching', async () => {
  const folder = await createTestFolder(soundEstate);
  const estate = await loadEstate(folder.path);
  await folder.write(podWith('nginx:2'));
  const told: string[] = [];
  const watcher = await watchEstate({
    estate,
    onChange: (changes) => told.push(...changes.map(say)),
    onError: (error) => told.push(error.message),
  });
  closers.push(
    () => folder.dispose(),
    () => watcher.close(),
  );
  expect(told).toEqual(['objectWritten web']);
});

test('takes several files written at once as one change', async () => {
  const { folder, next, told } = await watched(false);
  await folder.write({
    ...podWith('nginx:3'),
    'resource-groups/second.yaml': 'location: northeurope\n',
    'resource-groups/third.yaml': 'location: northeurope\n',
  });
  expect(await next()).toBe('resourceWritten second, resourceWritten third, objectWritten web');
  expect(told).toEqual([]);
});

test('leaves no watch and no timer behind, and is silent', async () => {
  const { folder, watcher, told } = await watched(false);
  const watching = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  expect(watching()).toBeGreaterThan(0);
  await folder.write(podWith('nginx:4'));
  await watcher.close();
  await mkdir(join(folder.path, 'resources'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(watching()).toBe(0);
  expect(told).toEqual([]);
});
