import type { AddressInfo } from 'node:net';
import { CosmosClient } from '@azure/cosmos';
import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyObjects } from '../../policy';
import {
  createCosmosPolicyObjectStore,
  createMemoryPolicyObjectStore,
  type PolicyObjectStore,
  policyObjectsPartitionKey,
} from './index';

const objects = (
  definitions: PolicyObjects['definitions'],
  more: Partial<PolicyObjects> = {},
): PolicyObjects => ({
  definitions,
  setDefinitions: [],
  assignments: [{ id: '/a', properties: { scope: '/subscriptions/s' } }],
  exemptions: [],
  scopeTree: { subscriptions: [{ subscriptionId: 's', managementGroups: ['root'] }] },
  ...more,
});

let moment = 0;
/** A later moment than any before. */
const later = (): string => {
  moment += 1;
  return new Date(moment * 1000).toISOString();
};

const first = { id: '/d1', properties: { mode: 'All' } };
const second = { id: '/d2', properties: { mode: 'Indexed' } };

const server = createHttpServer();
let client: CosmosClient;
let containers = 0;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  client = new CosmosClient({
    endpoint: `http://127.0.0.1:${port}`,
    key: 'dGVzdA==',
    connectionPolicy: { enableEndpointDiscovery: false },
  });
  await client.databases.createIfNotExists({ id: 'test' });
});

afterAll(async () => {
  client.dispose();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function container() {
  containers += 1;
  const { container: created } = await client
    .database('test')
    .containers.createIfNotExists({ id: `policies${containers}`, partitionKey: policyObjectsPartitionKey });
  return created;
}

describe.each<[string, () => Promise<PolicyObjectStore>]>([
  ['in memory', async () => createMemoryPolicyObjectStore()],
  ['in Cosmos DB', async () => createCosmosPolicyObjectStore(await container())],
])('policy objects %s', (_, create) => {
  it('has no version before the first synchronisation', async () => {
    const store = await create();
    expect(await store.version()).toBeUndefined();
    expect(await store.load()).toBeUndefined();
  });

  it('gives back what was saved', async () => {
    const store = await create();
    const version = await store.save(objects([first, second]), later());
    expect(await store.version()).toBe(version);
    expect(await store.load()).toEqual({ version, objects: objects([first, second]) });
  });

  it('has the same version for the same objects in another order', async () => {
    const store = await create();
    const version = await store.save(objects([first, second]), later());
    const turned = { properties: { mode: 'All' }, id: '/d1' };
    expect(await store.save(objects([second, turned]), later())).toBe(version);
  });

  it('replaces what is no longer in force', async () => {
    const store = await create();
    const before = await store.save(objects([first]), later());
    const after = await store.save(objects([second]), later());
    expect(after).not.toBe(before);
    expect((await store.load())?.objects.definitions).toEqual([second]);
    await store.save(objects([first]), later());
    expect((await store.load())?.objects.definitions).toEqual([first]);
  });

  it('keeps what was read later when an older reading comes in last', async () => {
    const store = await create();
    const [older, newer] = [later(), later()];
    const version = await store.save(objects([second]), newer);
    expect(await store.save(objects([first]), older)).toBe(version);
    expect((await store.load())?.objects.definitions).toEqual([second]);
  });

  it('remembers the later reading even where it found nothing new', async () => {
    const store = await create();
    const [oldest, older, newest] = [later(), later(), later()];
    await store.save(objects([first]), oldest);
    await store.save(objects([first]), newest);
    await store.save(objects([second]), older);
    expect((await store.load())?.objects.definitions).toEqual([first]);
  });

  it('sees a move in the management group tree as a change', async () => {
    const store = await create();
    const before = await store.save(objects([first]), later());
    const moved = { subscriptions: [{ subscriptionId: 's', managementGroups: ['other', 'root'] }] };
    expect(await store.save(objects([first], { scopeTree: moved }), later())).not.toBe(before);
  });
});

describe('two instances on one Cosmos DB container', () => {
  it('see what the other saved', async () => {
    const shared = await container();
    const [one, other] = [createCosmosPolicyObjectStore(shared), createCosmosPolicyObjectStore(shared)];
    await one.save(objects([first]), later());
    expect((await other.load())?.objects.definitions).toEqual([first]);
    await other.save(objects([second]), later());
    expect((await one.load())?.objects.definitions).toEqual([second]);
  });

  it('can save at the same time and still load', async () => {
    const shared = await container();
    const [one, other] = [createCosmosPolicyObjectStore(shared), createCosmosPolicyObjectStore(shared)];
    await Promise.all([one.save(objects([first]), later()), other.save(objects([first, second]), later())]);
    await Promise.all([one.save(objects([second]), later()), other.save(objects([first]), later())]);
    expect(await one.load()).toEqual(await other.load());
  });

  it('deletes what left force one synchronisation later', async () => {
    const shared = await container();
    const store = createCosmosPolicyObjectStore(shared);
    const count = async () => (await shared.items.query('SELECT * FROM c').fetchAll()).resources.length;
    await store.save(objects([first]), later());
    await store.save(objects([second]), later());
    expect(await count()).toBe(4);
    await store.save(objects([{ id: '/d3' }]), later());
    expect(await count()).toBe(4);
  });
});
