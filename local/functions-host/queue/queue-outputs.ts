import type { HostFunction } from '../app/host-function';
import type { InvocationResponse, TypedData } from '../core/core-types';
import { FunctionsHostError } from '../functions-host-error';
import { messageOf } from '../log';
import { encodeMessage, type MessageEncoding } from './message-encoding';
import type { QueueClients } from './queue-clients';

export interface QueueOutputs {
  /** Stores what the invocation left in its storage queue outputs. Rejects with FunctionsHostError `OutputBinding`. */
  write(target: HostFunction, response: InvocationResponse): Promise<void>;
}

/** Sends at once, at most; enough to hide the round trips without flooding the emulator. */
const parallelSends = 16;

export function createQueueOutputs(clients: QueueClients, encoding: MessageEncoding): QueueOutputs {
  return {
    async write(target, response) {
      for (const [binding, address] of target.outputs) {
        const data =
          binding === '$return'
            ? response.returnValue
            : response.outputData?.find((output) => output.name === binding)?.data;
        const queue = clients.client(address);
        try {
          const texts = messagesOf(data).map((message) => encodeMessage(message, encoding));
          for (let at = 0; at < texts.length; at += parallelSends) {
            await Promise.all(texts.slice(at, at + parallelSends).map((text) => clients.send(queue, text)));
          }
        } catch (error) {
          const message = `Function '${target.name}' could not write its output '${binding}' to the queue '${address.queueName}': ${messageOf(error)}`;
          throw new FunctionsHostError('OutputBinding', message, { cause: error });
        }
      }
    },
  };
}

/** The messages in an output value: an array is one message per element, null elements left out. */
function messagesOf(data: TypedData | null | undefined): readonly (string | Uint8Array)[] {
  if (data === null || data === undefined) return [];
  if (typeof data.string === 'string') return [data.string];
  if (data.bytes) return [data.bytes];
  if (data.collectionString?.string) return data.collectionString.string;
  if (data.collectionBytes?.bytes) return data.collectionBytes.bytes;
  if (typeof data.json === 'string') {
    const value: unknown = JSON.parse(data.json);
    const items = Array.isArray(value) ? value : [value];
    return items
      .filter((item) => item !== null)
      .map((item: unknown) => (typeof item === 'string' ? item : JSON.stringify(item)));
  }
  const number = data.int ?? data.double;
  return number === null || number === undefined ? [] : [String(number)];
}
