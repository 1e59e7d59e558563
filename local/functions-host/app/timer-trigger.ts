import { resolveSettingReferences } from '../config/resolve-setting-references';
import { parseTimeSpan } from '../config/time-span';
import type { BindingInfo, RetryOptions } from '../core/core-types';
import { messageOf } from '../log';
import { minimumInterval, type Ncrontab, parseNcrontab } from '../timer/ncrontab';
import type { TimerTrigger } from './host-function';

const minute = 60_000;

/** The checked timer trigger of a binding, or what is wrong with it. */
export function timerTrigger(
  name: string,
  binding: BindingInfo,
  retry: RetryOptions | undefined,
  settings: Readonly<Record<string, string>>,
): { readonly trigger: TimerTrigger } | { readonly problems: readonly string[] } {
  const schedule = parseSchedule(binding['schedule'], settings);
  const problems = [...('problem' in schedule ? [schedule.problem] : []), ...retryProblems(retry)];
  if (problems.length > 0 || 'problem' in schedule) return { problems };
  const useMonitor = binding['useMonitor'];
  return {
    trigger: {
      type: 'timerTrigger',
      binding: name,
      schedule: schedule.schedule,
      runOnStartup: binding['runOnStartup'] === true,
      // Timers that fire more often than once a minute are never monitored.
      useMonitor: useMonitor !== false && minimumInterval(schedule.schedule) >= minute,
      retry,
    },
  };
}

function parseSchedule(
  given: unknown,
  settings: Readonly<Record<string, string>>,
): { schedule: Ncrontab } | { problem: string } {
  if (typeof given !== 'string' || given === '')
    return { problem: "needs a 'schedule' (six-field NCRONTAB)" };
  const resolved = resolveSettingReferences(given, settings);
  if ('missing' in resolved) {
    return {
      problem: `'schedule' needs the app setting '${resolved.missing.join("', '")}'; set it to an NCRONTAB expression`,
    };
  }
  if (parseTimeSpan(resolved.text) !== undefined) {
    return {
      problem: `the schedule '${resolved.text}' is a TimeSpan, which only dedicated plans accept; write it as NCRONTAB`,
    };
  }
  try {
    return { schedule: parseNcrontab(resolved.text) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function retryProblems(retry: RetryOptions | undefined): string[] {
  if (retry === undefined) return [];
  const problems: string[] = [];
  if (!Number.isInteger(retry.maxRetryCount) || (retry.maxRetryCount ?? -2) < -1) {
    problems.push("'retry.maxRetryCount' must be a whole number, or -1 for no limit");
  }
  if (retry.retryStrategy === 'fixedDelay') {
    if (retry.delayInterval === undefined)
      problems.push("'retry.delayInterval' is needed for a fixedDelay retry");
  } else if (retry.retryStrategy === 'exponentialBackoff') {
    const low = retry.minimumInterval?.seconds;
    const high = retry.maximumInterval?.seconds;
    if (low === undefined || high === undefined) {
      problems.push(
        "'retry.minimumInterval' and 'retry.maximumInterval' are needed for an exponentialBackoff retry",
      );
    } else if (low > high) problems.push("'retry.minimumInterval' must not exceed 'retry.maximumInterval'");
  } else problems.push("'retry.strategy' must be 'fixedDelay' or 'exponentialBackoff'");
  return problems;
}
