import type { TypedData } from '../core/core-types';
import type { InvocationInput } from '../invocation/invoker';
import type { QueueDelivery } from './queue-listener';

/** What the queue trigger hands to the worker for a message: its text, and its properties as trigger metadata. */
export function queueTriggerInput({ text, message }: QueueDelivery): InvocationInput {
  const json = (value: unknown): TypedData => ({ json: JSON.stringify(value) });
  return {
    data: { string: text },
    triggerMetadata: {
      QueueTrigger: { string: text },
      Id: json(message.messageId),
      DequeueCount: json(message.dequeueCount),
      InsertionTime: json(message.insertedOn),
      ExpirationTime: json(message.expiresOn),
      NextVisibleTime: json(message.nextVisibleOn),
      PopReceipt: json(message.popReceipt),
    },
  };
}
