import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../emulators';
import { parseHostJson } from '../config/host-json';
import { eventually } from '../testing/eventually';
import { decodeMessage, encodeMessage } from './message-encoding';
import { createPollDelay } from './poll-delay';
import { createQueueClients } from './queue-clients';
import { type QueueDelivery, startQueueListener } from './queue-listener';

describe('a queue listener', () => {
  let azurite: Azurite;
  let service: QueueServiceClient;
  beforeAll(async () => {
    azurite = await startAzurite();
    service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  });
  afterAll(() => azurite.close());

  async function listen(
    queueName: string,
    run: (delivery: QueueDelivery) => Promise<void>,
    queues: object = {},
    options: { poison?: QueueClient; leaseSeconds?: number } = {},
  ) {
    const clients = createQueueClients();
    const queue = clients.client({ queueName, connectionString: azurite.connectionString });
    await queue.createIfNotExists();
    const { settings } = {
      settings: parseHostJson({
        version: '2.0',
        extensions: { queues: { maxPollingInterval: '00:00:00.100', ...queues } },
      }).queues,
    };
    const log: string[] = [];
    const listener = startQueueListener({
      queue,
      poison: options.poison,
      clients,
      settings,
      run,
      log: (_, message) => log.push(message),
      ...(options.leaseSeconds === undefined ? {} : { leaseSeconds: options.leaseSeconds }),
    });
    const send = (text: string) => clients.send(queue, encodeMessage(text, settings.messageEncoding));
    return { queue, send, listener, log };
  }

  it('keeps a message hidden while its function runs longer than the lease', async () => {
    let runs = 0;
    const { send, listener, queue } = await listen(
      'long-runs',
      async () => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 3500));
      },
      {},
      { leaseSeconds: 2 },
    );
    await send('tick');
    await eventually(() => expect(runs).toBe(1));
    await eventually(async () => expect((await queue.getProperties()).approximateMessagesCount).toBe(0));
    await listener.stop();
    expect(runs).toBe(1);
  });

  it('runs no more than batchSize + newBatchThreshold at once', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const { send, listener } = await listen(
      'few-at-once',
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        done += 1;
      },
      { batchSize: 2, newBatchThreshold: 1 },
    );
    await Promise.all(Array.from({ length: 12 }, (_, n) => send(String(n))));
    await eventually(() => expect(done).toBe(12));
    await listener.stop();
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(1);
  });

  it('shows a failed message again after the visibility timeout', async () => {
    const counts: number[] = [];
    const poison = service.getQueueClient('later-poison');
    const { send, listener } = await listen(
      'later',
      async ({ message }) => {
        counts.push(message.dequeueCount);
        if (counts.length === 1) throw new Error('not yet');
      },
      { visibilityTimeout: '00:00:01' },
      { poison },
    );
    await send('again');
    await eventually(() => expect(counts).toEqual([1, 2]));
    await listener.stop();
  });

  it('leaves failures of a queue without a poison queue hidden', async () => {
    let runs = 0;
    const { send, listener, log, queue } = await listen('owls-poison', async () => {
      runs += 1;
      throw new Error('no');
    });
    await send('lost');
    await eventually(() => expect(log).toHaveLength(1));
    expect(log[0]).toMatch(/^Message '.*' of 'owls-poison' failed; it is tried again in 600 seconds\.$/);
    await listener.stop();
    expect(runs).toBe(1);
    expect((await queue.receiveMessages()).receivedMessageItems).toEqual([]);
  });

  it('goes on when its queue is deleted and made again', async () => {
    const texts: string[] = [];
    const { send, listener, queue } = await listen('phoenix', async ({ text }) => {
      texts.push(text);
    });
    await queue.delete();
    await send('ashes');
    await eventually(() => expect(texts).toEqual(['ashes']));
    await listener.stop();
  });
});

describe('message texts', () => {
  it.each([
    ['base64', 'eyJhIjoxfQ==', '{"a":1}'],
    ['base64', '{"a":1}', undefined],
    ['base64', 'YQ', undefined],
    ['base64', '/////w==', undefined],
    ['base64', '', ''],
    ['none', '{"a":1}', '{"a":1}'],
  ] as const)('decode from %s %j as %j', (encoding, stored, text) => {
    expect(decodeMessage(stored, encoding)).toBe(text);
  });

  it('are refused above 64 KiB as stored', () => {
    expect(encodeMessage('x'.repeat(49_152), 'base64')).toHaveLength(65_536);
    expect(() => encodeMessage('x'.repeat(49_153), 'base64')).toThrow('takes 65540 bytes as stored');
    expect(encodeMessage('x'.repeat(65_536), 'none')).toHaveLength(65_536);
  });
});

describe('the delay between polls', () => {
  it('doubles up to the maximum and starts over', () => {
    const delay = createPollDelay(1000, () => 0.5);
    expect([delay.next(), delay.next(), delay.next(), delay.next(), delay.next(), delay.next()]).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    delay.reset();
    expect(delay.next()).toBe(100);
  });
});
