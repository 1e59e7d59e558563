import type { HostFunction } from '../app/host-function';
import { timerInput } from '../timer/timer-listener';
import type { Invoker } from './invoker';

/**
 * Fires a timer, queue or Event Grid function outside its trigger. `input` is the queue message or the event as JSON.
 * The returned promise settles with the run.
 */
export function createManualRun(invoker: Invoker): (target: HostFunction, input: string) => Promise<void> {
  return async (target, input) => {
    const reason = 'This function was programmatically called via the host APIs.';
    switch (target.trigger.type) {
      case 'timerTrigger':
        await invoker.invoke(target, reason, timerInput(undefined, false));
        return;
      case 'queueTrigger':
        await invoker.invoke(target, reason, {
          data: { string: input },
          triggerMetadata: { QueueTrigger: { string: input } },
        });
        return;
      case 'eventGridTrigger':
        await invoker.invoke(target, reason, eventGridInput(JSON.parse(input)));
        return;
      case 'httpTrigger':
        throw new Error(`Function '${target.name}' has an HTTP trigger; call its route instead.`);
    }
  };
}

/** What the Event Grid trigger hands to the worker for an event. */
export function eventGridInput(event: unknown) {
  const data = typeof event === 'object' && event !== null ? (event as { data?: unknown }).data : undefined;
  return {
    data: { json: JSON.stringify(event) },
    triggerMetadata: data === undefined ? {} : { data: { json: JSON.stringify(data) } },
  };
}
