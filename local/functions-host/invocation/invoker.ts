import { randomBytes, randomUUID } from 'node:crypto';
import type { HostFunction } from '../app/host-function';
import { formatTimeSpan } from '../config/time-span';
import type { AppRegistry } from '../core/app-registry';
import type { InvocationRequest, ProgrammingModel, TypedData } from '../core/core-types';
import { FunctionsHostError } from '../functions-host-error';
import { type Log, type LogLevel, messageOf } from '../log';
import type { QueueOutputs } from '../queue/queue-outputs';
import { runInvocation } from './run-invocation';

/** What has happened to one function since the host started. */
export interface InvocationCounters {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly running: number;
  readonly lastError: string | undefined;
}

export interface Invoker {
  /**
   * Runs a function and writes its outputs; resolves to its return value as typed data. Rejects with what it threw,
   * with `FunctionTimeout` when host.json's functionTimeout passed, or with `OutputBinding`.
   */
  invoke(target: HostFunction, reason: string, input: InvocationInput): Promise<TypedData | undefined>;
  counters(name: string): InvocationCounters;
  /** Waits until nothing runs, or for so many milliseconds; resolves to the number still running. */
  drain(milliseconds: number): Promise<number>;
}

export type InvocationInput = Pick<InvocationRequest, 'triggerMetadata' | 'retryContext'> & {
  /** What the trigger's binding receives. */
  readonly data: TypedData;
  readonly traceParent?: string | undefined;
  readonly traceState?: string | undefined;
};

type MutableCounters = { -readonly [K in keyof InvocationCounters]: InvocationCounters[K] };

export function createInvoker(options: {
  readonly app: { readonly registry: AppRegistry; readonly model: ProgrammingModel };
  readonly outputs: QueueOutputs;
  readonly functionTimeout: number | undefined;
  readonly log: Log;
}): Invoker {
  const counts = new Map<string, MutableCounters>();
  const running = new Set<Promise<unknown>>();
  const countersOf = (name: string): MutableCounters => {
    const found = counts.get(name) ?? {
      started: 0,
      succeeded: 0,
      failed: 0,
      running: 0,
      lastError: undefined,
    };
    counts.set(name, found);
    return found;
  };

  async function run(
    target: HostFunction,
    reason: string,
    input: InvocationInput,
  ): Promise<TypedData | undefined> {
    const invocationId = randomUUID();
    const counters = countersOf(target.name);
    const startedAt = performance.now();
    const category = `Function.${target.name}`;
    const note = (level: LogLevel, message: string, suffix = '') =>
      options.log({ level, category: category + suffix, message, functionName: target.name, invocationId });
    counters.started += 1;
    counters.running += 1;
    note('information', `Executing 'Functions.${target.name}' (Reason='${reason}', Id=${invocationId})`);
    try {
      const request: InvocationRequest = {
        invocationId,
        inputData: [{ name: target.trigger.binding, data: input.data }],
        triggerMetadata: input.triggerMetadata ?? {},
        traceContext: {
          traceParent: input.traceParent ?? newTraceParent(),
          traceState: input.traceState ?? '',
          attributes: {},
        },
        ...(input.retryContext === undefined ? {} : { retryContext: input.retryContext }),
      };
      const work = runInvocation(options.app, target, request, (level, kind, message) =>
        note(level, message, kind === 'user' ? '.User' : ''),
      ).then(async (response) => {
        await options.outputs.write(target, response);
        return response.returnValue ?? undefined;
      });
      const value = await withTimeout(work, options.functionTimeout, target.name, invocationId);
      counters.succeeded += 1;
      note(
        'information',
        `Executed 'Functions.${target.name}' (Succeeded, Id=${invocationId}, Duration=${elapsed(startedAt)})`,
      );
      return value;
    } catch (error) {
      counters.failed += 1;
      counters.lastError = messageOf(error);
      const detail = error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
      note(
        'error',
        `Executed 'Functions.${target.name}' (Failed, Id=${invocationId}, Duration=${elapsed(startedAt)}): ${detail}`,
      );
      throw error;
    } finally {
      counters.running -= 1;
    }
  }

  return {
    invoke(target, reason, input) {
      const invocation = run(target, reason, input);
      const settled = invocation.then(
        () => undefined,
        () => undefined,
      );
      running.add(settled);
      void settled.then(() => running.delete(settled));
      return invocation;
    },
    counters: (name) => ({ ...countersOf(name) }),
    async drain(milliseconds) {
      const deadline = performance.now() + milliseconds;
      while (running.size > 0) {
        const left = deadline - performance.now();
        if (left <= 0 || !(await settlesWithin(Promise.all(running), left))) break;
      }
      return running.size;
    },
  };
}

async function withTimeout<T>(
  work: Promise<T>,
  limit: number | undefined,
  name: string,
  id: string,
): Promise<T> {
  if (limit === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Timeout value of ${formatTimeSpan(limit)} exceeded by function 'Functions.${name}' (Id: '${id}'). Raise functionTimeout in host.json, or do less per invocation.`;
      reject(new FunctionsHostError('FunctionTimeout', message));
    }, limit);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
    // A handler that outlives its time may still fail; that must not end the process.
    work.catch(() => undefined);
  }
}

async function settlesWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function newTraceParent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
}

function elapsed(since: number): string {
  return `${Math.round(performance.now() - since)}ms`;
}
