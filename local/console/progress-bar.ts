/** Where a progress bar is drawn; `process.stderr` is one. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A bar for the steps of a start or the items of a scan. Silent where there is no terminal to redraw. */
export interface ProgressBar {
  /** Shows `done` of `total` and what is being done now. */
  update(done: number, total: number, label: string): void;
  /** Removes the bar from the screen. */
  clear(): void;
}

const width = 28;

/** Creates a progress bar on `target`, which is stderr so that stdout stays clean for results. */
export function createProgressBar(target: ProgressTarget = process.stderr): ProgressBar {
  if (target.isTTY !== true) return { update: () => undefined, clear: () => undefined };
  return {
    update(done, total, label) {
      const share = total === 0 ? 0 : Math.min(1, done / total);
      const filled = Math.round(share * width);
      const bar = '━'.repeat(filled) + '╌'.repeat(width - filled);
      target.write(`\r\u001b[2K  ${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${label}`);
    },
    clear() {
      target.write('\r\u001b[2K');
    },
  };
}
