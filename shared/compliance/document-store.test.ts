import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConnectionPolicy, CosmosClient } from '@azure/cosmos';
import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCosmosDocumentStore } from './cosmos-document-store';
import type { DocumentQuery, DocumentStore } from './document-store';
import type { StoredDocument } from './documents';
import { ensureCosmosContainers } from './ensure-cosmos-containers';
import { createMemoryDocumentStore } from './memory-document-store';

const emulator = createHttpServer({ keepAlive: true });
const clients: CosmosClient[] = [];
let databases = 0;

beforeAll(() => listening(emulator));

afterAll(async () => {
  for (const client of clients) client.dispose();
  await closed(emulator);
});

async function cosmosStore(port = portOf(emulator), policy: ConnectionPolicy = {}): Promise<DocumentStore> {
  databases += 1;
  const id = `documents-${databases}`;
  const direct = clientOf(portOf(emulator), {});
  await direct.databases.createIfNotExists({ id });
  await ensureCosmosContainers(direct.database(id));
  return createCosmosDocumentStore(clientOf(port, policy).database(id));
}

function clientOf(port: number, policy: ConnectionPolicy): CosmosClient {
  const client = new CosmosClient({
    endpoint: `http://127.0.0.1:${port}`,
    key: 'bm90IGEgc2VjcmV0',
    connectionPolicy: { enableEndpointDiscovery: false, ...policy },
  });
  clients.push(client);
  return client;
}

const stores: Record<string, () => Promise<DocumentStore>> = {
  'in memory': async () => createMemoryDocumentStore(),
  'in Cosmos DB': () => cosmosStore(),
};

/** Fields as the service has them, and one more. */
interface Owl extends StoredDocument {
  readonly sequence?: number;
  readonly stateId?: string;
  readonly live?: boolean;
  readonly managementGroupKeys?: readonly string[];
  readonly name?: string;
}

const PARTITION = '/subscriptions/é/resourcegroups/hogwarts "quoted" \\ rg';

function owl(id: string, more: Partial<Owl> = {}): Owl {
  return { id, partition: PARTITION, ...more };
}

describe.each(Object.keys(stores))('a document store %s', (name) => {
  let store: DocumentStore;

  beforeEach(async () => {
    store = (await stores[name]?.()) as DocumentStore;
  });

  it('gives back what was written, and no more', async () => {
    const etag = await store.write('resources', { document: owl('hedwig', { name: 'Hedwig' }) });

    expect(await store.read('resources', PARTITION, 'hedwig')).toEqual({
      document: { id: 'hedwig', partition: PARTITION, name: 'Hedwig' },
      etag,
    });
    expect(await store.read('resources', 'another', 'hedwig')).toBeUndefined();
    expect(await store.read('resources', PARTITION, 'errol')).toBeUndefined();
  });

  it('creates a document once', async () => {
    const first = await store.write('resources', { document: owl('hedwig', { name: 'first' }) });
    const second = await store.write('resources', { document: owl('hedwig', { name: 'second' }) });

    expect([typeof first, second]).toEqual(['string', undefined]);
    expect(await store.read('resources', PARTITION, 'hedwig')).toMatchObject({ document: { name: 'first' } });
  });

  it('replaces a document only in the version that was read', async () => {
    const first = (await store.write('resources', { document: owl('hedwig', { name: 'first' }) })) ?? '';
    const second = await store.write('resources', {
      document: owl('hedwig', { name: 'second' }),
      etag: first,
    });
    const third = await store.write('resources', { document: owl('hedwig', { name: 'third' }), etag: first });

    expect([typeof second, second === first, third]).toEqual(['string', false, undefined]);
    expect(await store.read('resources', PARTITION, 'hedwig')).toMatchObject({
      document: { name: 'second' },
      etag: second,
    });
  });

  it('does not bring a document that is not there into being by replacing it', async () => {
    expect(await store.write('resources', { document: owl('errol'), etag: 'any' })).toBeUndefined();
    expect(await store.read('resources', PARTITION, 'errol')).toBeUndefined();
  });

  it.each([3, 250])('writes %i documents at once, each by itself', async (count) => {
    const known = (await store.write('components', { document: owl('owl-1') })) ?? '';
    const writes = Array.from({ length: count }, (_, index) => ({
      document: owl(`owl-${index}`, { sequence: 1 }),
    }));

    const done = await store.writeMany('components', [...writes, { document: owl('owl-x'), etag: 'stale' }]);
    const replaced = await store.writeMany('components', [
      { document: owl('owl-1', { sequence: 2 }), etag: known },
    ]);

    expect(done).toEqual([...writes.map((_, index) => index !== 1), false]);
    expect(replaced).toEqual([true]);
    expect((await store.query('components', { partition: PARTITION, pageSize: 1000 })).items).toHaveLength(
      count,
    );
  });

  it.each<[string, DocumentQuery, readonly string[]]>([
    ['everything', {}, ['a', 'b', 'c', 'd']],
    ['a partition', { partition: PARTITION }, ['a', 'b', 'c']],
    ['an unknown partition', { partition: 'unknown' }, []],
    ['a text', { where: [{ field: 'stateId', equals: 's1' }] }, ['a', 'd']],
    ['a text that could be code', { where: [{ field: 'stateId', equals: "' OR true --" }] }, []],
    ['a truth', { where: [{ field: 'live', equals: true }] }, ['a', 'b']],
    [
      'several conditions',
      {
        partition: PARTITION,
        where: [
          { field: 'live', equals: true },
          { field: 'sequence', below: 2 },
        ],
      },
      ['a'],
    ],
    ['what lies above', { where: [{ field: 'sequence', above: 2 }] }, ['c', 'd']],
    [
      'one of some ids',
      { partition: PARTITION, where: [{ field: 'id', oneOf: ['a', 'c', 'x'] }] },
      ['a', 'c'],
    ],
    ['an element of a list', { where: [{ field: 'managementGroupKeys', includes: 'hogwarts' }] }, ['b']],
  ])('finds %s', async (_, query, expected) => {
    const documents = [
      owl('a', { sequence: 1, live: true, stateId: 's1' }),
      owl('b', { sequence: 2, live: true, managementGroupKeys: ['wizards', 'hogwarts'] }),
      owl('c', { sequence: 3 }),
    ];
    await store.writeMany(
      'policyStates',
      documents.map((document) => ({ document })),
    );
    await store.write('policyStates', {
      document: { ...owl('d', { sequence: 4, stateId: 's1' }), partition: 'p2' },
    });

    const { items } = await store.query('policyStates', query);

    expect(items.map(({ document }) => document.id).sort()).toEqual(expected);
  });

  it('gives pages, the newest first when asked to', async () => {
    const numbers = Array.from({ length: 7 }, (_, index) => index);
    await store.writeMany(
      'history',
      numbers.map((sequence) => ({ document: owl(`h${sequence}`, { sequence }) })),
    );
    const pages: string[][] = [];
    let continuation: string | undefined;
    do {
      const page = await store.query('history', {
        partition: PARTITION,
        newestFirst: true,
        pageSize: 3,
        ...(continuation ? { continuation } : {}),
      });
      pages.push(page.items.map(({ document }) => document.id));
      continuation = page.continuation;
    } while (continuation);

    expect(pages).toEqual([['h6', 'h5', 'h4'], ['h3', 'h2', 'h1'], ['h0']]);
  });
});

describe('Cosmos DB that refuses for lack of request units', () => {
  let refusals = 0;
  let refused = 0;
  /** Stands before the emulator and refuses as Cosmos DB does: whole requests, or each operation of a batch. */
  const gate: Server = createServer((incoming, outgoing) => {
    const isBatch = incoming.headers['x-ms-cosmos-is-batch-request'] !== undefined;
    const isRefused = incoming.url?.includes('/docs') === true && refusals > 0;
    if (isRefused) {
      refusals -= 1;
      refused += 1;
      incoming.resume().on('end', () => {
        outgoing.writeHead(isBatch ? 207 : 429, {
          'content-type': 'application/json',
          'x-ms-retry-after-ms': '1',
        });
        const each = Array.from({ length: 30 }, () => ({
          statusCode: 429,
          requestCharge: 0,
          retryAfterMilliseconds: 1,
        }));
        outgoing.end(JSON.stringify(isBatch ? each : { code: '429', message: 'Request rate is large.' }));
      });
      return;
    }
    const { url, method, headers } = incoming;
    const onwards = request(
      { port: portOf(emulator), host: '127.0.0.1', path: url, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onwards);
  });
  let store: DocumentStore;

  beforeAll(() => listening(gate));
  afterAll(() => closed(gate));
  beforeEach(async () => {
    refused = 0;
    // The client's own patience is tried elsewhere: here it has none.
    store = await cosmosStore(portOf(gate), { retryOptions: { maxRetryAttemptCount: 0 } });
  });

  it('is asked again', async () => {
    refusals = 3;
    expect(await store.write('resources', { document: owl('hedwig') })).toBeTypeOf('string');
    refusals = 3;
    expect(await store.read('resources', PARTITION, 'hedwig')).toBeDefined();
    refusals = 3;
    expect((await store.query('resources', { partition: PARTITION })).items).toHaveLength(1);
    expect(refused).toBe(9);
  });

  it('is asked again for the refused writes of a batch', async () => {
    refusals = 1;
    const writes = Array.from({ length: 30 }, (_, index) => ({ document: owl(`owl-${index}`) }));

    expect(await store.writeMany('resources', writes)).toEqual(writes.map(() => true));

    expect(refused).toBe(1);
    expect((await store.query('resources', { partition: PARTITION })).items).toHaveLength(30);
  });

  it('is given up on at last, with an error that says what to do', async () => {
    refusals = 1000;
    await expect(store.write('resources', { document: owl('hedwig') })).rejects.toMatchObject({
      code: 'throttled',
      about: 'resources/hedwig',
      message:
        'Cosmos DB kept refusing resources/hedwig for lack of request units. Raise the throughput of the database, or deliver the work item again later.',
    });
    refusals = 0;
  });
});

async function listening(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
