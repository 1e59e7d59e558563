import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../emulators';
import { eventually } from './testing/eventually';
import { type FixtureHost, startFixtureHost } from './testing/start-fixture-host';

const source = `
import { app, output } from '@azure/functions';
const owlOut = output.storageQueue({ queueName: 'owls', connection: 'OwlPost' });
const parcels = output.storageQueue({ queueName: '%PARCEL_QUEUE%', connection: 'OwlPost' });
globalThis.deliveries = [];
app.post('send', { extraOutputs: [owlOut, parcels], handler: async (request, context) => {
  const { owls, parcel } = await request.json();
  context.extraOutputs.set(owlOut, owls);
  context.extraOutputs.set(parcels, parcel);
  return { status: 202 };
} });
app.storageQueue('owlery', { queueName: 'owls', connection: 'OwlPost', handler: (item, context) => {
  globalThis.deliveries.push({ item, metadata: context.triggerMetadata });
  if (item?.lost) throw new Error('The owl is lost');
  if (item?.slow) return new Promise((resolve) => { globalThis.land = resolve; });
} });
app.storageQueue('lostOwls', { queueName: 'owls-poison', connection: 'OwlPost', handler: (item) => {
  globalThis.deliveries.push({ poison: item });
} });
app.storageQueue('parcels', { queueName: '%PARCEL_QUEUE%', connection: 'OwlPost', return: output.storageQueue({ queueName: 'receipts', connection: 'OwlPost' }),
  handler: (item) => ['received', { item }] });
`;

interface Delivery {
  item?: unknown;
  poison?: unknown;
  metadata?: Record<string, unknown>;
}
const shared = globalThis as { deliveries?: Delivery[]; land?: () => void };

describe('storage queue functions', () => {
  let azurite: Azurite;
  let host: FixtureHost;
  let service: QueueServiceClient;
  beforeAll(async () => {
    azurite = await startAzurite();
    service = QueueServiceClient.fromConnectionString(azurite.connectionString);
    host = await startFixtureHost(source, {
      settings: {
        AzureWebJobsStorage: azurite.connectionString,
        OwlPost: azurite.connectionString,
        PARCEL_QUEUE: 'parcels',
      },
    });
  });
  afterAll(async () => {
    await host.close();
    await azurite.close();
  });

  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
  const deliveriesOf = (spell: string) =>
    (shared.deliveries ?? []).filter((it) => JSON.stringify(it).includes(spell));
  const isEmpty = async (queue: QueueClient) => (await queue.getProperties()).approximateMessagesCount === 0;
  const send = (body: unknown) => fetch(`${host.url}/send`, { method: 'POST', body: JSON.stringify(body) });

  it('creates its queues when it starts', async () => {
    const names: string[] = [];
    for await (const { name } of service.listQueues()) names.push(name);
    expect(names).toEqual(['owls', 'owls-poison', 'parcels']);
  });

  it('runs once per message of an output array, parsed, with metadata, and deletes the messages', async () => {
    expect(
      (await send({ owls: [{ n: 1, spell: 'array' }, 'text array', { n: 2, spell: 'array' }] })).status,
    ).toBe(202);
    await eventually(() => expect(deliveriesOf('array')).toHaveLength(3));
    expect(deliveriesOf('array').map(({ item }) => item)).toEqual(
      expect.arrayContaining([{ n: 1, spell: 'array' }, 'text array', { n: 2, spell: 'array' }]),
    );
    expect(deliveriesOf('array')[0]?.metadata).toEqual({
      queueTrigger: deliveriesOf('array')[0]?.item,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      dequeueCount: 1,
      insertionTime: expect.stringMatching(/Z$/),
      expirationTime: expect.stringMatching(/Z$/),
      nextVisibleTime: expect.stringMatching(/Z$/),
      popReceipt: expect.any(String),
    });
    await eventually(async () => expect(await isEmpty(service.getQueueClient('owls'))).toBe(true));
  });

  it('takes messages that others send, and writes a return value binding', async () => {
    await service.getQueueClient('parcels').sendMessage(base64({ broom: 'Nimbus 2000' }));
    const receipts = service.getQueueClient('receipts');
    const texts: string[] = [];
    await eventually(async () => {
      if (!(await receipts.exists())) throw new Error('no receipts yet');
      const { receivedMessageItems } = await receipts.receiveMessages({ numberOfMessages: 32 });
      texts.push(...receivedMessageItems.map((it) => Buffer.from(it.messageText, 'base64').toString()));
      expect(texts.sort()).toEqual(['received', '{"item":{"broom":"Nimbus 2000"}}']);
    });
  });

  it('tries a failing message five times, then moves it to the poison queue', async () => {
    await send({ owls: { lost: true, spell: 'point me' } });
    await eventually(() => expect(deliveriesOf('point me').filter((it) => 'poison' in it)).toHaveLength(1));
    const attempts = deliveriesOf('point me').filter((it) => 'item' in it);
    expect(attempts.map(({ metadata }) => metadata?.['dequeueCount'])).toEqual([1, 2, 3, 4, 5]);
    await eventually(async () => expect(await isEmpty(service.getQueueClient('owls'))).toBe(true));
  });

  it('moves a message that cannot be decoded to the poison queue without running the function', async () => {
    const before = host.status().get('owlery')?.started;
    await service.getQueueClient('owls').sendMessage('{"not":"base64"}');
    await eventually(async () => expect(await isEmpty(service.getQueueClient('owls'))).toBe(true));
    expect(host.status().get('owlery')?.started).toBe(before);
    expect(host.entries.some(({ message }) => message.startsWith('Message decoding has failed'))).toBe(true);
  });

  it('is run by hand through the admin API and the host', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ input: '{"spell":"by hand"}' });
    expect((await fetch(`${host.url}/admin/functions/owlery`, { ...init, body })).status).toBe(202);
    await eventually(() => expect(deliveriesOf('by hand')).toHaveLength(1));
    await host.run('owlery', '{"spell":"by run"}');
    expect(deliveriesOf('by run')).toHaveLength(1);
    await expect(host.run('owlery', '{"lost":true}')).rejects.toThrow('The owl is lost');
    await expect(host.run('send')).rejects.toThrow("There is no function 'send' to fire by hand");
    expect((await fetch(`${host.url}/admin/functions/send`, { ...init, body })).status).toBe(400);
    expect((await fetch(`${host.url}/admin/functions/none`, { ...init, body })).status).toBe(404);
    expect((await fetch(`${host.url}/admin/functions/owlery`, { method: 'POST', body: 'x' })).status).toBe(
      415,
    );
  });

  it('fails the invocation when a message is too large to store', async () => {
    const response = await send({ owls: 'x'.repeat(49_153) });
    expect(response.status).toBe(500);
    expect(host.status().get('send')?.lastError).toMatch(
      /output 'queueOutput\w+' to the queue 'owls'.*65540 bytes/s,
    );
  });

  it('lets a running invocation finish when it closes', async () => {
    await send({ owls: { slow: true, spell: 'last' } });
    await eventually(() => expect(deliveriesOf('last')).toHaveLength(1));
    const closed = host.close();
    shared.land?.();
    await closed;
    expect(host.status().get('owlery')?.running).toBe(0);
    expect(await isEmpty(service.getQueueClient('owls'))).toBe(true);
    await expect(fetch(host.url)).rejects.toThrow('fetch failed');
  });
});
