import type { KubernetesKind, KubernetesReader } from '../../estate';
import { createKindIndex, type KindIndex } from './kind-index';

/** The index of a kind, and the watch that keeps it up to date while it is in use. */
export interface FollowedKind {
  readonly index: KindIndex;
  /** Lists again, and so is as of now. */
  relist(reader: KubernetesReader): Promise<void>;
  /**
   * Resolves when the index is up to date, which is at once while a watch runs. Starts one where none does; where the
   * server allows none it lists, once in a while.
   */
  catchUp(reader: KubernetesReader): Promise<void>;
  /** Ends the watch. What is known stays, and is caught up on at the next use. */
  stop(): void;
}

/** Times in milliseconds, and one in seconds. */
const times = {
  /** How long a watch runs; it goes on when the index was used meanwhile. */
  watchSeconds: 60,
  /** A watch tells at once what happened before it began; a silence of this length is taken for its end. */
  silence: 25,
  /** Longest wait for that silence. */
  settling: 400,
  /** How long a list is good for when there is no watch. */
  fresh: 2_000,
  /** How long a kind that the cluster does not serve is not asked for again. */
  unserved: 60_000,
} as const;

/**
 * @param kind version absent: the group's preferred one
 * @param clock milliseconds of a steady clock
 */
export function followKind(kind: KubernetesKind, clock: () => number): FollowedKind {
  const index = createKindIndex();
  let usedAt = clock();
  let listedAt = Number.NEGATIVE_INFINITY;
  let lastEventAt = 0;
  let isExpired = false;
  let stops = 0;
  let watching: AbortController | undefined;
  let catchingUp: Promise<void> | undefined;

  const relist = async (reader: KubernetesReader): Promise<void> => {
    const snapshot = await reader.snapshot(kind);
    const restart = watching !== undefined;
    const before = index.generation;
    index.replace(snapshot?.objects ?? [], snapshot?.resourceVersion ?? '');
    listedAt = clock();
    isExpired = false;
    // A list may be older than what the watch has told; from the list on it is told again.
    if (restart && index.generation !== before) stop();
  };

  const stop = (): void => {
    stops += 1;
    watching?.abort();
    watching = undefined;
  };

  const watch = async (reader: KubernetesReader, resourceVersion: string): Promise<void> => {
    const mine = new AbortController();
    const stopsBefore = stops;
    const changes = await reader.watch({
      ...kind,
      resourceVersion,
      timeoutSeconds: times.watchSeconds,
      signal: mine.signal,
    });
    // Stopped while the server took its time: nobody would end this one.
    if (stops !== stopsBefore) return mine.abort();
    watching?.abort();
    watching = mine;
    const began = clock();
    void (async () => {
      try {
        for await (const change of changes) {
          if (watching !== mine) return;
          index.apply(change);
          lastEventAt = clock();
        }
      } catch (error) {
        // The next use starts another watch. From a version that is forgotten there is none.
        if (watching === mine) isExpired = (error as { code?: unknown }).code === 'Expired';
      }
      if (watching !== mine) return;
      watching = undefined;
      // One that ends at once would be started for ever; it is left to the next use.
      if (usedAt > began && clock() - began > times.fresh) resume(reader).catch(() => undefined);
    })();
  };

  const settled = async (): Promise<void> => {
    const began = clock();
    lastEventAt = began;
    for (;;) {
      const now = clock();
      const wait = Math.min(lastEventAt + times.silence, began + times.settling) - now;
      if (wait <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };

  const listAndWatch = async (reader: KubernetesReader): Promise<void> => {
    await relist(reader);
    const { resourceVersion } = index;
    // What happens between the list and the watch, the watch tells.
    if (isKnown(resourceVersion)) await watch(reader, resourceVersion).catch(() => undefined);
  };

  const start = async (reader: KubernetesReader): Promise<void> => {
    const { resourceVersion } = index;
    const age = clock() - listedAt;
    if (isExpired) return listAndWatch(reader);
    if (!isKnown(resourceVersion)) return age < times.unserved ? undefined : listAndWatch(reader);
    try {
      await watch(reader, resourceVersion);
    } catch (error) {
      const isGone = (error as { code?: unknown }).code === 'Expired';
      return age < times.fresh && !isGone ? undefined : listAndWatch(reader);
    }
    await settled();
    if (isExpired) await listAndWatch(reader);
  };

  const resume = (reader: KubernetesReader): Promise<void> => {
    catchingUp ??= start(reader).finally(() => {
      catchingUp = undefined;
    });
    return catchingUp;
  };

  return {
    index,
    relist,
    catchUp(reader) {
      usedAt = clock();
      return watching === undefined ? resume(reader) : Promise.resolve();
    },
    stop,
  };
}

/** A kind that the cluster does not serve has no version to watch on from. */
const isKnown = (resourceVersion: string | undefined): resourceVersion is string =>
  resourceVersion !== undefined && resourceVersion !== '';
