import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { QueueAddress } from '../app/host-function';

/**
 * Queue clients by address, made once, and the wake-up calls between this host's senders and listeners: a message
 * that the host itself stores is picked up at once instead of at the next poll.
 */
export interface QueueClients {
  client(address: QueueAddress): QueueClient;
  /** Calls `listener` whenever this host stores a message in the queue; returns the way to stop that. */
  onSent(queue: QueueClient, listener: () => void): () => void;
  /** Stores a text in a queue, creating the queue when it is missing, and wakes its listeners. */
  send(queue: QueueClient, text: string): Promise<void>;
}

export function createQueueClients(): QueueClients {
  const services = new Map<string, QueueServiceClient>();
  const clients = new Map<string, QueueClient>();
  const listeners = new Map<string, Set<() => void>>();

  return {
    client({ connectionString, queueName }) {
      const key = `${connectionString}\n${queueName}`;
      const known = clients.get(key);
      if (known !== undefined) return known;
      const service =
        services.get(connectionString) ?? QueueServiceClient.fromConnectionString(connectionString);
      services.set(connectionString, service);
      const client = service.getQueueClient(queueName);
      clients.set(key, client);
      return client;
    },
    onSent(queue, listener) {
      const set = listeners.get(queue.url) ?? new Set();
      listeners.set(queue.url, set.add(listener));
      return () => set.delete(listener);
    },
    async send(queue, text) {
      try {
        await queue.sendMessage(text);
      } catch (error) {
        if ((error as { statusCode?: unknown }).statusCode !== 404) throw error;
        await queue.createIfNotExists();
        await queue.sendMessage(text);
      }
      for (const wake of listeners.get(queue.url) ?? []) wake();
    },
  };
}
