import { vi } from 'vitest';

/** Waits until an assertion holds; generously, since a busy machine is no failure. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: 20_000, interval: 20 });
}
