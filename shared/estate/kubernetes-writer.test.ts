import { afterEach, describe, expect, test } from 'vitest';
import { type KubernetesEmulator, startKubernetesEmulator } from '../../local/kubernetes-emulator';
import { createKubernetesRequester } from '../azure';
import type { JsonObject } from '../policy';
import { createKubernetesReader, type KubernetesReader } from './kubernetes-reader';
import { createKubernetesWriter, type KubernetesWriter } from './kubernetes-writer';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(): Promise<{
  cluster: KubernetesEmulator;
  writer: KubernetesWriter;
  reader: KubernetesReader;
}> {
  const cluster = await startKubernetesEmulator({ clusterName: 'test', requireToken: true });
  const writer = createKubernetesWriter({
    requester: createKubernetesRequester(cluster.kubeconfig()),
    fieldManager: 'plimsoll',
    kindPauseMs: 1,
  });
  const reader = createKubernetesReader({ requester: createKubernetesRequester(cluster.kubeconfig()) });
  closers.push(
    () => cluster.close(),
    () => reader.close(),
    () => writer.close(),
  );
  return { cluster, writer, reader };
}

const settings = (data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data,
});
const where = { group: '', kind: 'ConfigMap', namespace: 'default', name: 'settings' };

describe('the writer', () => {
  test('makes an object, changes it and takes it away, twice as well as once', async () => {
    const { writer, reader } = await start();
    await writer.apply(settings({ a: '1' }));
    expect(await reader.get(where)).toMatchObject({ data: { a: '1' } });
    await writer.apply(settings({ a: '2' }));
    await writer.apply(settings({ a: '2' }));
    expect(await reader.get(where)).toMatchObject({ data: { a: '2' } });
    await writer.remove(settings({}));
    await writer.remove(settings({}));
    expect(await reader.get(where)).toBeUndefined();
  });

  test('waits for a kind that is defined a moment before', async () => {
    const { cluster, writer, reader } = await start();
    const object = {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { name: 'one' },
      spec: { size: 3 },
    };
    setTimeout(
      () =>
        cluster.apply({
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'things.example.com' },
          spec: {
            group: 'example.com',
            scope: 'Cluster',
            names: { kind: 'Thing', plural: 'things' },
            versions: [{ name: 'v1', served: true, storage: true }],
          },
        }),
      5,
    );
    await writer.apply(object);
    expect(await reader.get({ group: 'example.com', kind: 'Thing', name: 'one' })).toMatchObject({
      spec: { size: 3 },
    });
  });

  test('refuses an object of a kind that never comes, and has nothing to remove of it', async () => {
    const { writer } = await start();
    const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'one' } };
    await expect(writer.apply(object)).rejects.toMatchObject({ code: 'KindNotServed' });
    await writer.remove(object);
  });

  test('gives the reason of a refusal', async () => {
    const { writer } = await start();
    await expect(
      writer.apply({ ...settings({}), metadata: { name: 'settings', namespace: 'nowhere' } }),
    ).rejects.toMatchObject({ code: 'NotFound', status: 404 });
  });
});
