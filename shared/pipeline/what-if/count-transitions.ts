import type { Transition, TransitionCount } from './answer';

/** Counts transitions by their two states. */
export interface TransitionCounter {
  add(transition: Transition, times?: number): void;
  readonly total: number;
  /** The most frequent first. */
  counts(): readonly TransitionCount[];
}

/** Starts a count at zero. */
export function countTransitions(): TransitionCounter {
  const counts = new Map<string, TransitionCount>();
  let total = 0;
  return {
    add({ from, to }, times = 1) {
      const key = `${from}|${to}`;
      counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + times });
      total += times;
    },
    get total() {
      return total;
    },
    counts: () =>
      [...counts.entries()]
        .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
        .map(([, count]) => count),
  };
}
