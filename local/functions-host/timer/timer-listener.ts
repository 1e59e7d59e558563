import type { TimerTrigger } from '../app/host-function';
import type { InvocationInput } from '../invocation/invoker';
import { type LogLevel, messageOf } from '../log';
import type { TimerStatus, TimerStatusStore } from './timer-status-store';

export interface TimerListener {
  /** Stops the clock and resolves when a run in progress has ended. */
  stop(): Promise<void>;
}

/** `setTimeout` counts in 32 bits: longer waits are taken in steps. */
const longestWait = 2 ** 31 - 1;
/** What .NET shows for "never". */
export const never = '0001-01-01T00:00:00';

/**
 * Fires one timer function by its schedule. Occurrences that pass while it runs are skipped. With `useMonitor` the
 * status is kept in `store`: a run missed while the host was down is made up for at once, with isPastDue.
 */
export function startTimerListener(options: {
  readonly name: string;
  readonly trigger: TimerTrigger;
  readonly store: TimerStatusStore | undefined;
  /** Runs the function, retries included. Its failure is already logged and counted. */
  readonly run: (input: InvocationInput) => Promise<void>;
  readonly log: (level: LogLevel, message: string) => void;
}): TimerListener {
  const { name, trigger, log } = options;
  const store = trigger.useMonitor ? options.store : undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let endWait: (() => void) | undefined;

  async function live(): Promise<void> {
    let last = await start();
    while (!stopped) {
      const now = new Date();
      const next = trigger.schedule.next(last !== undefined && last > now ? last : now);
      if (next === undefined) {
        log('warning', `The schedule '${trigger.schedule.text}' of function '${name}' never occurs.`);
        return;
      }
      await waitUntil(next);
      if (stopped) return;
      await fire(next, false);
      last = next;
    }
  }

  /** What the host does on start-up: makes up for a missed run, or runs at once when asked to. */
  async function start(): Promise<Date | undefined> {
    const now = new Date();
    const status = await readStatus();
    const due = status === undefined ? undefined : trigger.schedule.next(new Date(referenceTime(status)));
    if (status === undefined) await writeStatus(never, now);
    if (due !== undefined && due < now) {
      log('information', `Function '${name}' is past due on startup. Executing now.`);
      await fire(now, true);
    } else if (trigger.runOnStartup) {
      log('information', `Function '${name}' is configured to run on startup. Executing now.`);
      await fire(now, false);
    }
    return undefined;
  }

  async function fire(at: Date, isPastDue: boolean): Promise<void> {
    const status = await readStatus();
    const failure = await options.run(timerInput(status, isPastDue)).then(
      () => undefined,
      (error: unknown) => error ?? 'failed',
    );
    if (failure !== undefined) log('debug', `Timer '${name}' failed: ${messageOf(failure)}`);
    await writeStatus(at.toISOString(), new Date());
  }

  async function readStatus(): Promise<TimerStatus | undefined> {
    try {
      return await store?.read(name);
    } catch (error) {
      log('warning', `The timer status of '${name}' cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  async function writeStatus(last: string, now: Date): Promise<void> {
    const next = trigger.schedule.next(now)?.toISOString() ?? never;
    try {
      await store?.write(name, { Last: last, Next: next, LastUpdated: now.toISOString() });
    } catch (error) {
      log('warning', `The timer status of '${name}' cannot be stored: ${messageOf(error)}`);
    }
  }

  async function waitUntil(time: Date): Promise<void> {
    for (;;) {
      const left = time.getTime() - Date.now();
      if (stopped || left <= 0) return;
      await new Promise<void>((resolve) => {
        endWait = resolve;
        timer = setTimeout(resolve, Math.min(left, longestWait));
      });
    }
  }

  const living = live().catch((error: unknown) => log('error', `Timer '${name}' ended: ${messageOf(error)}`));
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      endWait?.();
      await living;
    },
  };
}

/** What the timer trigger hands to the worker; the library turns the names into camel case. */
export function timerInput(status: TimerStatus | undefined, isPastDue: boolean): InvocationInput {
  const value = { Schedule: { AdjustForDST: true }, ScheduleStatus: status ?? null, IsPastDue: isPastDue };
  return { data: { json: JSON.stringify(value) } };
}

/** The time from which the next occurrence counts: the last run, or the first sight of a timer that never ran. */
function referenceTime(status: TimerStatus): string {
  return status.Last === never ? status.LastUpdated : status.Last;
}
