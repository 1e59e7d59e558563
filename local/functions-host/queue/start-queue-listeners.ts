import type { HostFunction, QueueTrigger } from '../app/host-function';
import type { HostJson } from '../config/host-json';
import type { Invoker } from '../invocation/invoker';
import type { Log } from '../log';
import type { QueueClients } from './queue-clients';
import { startQueueListener } from './queue-listener';
import { queueTriggerInput } from './queue-trigger-input';

/** Creates the queues of all queue functions and starts a listener for each function. */
export async function startQueueListeners(options: {
  readonly functions: readonly HostFunction[];
  readonly clients: QueueClients;
  readonly hostJson: HostJson;
  readonly invoker: Invoker;
  readonly log: Log;
}): Promise<{ stop(): Promise<void> }> {
  const { clients, invoker, hostJson } = options;
  const targets = options.functions.flatMap((target) =>
    target.trigger.type === 'queueTrigger' ? [{ target, trigger: target.trigger }] : [],
  );
  await Promise.all(targets.map(({ trigger }) => clients.client(trigger).createIfNotExists()));
  const listeners = targets.map(({ target, trigger }) =>
    startQueueListener({
      queue: clients.client(trigger),
      poison: poisonQueue(trigger, clients),
      clients,
      settings: hostJson.queues,
      run: async (delivery) => {
        const { messageId, dequeueCount } = delivery.message;
        const reason = `New queue message detected on '${trigger.queueName}', MessageId: ${messageId}, DequeueCount: ${dequeueCount}`;
        await invoker.invoke(target, reason, queueTriggerInput(delivery));
      },
      log: (level, message) =>
        options.log({ level, category: `Function.${target.name}`, message, functionName: target.name }),
    }),
  );
  return {
    async stop() {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
  };
}

/** A poison queue has no poison queue of its own. */
function poisonQueue(trigger: QueueTrigger, clients: QueueClients) {
  if (trigger.queueName.endsWith('-poison')) return undefined;
  return clients.client({ ...trigger, queueName: `${trigger.queueName}-poison` });
}
