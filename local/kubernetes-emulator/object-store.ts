import type { KubernetesObject } from './kubernetes-object';

/** One write, as the history keeps it and the watches send it. */
export interface StoredChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resourceVersion: number;
  /** `group/plural`, the drawer the object lies in. */
  drawer: string;
  key: string;
  /** After the write; for a deletion the last state, with the deletion's resourceVersion. */
  object: KubernetesObject;
  previous: KubernetesObject | undefined;
}

/**
 * The objects of a cluster with one clock (the resourceVersion) and a bounded history of writes. A past state is
 * rebuilt by undoing the history, so a paged list holds on to nothing between its pages.
 */
export interface ObjectStore {
  readonly resourceVersion: number;
  /** Writes at or below this version are forgotten: a list or watch from before it has expired. */
  readonly oldestVersion: number;
  get(drawer: string, key: string): KubernetesObject | undefined;
  put(drawer: string, key: string, object: KubernetesObject): KubernetesObject;
  delete(drawer: string, key: string): KubernetesObject | undefined;
  /**
   * Objects in key order whose keys start with the prefix and come after `after`, as of a version not older than
   * `oldestVersion`. To be consumed before the next write.
   */
  scan(drawer: string, options: ScanOptions): Iterable<KubernetesObject>;
  /** How many a scan would give, without giving them. */
  count(drawer: string, options: ScanOptions): number;
  changesSince(drawer: string, resourceVersion: number): readonly StoredChange[];
  subscribe(listener: (change: StoredChange) => void): () => void;
  /** Forgets the history, as compaction in etcd does. */
  compact(): void;
}

export interface ScanOptions {
  prefix?: string;
  after?: string;
  resourceVersion?: number;
}

interface Drawer {
  objects: Map<string, KubernetesObject>;
  keys: string[];
  sorted: boolean;
}

export function createObjectStore({ historyLimit }: { historyLimit: number }): ObjectStore {
  const drawers = new Map<string, Drawer>();
  const listeners = new Set<(change: StoredChange) => void>();
  let history: StoredChange[] = [];
  let resourceVersion = 1;
  let oldestVersion = 1;

  const open = (name: string): Drawer => {
    let drawer = drawers.get(name);
    if (drawer === undefined) {
      drawer = { objects: new Map(), keys: [], sorted: true };
      drawers.set(name, drawer);
    }
    return drawer;
  };

  const record = (change: StoredChange): void => {
    history.push(change);
    // Trimming in lumps keeps each write cheap.
    if (history.length > historyLimit * 1.25 + 1) {
      const dropped = history.splice(0, history.length - historyLimit);
      oldestVersion = dropped[dropped.length - 1]?.resourceVersion ?? oldestVersion;
    }
    for (const listener of [...listeners]) listener(change);
  };

  const changesSince = (name: string, since: number): readonly StoredChange[] => {
    const first = firstIndex(history, (change) => change.resourceVersion > since);
    return history.slice(first).filter((change) => change.drawer === name);
  };

  return {
    get resourceVersion() {
      return resourceVersion;
    },
    get oldestVersion() {
      return oldestVersion;
    },
    get: (name, key) => drawers.get(name)?.objects.get(key),
    put: (name, key, object) => {
      const drawer = open(name);
      const previous = drawer.objects.get(key);
      resourceVersion++;
      const stored = stamped(object, resourceVersion);
      drawer.objects.set(key, stored);
      if (previous === undefined) {
        const last = drawer.keys[drawer.keys.length - 1];
        drawer.sorted = drawer.sorted && (last === undefined || last < key);
        drawer.keys.push(key);
      }
      const type = previous === undefined ? 'ADDED' : 'MODIFIED';
      record({ type, resourceVersion, drawer: name, key, object: stored, previous });
      return stored;
    },
    delete: (name, key) => {
      const drawer = drawers.get(name);
      const previous = drawer?.objects.get(key);
      if (drawer === undefined || previous === undefined) return undefined;
      resourceVersion++;
      const object = stamped(previous, resourceVersion);
      const keys = sortedKeys(drawer);
      keys.splice(
        firstIndex(keys, (candidate) => candidate >= key),
        1,
      );
      drawer.objects.delete(key);
      record({ type: 'DELETED', resourceVersion, drawer: name, key, object, previous });
      return object;
    },
    scan: (name, options) => {
      const version = options.resourceVersion ?? resourceVersion;
      return scanDrawer(open(name), version < resourceVersion ? changesSince(name, version) : [], options);
    },
    count: (name, options) => {
      const version = options.resourceVersion ?? resourceVersion;
      return countDrawer(open(name), version < resourceVersion ? changesSince(name, version) : [], options);
    },
    changesSince,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact: () => {
      history = [];
      oldestVersion = resourceVersion;
    },
  };
}

/** By key, the objects as they were before the changes; undefined for those that were not there. */
function overlayOf(undone: readonly StoredChange[]): Map<string, KubernetesObject | undefined> {
  const overlay = new Map<string, KubernetesObject | undefined>();
  for (let i = undone.length - 1; i >= 0; i--) {
    const change = undone[i] as StoredChange;
    overlay.set(change.key, change.previous);
  }
  return overlay;
}

function inReach(key: string, { prefix = '', after }: ScanOptions): boolean {
  return key.startsWith(prefix) && (after === undefined || key > after);
}

function countDrawer(drawer: Drawer, undone: readonly StoredChange[], options: ScanOptions): number {
  const { prefix = '', after } = options;
  const keys = sortedKeys(drawer);
  const first = firstIndex(keys, (key) => key >= prefix && (after === undefined || key > after));
  const end = firstIndex(keys, (key) => key >= prefix && !key.startsWith(prefix));
  let count = Math.max(0, end - first);
  for (const [key, object] of overlayOf(undone)) {
    if (!inReach(key, options)) continue;
    if (drawer.objects.has(key)) count -= object === undefined ? 1 : 0;
    else count += object === undefined ? 0 : 1;
  }
  return count;
}

function* scanDrawer(
  drawer: Drawer,
  undone: readonly StoredChange[],
  options: ScanOptions,
): Iterable<KubernetesObject> {
  const { prefix = '', after } = options;
  const overlay = overlayOf(undone);
  const deletedSince = [...overlay]
    .filter(([key, object]) => object !== undefined && !drawer.objects.has(key) && inReach(key, options))
    .map(([key]) => key)
    .sort();

  const keys = sortedKeys(drawer);
  const start = firstIndex(keys, (key) =>
    after === undefined ? key >= prefix : key > after && key >= prefix,
  );
  let next = 0;
  for (let i = start; i < keys.length; i++) {
    const key = keys[i] as string;
    if (!key.startsWith(prefix)) break;
    for (; next < deletedSince.length && (deletedSince[next] as string) < key; next++) {
      yield overlay.get(deletedSince[next] as string) as KubernetesObject;
    }
    const object = overlay.has(key) ? overlay.get(key) : drawer.objects.get(key);
    if (object !== undefined) yield object;
  }
  for (; next < deletedSince.length; next++) {
    yield overlay.get(deletedSince[next] as string) as KubernetesObject;
  }
}

function sortedKeys(drawer: Drawer): string[] {
  if (!drawer.sorted) {
    drawer.keys.sort();
    drawer.sorted = true;
  }
  return drawer.keys;
}

/** Index of the first element for which the predicate holds; it must hold for all after it. */
function firstIndex<T>(sorted: readonly T[], holds: (element: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function stamped(object: KubernetesObject, resourceVersion: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(resourceVersion) } };
}
