import { existsSync } from 'node:fs';
import { CosmosClient } from '@azure/cosmos';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, type CosmosEmulator, startAzurite, startCosmosEmulator } from './index';

describe('Azurite', () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.close());

  it('stores and hands out a queue message through the real client', async () => {
    const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient(
      'portkeys',
    );
    await queue.createIfNotExists();
    await queue.sendMessage('accio');
    const { receivedMessageItems } = await queue.receiveMessages();
    expect(receivedMessageItems.map(({ messageText }) => messageText)).toEqual(['accio']);
  });

  it('stores and hands out a blob through the real client', async () => {
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      'vault',
    );
    await container.createIfNotExists();
    const blob = container.getBlockBlobClient('713');
    await blob.upload('a grubby package', 16);
    expect((await blob.downloadToBuffer()).toString()).toBe('a grubby package');
  });

  it('runs twice in one process, each with its own data', async () => {
    const other = await startAzurite();
    try {
      const names = [];
      for await (const { name } of QueueServiceClient.fromConnectionString(
        other.connectionString,
      ).listQueues()) {
        names.push(name);
      }
      expect(names).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('closes twice without complaint and stops listening', async () => {
    const other = await startAzurite();
    await other.close();
    await other.close();
    await expect(fetch(other.queueUrl)).rejects.toThrow('fetch failed');
  });

  it('leaves no file in the working directory', () => {
    expect(['queue.json', 'blob.json', 'queue-extents.json', 'blob-extents.json'].filter(existsSync)).toEqual(
      [],
    );
  });
});

describe('the Cosmos DB emulator', () => {
  let emulator: CosmosEmulator;
  let client: CosmosClient;
  beforeAll(async () => {
    emulator = await startCosmosEmulator();
    client = new CosmosClient({ endpoint: emulator.endpoint, key: emulator.key });
  });
  afterAll(async () => {
    client.dispose();
    await emulator.close();
  });

  async function newContainer(id: string) {
    const { database } = await client.databases.createIfNotExists({ id: 'plimsoll' });
    const { container } = await database.containers.createIfNotExists({
      id,
      partitionKey: { paths: ['/pk'] },
    });
    return container;
  }

  it('serves a client that discovers its endpoints: point reads, upserts and patches', async () => {
    const container = await newContainer('points');
    await container.items.upsert({ id: '1', pk: 'a', n: 1 });
    await container.item('1', 'a').patch([
      { op: 'set', path: '/n', value: 9 },
      { op: 'incr', path: '/runs', value: 1 },
    ]);
    const { resource } = await container.item('1', 'a').read();
    expect(resource).toMatchObject({ id: '1', pk: 'a', n: 9, runs: 1 });
    expect((await container.item('2', 'a').read()).statusCode).toBe(404);
  });

  it.each(['replace', 'upsert', 'patch', 'delete'] as const)(
    'refuses a %s under a stale ETag',
    async (operation) => {
      const container = await newContainer(`etag-${operation}`);
      await container.items.upsert({ id: '1', pk: 'a', n: 1 });
      const options = { accessCondition: { type: 'IfMatch', condition: '"stale"' } };
      const item = container.item('1', 'a');
      const attempt = {
        replace: () => item.replace({ id: '1', pk: 'a', n: 2 }, options),
        upsert: () => container.items.upsert({ id: '1', pk: 'a', n: 2 }, options),
        patch: () => item.patch([{ op: 'set', path: '/n', value: 2 }], options),
        delete: () => item.delete(options),
      }[operation];
      await expect(attempt()).rejects.toMatchObject({ code: 412 });
    },
  );

  it('runs bulk operations and pages through parameterised, ordered queries', async () => {
    const container = await newContainer('bulk');
    const operations = Array.from({ length: 25 }, (_, n) => ({
      operationType: 'Upsert' as const,
      partitionKey: n % 2 === 0 ? 'even' : 'odd',
      resourceBody: { id: `i${n}`, pk: n % 2 === 0 ? 'even' : 'odd', n },
    }));
    const results = await container.items.executeBulkOperations(operations);
    expect(results.map(({ response }) => response?.statusCode)).toEqual(Array(25).fill(201));
    const query = {
      // The emulator looks at no partition key option: the filter has to say it.
      query: 'SELECT c.n FROM c WHERE c.pk = @pk AND c.n > @low ORDER BY c.n DESC',
      parameters: [
        { name: '@pk', value: 'even' },
        { name: '@low', value: 9 },
      ],
    };
    const pages: number[][] = [];
    const iterator = container.items.query<{ n: number }>(query, { partitionKey: 'even', maxItemCount: 5 });
    while (iterator.hasMoreResults()) {
      const { resources = [] } = await iterator.fetchNext();
      if (resources.length > 0) pages.push(resources.map(({ n }) => n));
    }
    expect(pages).toEqual([
      [24, 22, 20, 18, 16],
      [14, 12, 10],
    ]);
  });
});
