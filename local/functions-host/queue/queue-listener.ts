import type { QueueClient, ReceivedMessageItem } from '@azure/storage-queue';
import type { HostJson } from '../config/host-json';
import { type LogLevel, messageOf } from '../log';
import { createAlarm } from './alarm';
import { keepHidden } from './keep-hidden';
import { decodeMessage } from './message-encoding';
import { createPollDelay } from './poll-delay';
import type { QueueClients } from './queue-clients';

/** A message as the function receives it: the decoded text and what Storage knows about it. */
export interface QueueDelivery {
  readonly text: string;
  readonly message: ReceivedMessageItem;
}

export interface QueueListener {
  /** Stops polling and resolves when the messages in hand are done. */
  stop(): Promise<void>;
}

/** A message in hand is hidden from others this long, and the time is renewed at half of it. */
const leaseSeconds = 600;

/**
 * Polls one queue for one function: up to `batchSize` messages at a time, the next batch when `newBatchThreshold` or
 * fewer are left; success deletes the message, failure shows it again after `visibilityTimeout`, and after
 * `maxDequeueCount` deliveries it moves to `<queue>-poison`. Source of the rules: the storage queue trigger.
 */
export function startQueueListener(options: {
  readonly queue: QueueClient;
  readonly poison: QueueClient | undefined;
  readonly clients: QueueClients;
  readonly settings: HostJson['queues'];
  readonly run: (delivery: QueueDelivery) => Promise<void>;
  readonly log: (level: LogLevel, message: string) => void;
  /** Shorter in tests. */
  readonly leaseSeconds?: number;
}): QueueListener {
  const { queue, poison, clients, settings, log } = options;
  const lease = options.leaseSeconds ?? leaseSeconds;
  const stopping = new AbortController();
  const delay = createPollDelay(settings.maxPollingInterval, Math.random);
  const inHand = new Set<Promise<void>>();
  const alarm = createAlarm();
  const unsubscribe = clients.onSent(queue, alarm.ring);

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (inHand.size > settings.newBatchThreshold) {
        await alarm.wait();
        continue;
      }
      const messages = await receive();
      if (messages.length === 0) {
        await alarm.wait(delay.next());
        continue;
      }
      delay.reset();
      for (const message of messages) take(message);
    }
  }

  async function receive(): Promise<readonly ReceivedMessageItem[]> {
    try {
      const response = await queue.receiveMessages({
        numberOfMessages: settings.batchSize,
        visibilityTimeout: lease,
        abortSignal: stopping.signal,
      });
      return response.receivedMessageItems;
    } catch (error) {
      // A deleted queue is an empty one: the next output binding creates it again.
      if (!stopping.signal.aborted && (error as { statusCode?: unknown }).statusCode !== 404) {
        log('error', `The queue '${queue.name}' cannot be read: ${messageOf(error)}`);
      }
      return [];
    }
  }

  function take(message: ReceivedMessageItem): void {
    const work = handle(message).catch((error: unknown) => {
      log(
        'error',
        `The message '${message.messageId}' of '${queue.name}' cannot be settled: ${messageOf(error)}`,
      );
    });
    inHand.add(work);
    void work.then(() => {
      inHand.delete(work);
      alarm.ring();
    });
  }

  async function handle(message: ReceivedMessageItem): Promise<void> {
    const text = decodeMessage(message.messageText, settings.messageEncoding);
    if (text === undefined) {
      log(
        'warning',
        `Message decoding has failed: '${message.messageId}' of '${queue.name}' goes to the poison queue unread. Check MessageEncoding settings.`,
      );
      await toPoison(message, message.popReceipt);
      return;
    }
    if (poison !== undefined && message.dequeueCount > settings.maxDequeueCount) {
      await toPoison(message, message.popReceipt);
      return;
    }
    const renewal = keepHidden(queue, message, lease, (warning) => log('warning', warning));
    let failed = false;
    try {
      await options.run({ text, message });
    } catch {
      failed = true;
    }
    const popReceipt = await renewal.stop();
    if (!failed) await remove(message, popReceipt);
    else if (poison === undefined) {
      // Failures of a poison queue stay hidden until their lease ends, or they would go round without a pause.
      log(
        'warning',
        `Message '${message.messageId}' of '${queue.name}' failed; it is tried again in ${lease} seconds.`,
      );
    } else if (message.dequeueCount >= settings.maxDequeueCount) {
      log(
        'warning',
        `Message has reached MaxDequeueCount of ${settings.maxDequeueCount}. Moving message to queue '${poison.name}'.`,
      );
      await toPoison(message, popReceipt);
    } else {
      await ifStillThere(
        queue.updateMessage(message.messageId, popReceipt, undefined, settings.visibilityTimeout / 1000),
      );
      if (settings.visibilityTimeout === 0) alarm.ring();
    }
  }

  async function toPoison(message: ReceivedMessageItem, popReceipt: string): Promise<void> {
    if (poison === undefined) return;
    await clients.send(poison, message.messageText);
    await remove(message, popReceipt);
  }

  async function remove(message: ReceivedMessageItem, popReceipt: string): Promise<void> {
    await ifStillThere(queue.deleteMessage(message.messageId, popReceipt));
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      unsubscribe();
      alarm.ring();
      await polling;
      await Promise.all(inHand);
    },
  };
}

/** Somebody else may have taken or deleted the message meanwhile: at-least-once delivery allows for it. */
async function ifStillThere(operation: Promise<unknown>): Promise<void> {
  try {
    await operation;
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode !== 404) throw error;
  }
}
