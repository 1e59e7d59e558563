/** Slots for work: `acquire` waits for one; undefined when the queue for them is full already. */
export interface ConcurrencyLimit {
  acquire(): Promise<() => void> | undefined;
}

/** At most `running` at once and `outstanding` running and waiting together; a negative number means no limit. */
export function createConcurrencyLimit(running: number, outstanding: number): ConcurrencyLimit {
  const waiting: (() => void)[] = [];
  let active = 0;
  const release = () => {
    active -= 1;
    waiting.shift()?.();
  };
  return {
    acquire() {
      if (outstanding >= 0 && active + waiting.length >= outstanding) return undefined;
      if (running < 0 || active < running) {
        active += 1;
        return Promise.resolve(release);
      }
      return new Promise((resolve) => {
        waiting.push(() => {
          active += 1;
          resolve(release);
        });
      });
    },
  };
}
