import { afterEach, describe, expect, test } from 'vitest';
import {
  type KubernetesEmulator,
  type KubernetesObject,
  startKubernetesEmulator,
} from '../../local/kubernetes-emulator';
import { createKubernetesRequester, KubernetesRequestError } from '../azure';
import type { JsonObject } from '../policy';
import { createKubernetesReader, type KubernetesKind, type KubernetesReader } from './kubernetes-reader';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Fixture {
  cluster: KubernetesEmulator;
  reader: KubernetesReader;
  unknown: KubernetesKind[];
}

async function start(objects: KubernetesObject[], keepToken = false): Promise<Fixture> {
  const cluster = await startKubernetesEmulator({ clusterName: 'test', objects, requireToken: true });
  const requester = createKubernetesRequester(cluster.kubeconfig());
  const unknown: KubernetesKind[] = [];
  const reader = createKubernetesReader({
    requester: keepToken ? withContinueTokens(cluster, requester) : requester,
    onUnknownKind: (kind) => unknown.push(kind),
  });
  closers.push(
    () => cluster.close(),
    () => reader.close(),
  );
  return { cluster, reader, unknown };
}

/** A requester whose refusals carry the token to go on with, as the API server sends it. */
function withContinueTokens(
  cluster: KubernetesEmulator,
  requester: ReturnType<typeof createKubernetesRequester>,
): ReturnType<typeof createKubernetesRequester> {
  return {
    ...requester,
    getJson: async (path, query, signal) => {
      try {
        return await requester.getJson(path, query, signal);
      } catch (error) {
        const again = await fetch(`${cluster.url}${path}?${new URLSearchParams(query).toString()}`, {
          headers: { authorization: `Bearer ${/token: (\S+)/.exec(cluster.kubeconfig())?.[1] ?? ''}` },
        });
        const body = (await again.json()) as { metadata: { continue?: string } };
        throw Object.assign(error as Error, { continueToken: body.metadata.continue });
      }
    },
  };
}

const pod = (namespace: string, name: string, labels: JsonObject = {}): KubernetesObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'main', image: 'registry.example/app:1' }] },
  }) as KubernetesObject;

const namesOf = (page: readonly JsonObject[]): string[] =>
  page.map((object) => String((object['metadata'] as JsonObject)['name']));

async function pagesOf(pages: AsyncIterable<readonly JsonObject[]>): Promise<string[][]> {
  const names: string[][] = [];
  for await (const page of pages) names.push(namesOf(page));
  return names;
}

describe('a Kubernetes reader', () => {
  test('lists in pages of the size asked for, in the order of namespace and name', async () => {
    const { reader } = await start([
      pod('b', 'p3'),
      pod('a', 'p2'),
      pod('a', 'p1'),
      pod('c', 'p5'),
      pod('b', 'p4'),
    ]);
    expect(await pagesOf(reader.list({ group: '', kind: 'Pod', pageSize: 2 }))).toEqual([
      ['p1', 'p2'],
      ['p3', 'p4'],
      ['p5'],
    ]);
  });

  test('fills in apiVersion and kind, which lists leave out of their items', async () => {
    const { reader } = await start([
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: {} },
    ]);
    for await (const [deployment] of reader.list({ group: 'apps', kind: 'Deployment' })) {
      expect(deployment).toMatchObject({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
      });
    }
    expect.assertions(1);
  });

  test('narrows a list to a namespace and to labels', async () => {
    const { reader } = await start([
      pod('a', 'p1', { app: 'x' }),
      pod('a', 'p2'),
      pod('b', 'p3', { app: 'x' }),
    ]);
    expect(
      await pagesOf(reader.list({ group: '', kind: 'Pod', namespace: 'a', labelSelector: 'app=x' })),
    ).toEqual([['p1']]);
  });

  test('reports a kind the cluster does not serve and lists nothing', async () => {
    const { reader, unknown } = await start([]);
    expect(await pagesOf(reader.list({ group: 'extensions', kind: 'Ingress' }))).toEqual([]);
    expect(unknown).toEqual([{ group: 'extensions', kind: 'Ingress' }]);
  });

  test('finds a kind whose definition was installed after the first look', async () => {
    const { cluster, reader } = await start([]);
    const lamps = { group: 'example.com', kind: 'Lamp' };
    expect(await pagesOf(reader.list(lamps))).toEqual([]);
    cluster.apply({
      apiVersion: 'example.com/v1',
      kind: 'Lamp',
      metadata: { name: 'lumos', namespace: 'a' },
    });
    expect(await pagesOf(reader.list(lamps))).toEqual([['lumos']]);
  });

  test('reports a kind whose definition was removed after the first look', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'lamps.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { kind: 'Lamp', plural: 'lamps' },
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    } as KubernetesObject;
    const { cluster, reader, unknown } = await start([definition]);
    const lamps = { group: 'example.com', kind: 'Lamp' };
    expect(await pagesOf(reader.list(lamps))).toEqual([]);
    expect(unknown).toEqual([]);
    cluster.remove({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'lamps.example.com',
    });
    expect(await pagesOf(reader.list(lamps))).toEqual([]);
    expect(unknown).toEqual([lamps]);
  });

  test.each([
    { name: 'by starting again after the last object, without the token of the refusal', keepToken: false },
    { name: 'with the token of the refusal', keepToken: true },
  ])('goes on $name when the list expires half way, giving nothing out twice', async ({ keepToken }) => {
    const objects = [pod('a', 'p1'), pod('a', 'p2'), pod('a', 'p3'), pod('a', 'p4'), pod('a', 'p5')];
    const { cluster, reader } = await start(objects, keepToken);
    const names: string[] = [];
    for await (const page of reader.list({ group: '', kind: 'Pod', pageSize: 2 })) {
      names.push(...namesOf(page));
      if (names.length === 2) {
        cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'p1' });
        cluster.apply(pod('a', 'p45'));
        cluster.compact();
      }
    }
    expect(names).toEqual(['p1', 'p2', 'p3', 'p4', 'p45', 'p5']);
  });

  test('shows all pages as of the first one while the server remembers', async () => {
    const { cluster, reader } = await start([pod('a', 'p1'), pod('a', 'p2'), pod('a', 'p3')]);
    const names: string[] = [];
    for await (const page of reader.list({ group: '', kind: 'Pod', pageSize: 1 })) {
      names.push(...namesOf(page));
      cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'p3' });
    }
    expect(names).toEqual(['p1', 'p2', 'p3']);
  });

  test('gets one object, and undefined for one that is not there', async () => {
    const { reader } = await start([pod('a', 'p1')]);
    expect(await reader.get({ group: '', kind: 'Pod', namespace: 'a', name: 'p1' })).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p1', namespace: 'a' },
    });
    expect(await reader.get({ group: '', kind: 'Pod', namespace: 'a', name: 'p2' })).toBeUndefined();
    expect(await reader.get({ group: 'no.such', kind: 'Thing', name: 'p2' })).toBeUndefined();
  });

  test('knows every kind that can be listed, once', async () => {
    const { reader } = await start([
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'wands.ollivanders.example' },
        spec: {
          group: 'ollivanders.example',
          scope: 'Namespaced',
          names: { kind: 'Wand', plural: 'wands' },
          versions: [
            { name: 'v1', served: true, storage: true, schema: {} },
            { name: 'v1alpha1', served: true, storage: false, schema: {} },
          ],
        },
      } as KubernetesObject,
    ]);
    const kinds = (await reader.kinds()).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect(kinds).toEqual(
      expect.arrayContaining(['v1 Pod', 'apps/v1 Deployment', 'ollivanders.example/v1 Wand']),
    );
    expect(kinds.filter((kind) => kind.endsWith('Wand'))).toHaveLength(1);
    expect(kinds.filter((kind) => kind.endsWith('Review'))).toEqual([]);
  });

  test('takes a snapshot, and watches on from it', async () => {
    const { cluster, reader } = await start([pod('a', 'p1'), pod('a', 'p2')]);
    const kind = { group: '', kind: 'Pod' };
    const snapshot = await reader.snapshot(kind);
    expect(namesOf(snapshot?.objects ?? [])).toEqual(['p1', 'p2']);
    const version = snapshot?.resourceVersion ?? '';
    cluster.apply(pod('b', 'p3'));
    const changes = await reader.watch({ ...kind, resourceVersion: version, timeoutSeconds: 5 });
    cluster.apply(pod('a', 'p1', { app: 'x' }));
    cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'p2' });
    const told: string[] = [];
    for await (const change of changes) {
      if (change.type === 'bookmark') continue;
      expect(Number(change.resourceVersion)).toBeGreaterThan(Number(version));
      told.push(`${change.type} ${namesOf([change.object]).join()}`);
      if (told.length === 3) break;
    }
    expect(told).toEqual(['put p3', 'put p1', 'removed p2']);
  });

  test('says that a version is too old to watch on from', async () => {
    const { cluster, reader } = await start([pod('a', 'p1')]);
    cluster.apply(pod('a', 'p2'));
    cluster.compact();
    const watching = async (): Promise<void> => {
      const changes = await reader.watch({ group: '', kind: 'Pod', resourceVersion: '1', timeoutSeconds: 5 });
      for await (const change of changes) expect(change).toBeUndefined();
    };
    await expect(watching()).rejects.toMatchObject({ name: 'KubernetesRequestError', code: 'Expired' });
  });

  test('has no snapshot of a kind that the cluster does not serve, and does not watch it', async () => {
    const { reader } = await start([]);
    const kind = { group: 'extensions', kind: 'Ingress' };
    expect(await reader.snapshot(kind)).toBeUndefined();
    await expect(reader.watch({ ...kind, resourceVersion: '1', timeoutSeconds: 5 })).rejects.toMatchObject({
      code: 'NotFound',
    });
  });

  test('ends a watch when its time is up, and when its reader is closed', async () => {
    const { reader } = await start([]);
    const { resourceVersion = '' } = (await reader.snapshot({ group: '', kind: 'Pod' })) ?? {};
    const kind = { group: '', kind: 'Pod', resourceVersion };
    for await (const change of await reader.watch({ ...kind, timeoutSeconds: 1 }))
      expect(change.type).toBe('bookmark');
    const open = await reader.watch({ ...kind, timeoutSeconds: 60 });
    const reading = (async () => {
      for await (const change of open) expect(change.type).toBe('bookmark');
    })();
    reader.close();
    await expect(reading).rejects.toMatchObject({ code: 'ConnectionFailed' });
  });

  test('passes on what the API server refuses', async () => {
    const cluster = await startKubernetesEmulator({ clusterName: 'test', requireToken: true });
    const strangers = cluster.kubeconfig().replace(/token: \S+/, 'token: stranger');
    const reader = createKubernetesReader({ requester: createKubernetesRequester(strangers) });
    closers.push(
      () => cluster.close(),
      () => reader.close(),
    );
    const refusal = await reader.snapshot({ group: '', kind: 'Pod' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(KubernetesRequestError);
    expect((refusal as KubernetesRequestError).code).toBe('Unauthorized');
  });
});
