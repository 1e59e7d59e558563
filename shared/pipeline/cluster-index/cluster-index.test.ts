import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type KubernetesEmulator,
  type KubernetesObject,
  startKubernetesEmulator,
} from '../../../local/kubernetes-emulator';
import { createKubernetesRequester } from '../../azure';
import { createKubernetesReader, type KubernetesReader } from '../../estate';
import type { JsonObject } from '../../policy';
import { type ClusterIndex, createClusterIndex } from './cluster-index';
import type { IndexNeeds } from './index-needs';

const service = (name: string, labels: JsonObject = {}): KubernetesObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop', labels },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  }) as KubernetesObject;

const needs: IndexNeeds = { kinds: [{ group: '', version: 'v1', kind: 'Service' }], namespaces: false };

let cluster: KubernetesEmulator;
let index: ClusterIndex;
let opened: number;

const open = async (): Promise<KubernetesReader> => {
  opened += 1;
  return createKubernetesReader({ requester: createKubernetesRequester(cluster.kubeconfig()) });
};

beforeEach(async () => {
  cluster = await startKubernetesEmulator({
    clusterName: 'test',
    objects: [service('till'), service('shelf')],
  });
  opened = 0;
  index = createClusterIndex(open, () => performance.now());
});
afterEach(async () => {
  index.stop();
  await cluster.close();
});

/** The names of the Services of an inventory. */
function services(inventory: JsonObject | undefined): string[] {
  const shop = inventory?.['namespace'] as Record<string, Record<string, Record<string, JsonObject>>>;
  return Object.keys(shop?.['shop']?.['v1']?.['Service'] ?? {}).sort();
}

const followed = async (): Promise<string[]> => services((await index.follow(needs)).inventory);

describe('the index of a cluster, read for an audit', () => {
  const read = async () => {
    const reader = await open();
    try {
      return await index.read(reader, needs);
    } finally {
      reader.close();
    }
  };

  it('holds the kinds that policies look up, and no others', async () => {
    const { inventory } = await read();
    expect(services(inventory)).toEqual(['shelf', 'till']);
    expect(Object.keys(inventory ?? {})).toEqual(['namespace']);
  });

  it('is the same object while nothing has changed, so that nothing is worked out again', async () => {
    const { inventory } = await read();
    expect((await read()).inventory).toBe(inventory);
    cluster.apply(service('till', { changed: 'yes' }));
    const changed = (await read()).inventory;
    expect(changed).not.toBe(inventory);
    expect((await read()).inventory).toBe(changed);
  });

  it('has what was there at that moment, and is never behind', async () => {
    for (let round = 0; round < 5; round++) {
      cluster.apply(service(`new-${round}`));
      expect(services((await read()).inventory)).toContain(`new-${round}`);
      cluster.remove({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: `new-${round}` });
      expect(services((await read()).inventory)).toEqual(['shelf', 'till']);
    }
  });

  it('knows Namespaces where they are asked for', async () => {
    const reader = await open();
    const { namespaces } = await index.read(reader, { ...needs, namespaces: true });
    reader.close();
    expect(namespaces.get('shop')).toMatchObject({ kind: 'Namespace', metadata: { name: 'shop' } });
    expect((await read()).namespaces.size).toBe(0);
  });
});

describe('the index of a cluster, followed for admission', () => {
  it('sees writes without being read again', async () => {
    expect(await followed()).toEqual(['shelf', 'till']);
    cluster.apply(service('vault'));
    await vi.waitFor(async () => expect(await followed()).toEqual(['shelf', 'till', 'vault']));
    cluster.remove({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'till' });
    await vi.waitFor(async () => expect(await followed()).toEqual(['shelf', 'vault']));
    expect(opened).toBe(1);
  });

  it('is the same object while nothing has changed', async () => {
    const { inventory } = await index.follow(needs);
    expect((await index.follow(needs)).inventory).toBe(inventory);
  });

  it('catches up after it was stopped before it answers', async () => {
    await followed();
    index.stop();
    cluster.apply(service('vault'));
    expect(await followed()).toEqual(['shelf', 'till', 'vault']);
  });

  it('lists again when the cluster has forgotten what happened meanwhile', async () => {
    await followed();
    index.stop();
    cluster.apply(service('vault'));
    cluster.compact();
    expect(await followed()).toEqual(['shelf', 'till', 'vault']);
    cluster.apply(service('door'));
    await vi.waitFor(async () => expect(await followed()).toEqual(['door', 'shelf', 'till', 'vault']));
  });

  it('goes on from where an audit has read', async () => {
    await followed();
    cluster.apply(service('vault'));
    const reader = await open();
    expect(services((await index.read(reader, needs)).inventory)).toEqual(['shelf', 'till', 'vault']);
    reader.close();
    cluster.apply(service('door'));
    await vi.waitFor(async () => expect(await followed()).toEqual(['door', 'shelf', 'till', 'vault']));
  });

  it('knows nothing of kinds that the cluster does not serve', async () => {
    const unserved = {
      kinds: [{ group: 'extensions', version: 'v1beta1', kind: 'Ingress' }],
      namespaces: false,
    };
    expect((await index.follow(unserved)).inventory).toEqual({});
  });

  it('refuses to guess when the cluster cannot be read, and leaves it alone for some seconds', async () => {
    let [tries, later] = [0, 0];
    let server = 'http://127.0.0.1:1';
    const unreachable = createClusterIndex(
      async () => {
        tries += 1;
        const requester = createKubernetesRequester(cluster.kubeconfig().replace(cluster.url, server));
        return createKubernetesReader({ requester });
      },
      () => performance.now() + later,
    );
    for (let review = 0; review < 3; review += 1)
      await expect(unreachable.follow(needs)).rejects.toMatchObject({ code: 'ConnectionFailed' });
    expect(tries).toBe(1);
    server = cluster.url;
    later = 10_000;
    expect(services((await unreachable.follow(needs)).inventory)).toEqual(['shelf', 'till']);
    unreachable.stop();
  });

  it('reads one Namespace that it has not been told of', async () => {
    expect(await index.namespace('shop')).toMatchObject({ metadata: { name: 'shop' } });
    expect(await index.namespace('nowhere')).toBeUndefined();
  });
});
