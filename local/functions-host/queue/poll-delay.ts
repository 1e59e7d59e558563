/** First wait after an empty poll, in milliseconds. */
const minimumDelay = 100;
/** Spread of the waits, so that several listeners do not poll in step. */
const jitter = 0.2;

/**
 * Exponential back-off between polls of an empty queue, up to `maximum` milliseconds.
 * `random` gives numbers from 0 to 1.
 */
export function createPollDelay(maximum: number, random: () => number): { next(): number; reset(): void } {
  let step = 0;
  return {
    next() {
      const delay = minimumDelay * 2 ** step * (1 - jitter + 2 * jitter * random());
      if (delay < maximum) step += 1;
      return Math.min(maximum, Math.max(minimumDelay, delay));
    },
    reset() {
      step = 0;
    },
  };
}
