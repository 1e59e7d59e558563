import type { AddressInfo } from 'node:net';
import { CosmosClient } from '@azure/cosmos';
import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syncProblem } from './sync-problem';
import { createCosmosSyncReports, createMemorySyncReports, type SyncReports } from './sync-reports';

const server = createHttpServer();
let client: CosmosClient;

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
  const definition = { id: 'policies', partitionKey: '/partition' };
  return (await client.database('test').containers.createIfNotExists(definition)).container;
}

const problem = syncProblem('ConstraintCreateFailed', 'one', 'denied', ['/a|']);

describe.each<[string, () => Promise<SyncReports>]>([
  ['in memory', async () => createMemorySyncReports()],
  ['in Cosmos DB', async () => createCosmosSyncReports(await container())],
])('reports of synchronisations %s', (_, create) => {
  it('are kept by cluster, however its id is written, until a better one', async () => {
    const reports = await create();
    expect(await reports.load('/c/One')).toEqual([]);
    await reports.save('/c/One', [problem]);
    expect(await reports.load('/C/one')).toEqual([problem]);
    expect(await reports.load('/c/two')).toEqual([]);
    await reports.save('/c/ONE', []);
    expect(await reports.load('/c/one')).toEqual([]);
  });

  it('have an end', async () => {
    const reports = await create();
    await reports.save('/c/many', Array(2_000).fill(problem));
    expect(await reports.load('/c/many')).toHaveLength(500);
  });
});

describe('a report in Cosmos DB', () => {
  it('is written only when it changes', async () => {
    const reports = createCosmosSyncReports(await container());
    const etag = async (): Promise<unknown> => {
      const { resources } = await (await container()).items
        .query<{ clusterId: string; _etag: string }>('SELECT * FROM c', { partitionKey: 'constraint-sync' })
        .fetchAll();
      return resources.find(({ clusterId }) => clusterId === '/c/three')?._etag;
    };
    await reports.save('/c/three', [problem]);
    const first = await etag();
    await reports.save('/c/three', [problem]);
    expect(await etag()).toBe(first);
    expect(first).toBeDefined();
    await reports.save('/c/three', [{ ...problem, name: 'two' }]);
    expect(await etag()).not.toBe(first);
  });
});

it('cuts a message that is longer than a note should be', () => {
  expect(syncProblem('c', 'n', 'x'.repeat(5_000)).message).toBe(`${'x'.repeat(1_000)}…`);
});
