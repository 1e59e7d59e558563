import { type ArmResource, armIdKey, type JsonObject } from '../../policy';
import type { ClusterIndexes } from '../cluster-index';
import { withinTime } from './within-time';

/** Times in milliseconds. */
const times = {
  /** Longest wait for a cluster. */
  patience: 500,
  /** How long a cluster that could not be read, or did not answer in time, is not asked again. */
  pause: 60_000,
} as const;

const none: readonly JsonObject[] = [];

/**
 * Follows the ExpansionTemplates that clusters have of their own. Most have none, and their workloads are expanded all
 * the same; a cluster that cannot be read is therefore no reason to let a review wait.
 *
 * @param onFailure told when a cluster could not be read
 * @returns a look-up that gives the same list while nothing changes
 */
export function followExpansions(
  indexes: ClusterIndexes,
  onFailure: (error: unknown) => void,
): (cluster: ArmResource) => Promise<readonly JsonObject[]> {
  const known = new Map<string, readonly JsonObject[]>();
  const pausedUntil = new Map<string, number>();
  return async (cluster) => {
    const key = armIdKey(cluster.id);
    const last = known.get(key) ?? none;
    if (performance.now() < (pausedUntil.get(key) ?? 0)) return last;
    const pause = (): void => {
      pausedUntil.set(key, performance.now() + times.pause);
    };
    const reading = indexes
      .of(cluster)
      .follow({ kinds: [], namespaces: false, expansions: true })
      .then(({ expansions }) => {
        pausedUntil.delete(key);
        known.set(key, expansions);
        return expansions;
      })
      .catch((error: unknown) => {
        onFailure(error);
        pause();
        return last;
      });
    const read = await withinTime(reading, times.patience, late);
    if (read !== late) return read;
    pause();
    return last;
  };
}

/** Stands for a cluster that did not answer in time. What it answers later is taken the next time. */
const late: unique symbol = Symbol('late');
