/** A wait that can be cut short. */
export interface Alarm {
  /** Ends the wait in progress, or the next one when nobody waits. */
  ring(): void;
  /** Resolves at the next ring, or after so many milliseconds. */
  wait(milliseconds?: number): Promise<void>;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(milliseconds) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      rung = false;
    },
  };
}
