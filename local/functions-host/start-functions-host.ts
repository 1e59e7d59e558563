import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { HostFunction } from './app/host-function';
import { indexFunctions } from './app/index-functions';
import { applySettings } from './config/apply-settings';
import { parseHostJson } from './config/host-json';
import { readHostJson } from './config/read-host-json';
import { loadApp } from './core/load-app';
import { FunctionsHostError } from './functions-host-error';
import { startHttpServer } from './http/http-server';
import { createRequestHandler } from './http/request-handler';
import { createInvoker, type InvocationCounters } from './invocation/invoker';
import { createManualRun } from './invocation/manual-run';
import { filterLog, type Log } from './log';
import { createQueueClients } from './queue/queue-clients';
import { createQueueOutputs } from './queue/queue-outputs';
import { startQueueListeners } from './queue/start-queue-listeners';
import { type ServedFunction, servedFunction } from './served-function';
import { startTimerListeners } from './timer/start-timer-listeners';

export interface FunctionsHostOptions {
  /** Absolute path of the bundled ESM app (`dist/functions/main.mjs`). */
  readonly entry: string;
  /** 0, the default, takes any free port of the loopback address. */
  readonly port?: number;
  /** host.json: a path, or the parsed document. */
  readonly hostJson: string | Readonly<Record<string, unknown>>;
  /** App settings; in `process.env` while the host runs. */
  readonly settings: Readonly<Record<string, string>>;
  /** Takes what host.json's `logging.logLevel` lets through. */
  readonly log?: Log;
  /** False leaves timers registered but not running: they can still be fired by hand. */
  readonly timersEnabled?: boolean;
}

export interface FunctionsHost {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly functions: readonly ServedFunction[];
  /** Counters per function name. */
  status(): ReadonlyMap<string, InvocationCounters>;
  /**
   * Fires a timer, queue or Event Grid function by hand and waits for it; rejects with what it threw. `input` is the
   * queue message or the event as JSON; timers ignore it.
   */
  run(name: string, input?: string): Promise<void>;
  /**
   * Stops listeners and server, waits for running invocations up to `graceMilliseconds` (10 000), runs the
   * appTerminate hooks and restores `process.env`. Calling it again is harmless.
   */
  close(graceMilliseconds?: number): Promise<void>;
}

const defaultGrace = 10_000;

/**
 * Runs a Functions app (`@azure/functions` 4) on this machine: HTTP, Event Grid, storage queue and timer triggers with
 * their validation, storage queue outputs, and the admin API. Throws FunctionsHostError with every problem found:
 * nothing is left listening then.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const { settings } = options;
  const hostJson = parseHostJson(await readHostJson(options.hostJson), settings);
  const log = filterLog(options.log ?? (() => undefined), hostJson.logLevels);
  const restoreSettings = applySettings(settings);
  const undo: (() => unknown)[] = [restoreSettings];
  try {
    const app = await loadApp(options.entry, dirname(options.entry), (level, message) =>
      log({ level: level as 'information', category: 'Host.Worker', message }),
    );
    undo.push(() => app.unload());
    const functions = indexFunctions(app.registry.functions, hostJson, settings);
    const hostId = settings['AzureFunctionsWebHost__hostid'] ?? hostIdOf(options.entry);
    const clients = createQueueClients();
    const outputs = createQueueOutputs(clients, hostJson.queues.messageEncoding);
    const invoker = createInvoker({ app, outputs, functionTimeout: hostJson.functionTimeout, log });
    const run = createManualRun(invoker);
    const startedAt = Date.now();
    let url = '';
    const handler = createRequestHandler({
      functions,
      limits: hostJson.http,
      invoker,
      admin: () => ({
        url,
        hostId,
        startedAt,
        functions,
        // The outcome is in the log and the counters; nobody waits for it.
        fire: (target, input) => void run(target, input).catch(() => undefined),
      }),
    });
    const enabled = functions.filter(({ disabled }) => !disabled);
    warnOnIgnoredRetries(enabled, log);
    const queues = await startQueueListeners({ functions: enabled, clients, hostJson, invoker, log });
    undo.push(() => queues.stop());
    const server = await startHttpServer(options.port ?? 0, handler, (message) =>
      log({ level: 'error', category: 'Host.Http', message }),
    );
    url = server.url;
    undo.push(() => server.close());
    const timers = startTimerListeners({
      functions: options.timersEnabled === false ? [] : enabled,
      settings,
      hostId,
      invoker,
      log,
    });

    const stopEverything = async (grace: number) => {
      server.stop();
      const stopped = Promise.all([queues.stop(), timers.stop()]);
      stopped.catch(() => undefined);
      const left = await invoker.drain(grace);
      if (left === 0) await stopped;
      else
        log({
          level: 'warning',
          category: 'Host',
          message: `${left} invocations were still running at the end.`,
        });
      await server.close();
      try {
        await app.unload();
      } finally {
        restoreSettings();
      }
    };
    let closing: Promise<void> | undefined;
    return {
      url,
      functions: functions.map(servedFunction),
      status: () => new Map(functions.map(({ name }) => [name, invoker.counters(name)])),
      async run(name, input = '') {
        const target = functions.find((it) => it.name === name);
        if (target !== undefined && target.trigger.type !== 'httpTrigger') return run(target, input);
        const known = functions.filter(({ trigger }) => trigger.type !== 'httpTrigger').map((it) => it.name);
        throw new FunctionsHostError(
          'FunctionNotFound',
          `There is no function '${name}' to fire by hand; there are: ${known.join(', ')}.`,
        );
      },
      close: (grace = defaultGrace) => {
        closing ??= stopEverything(grace);
        return closing;
      },
    };
  } catch (error) {
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => undefined);
    throw error;
  }
}

/** Stable for an app on a machine, so that timer statuses are found again. */
function hostIdOf(entry: string): string {
  return `local-${createHash('sha256').update(entry).digest('hex').slice(0, 16)}`;
}

function warnOnIgnoredRetries(functions: readonly HostFunction[], log: Log): void {
  for (const { name, metadata, trigger } of functions) {
    if (metadata.retryOptions === undefined || trigger.type === 'timerTrigger') continue;
    const message = `Function '${name}' has a retry policy, which a ${trigger.type} ignores.`;
    log({ level: 'warning', category: `Function.${name}`, message, functionName: name });
  }
}
