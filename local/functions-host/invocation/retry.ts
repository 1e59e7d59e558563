import type { RetryContext, RetryOptions } from '../core/core-types';

/**
 * Runs `attempt` under a retry policy until it succeeds or the policy is spent; rejects with the last error.
 * The first attempt gets no retry context, as in the host. Waiting ends early, with the last error, when `stopped`
 * aborts.
 */
export async function runWithRetry(
  policy: RetryOptions | undefined,
  attempt: (retryContext: RetryContext | undefined) => Promise<void>,
  stopped: AbortSignal,
): Promise<void> {
  let context: RetryContext | undefined;
  const limit = policy?.maxRetryCount ?? 0;
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt(context);
    } catch (error) {
      if (policy === undefined || stopped.aborted || (limit !== -1 && retries >= limit)) throw error;
      await sleep(retryDelay(policy, retries), stopped);
      if (stopped.aborted) throw error;
      const failure = error instanceof Error ? error : new Error(String(error));
      context = {
        retryCount: retries + 1,
        maxRetryCount: limit,
        exception: { message: failure.message, stackTrace: failure.stack ?? '' },
      };
    }
  }
}

/** Milliseconds before the retry that follows `retries` earlier ones. */
export function retryDelay(policy: RetryOptions, retries: number): number {
  if (policy.retryStrategy === 'fixedDelay') return (policy.delayInterval?.seconds ?? 0) * 1000;
  const low = (policy.minimumInterval?.seconds ?? 0) * 1000;
  const high = (policy.maximumInterval?.seconds ?? 0) * 1000;
  return Math.min(high, low * 2 ** Math.min(retries, 30));
}

function sleep(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    stopped.addEventListener('abort', finish);
    if (stopped.aborted) finish();
  });
}
