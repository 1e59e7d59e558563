import type { HostFunction } from '../app/host-function';
import { storageConnection } from '../config/storage-connection';
import type { Invoker } from '../invocation/invoker';
import { runWithRetry } from '../invocation/retry';
import type { Log } from '../log';
import { startTimerListener } from './timer-listener';
import { createTimerStatusStore } from './timer-status-store';

/** Starts the clock of every timer function. */
export function startTimerListeners(options: {
  readonly functions: readonly HostFunction[];
  readonly settings: Readonly<Record<string, string>>;
  readonly hostId: string;
  readonly invoker: Invoker;
  readonly log: Log;
}): { stop(): Promise<void> } {
  const connection = storageConnection(undefined, options.settings);
  const store =
    'connectionString' in connection
      ? createTimerStatusStore(connection.connectionString, options.hostId)
      : undefined;
  const stopping = new AbortController();
  const listeners = options.functions.flatMap((target) => {
    const { trigger, name } = target;
    if (trigger.type !== 'timerTrigger') return [];
    const log = (level: Parameters<Log>[0]['level'], message: string) =>
      options.log({ level, category: `Function.${name}`, message, functionName: name });
    return [
      startTimerListener({
        name,
        trigger,
        store,
        log,
        run: (input) =>
          runWithRetry(
            trigger.retry,
            async (retryContext) => {
              const withRetry = retryContext === undefined ? input : { ...input, retryContext };
              await options.invoker.invoke(target, `Timer fired at ${new Date().toISOString()}`, withRetry);
            },
            stopping.signal,
          ),
      }),
    ];
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
  };
}
