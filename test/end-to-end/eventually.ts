import { setTimeout as sleep } from 'node:timers/promises';

const patience = 40_000;
const pause = 50;

/** Repeats a check until it passes; after a while its last failure is thrown. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(pause);
    }
  }
}
