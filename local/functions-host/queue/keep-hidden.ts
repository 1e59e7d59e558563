import type { QueueClient, ReceivedMessageItem } from '@azure/storage-queue';
import { messageOf } from '../log';

/**
 * Keeps a message in hand hidden from others: renews its lease at half of `leaseSeconds` until `stop`, which resolves
 * to the receipt that settles the message. `warn` is told of renewals that fail.
 */
export function keepHidden(
  queue: QueueClient,
  message: ReceivedMessageItem,
  leaseSeconds: number,
  warn: (message: string) => void,
): { stop(): Promise<string> } {
  let popReceipt = message.popReceipt;
  let pending: Promise<void> = Promise.resolve();
  const renew = async () => {
    try {
      const updated = await queue.updateMessage(message.messageId, popReceipt, undefined, leaseSeconds);
      popReceipt = updated.popReceipt ?? popReceipt;
    } catch (error) {
      warn(`The lease of message '${message.messageId}' cannot be renewed: ${messageOf(error)}`);
    }
  };
  const timer = setInterval(
    () => {
      pending = pending.then(renew);
    },
    (leaseSeconds * 1000) / 2,
  );
  return {
    async stop() {
      clearInterval(timer);
      await pending;
      return popReceipt;
    },
  };
}
