import type { KubernetesChange } from '../../estate';
import { isJsonObject, type JsonObject } from '../../policy';

/** The objects of one kind in one cluster, as far as they are known. */
export interface KindIndex {
  /** Moves with every change, and with nothing else. */
  readonly generation: number;
  /** To watch on from; undefined before the first {@link KindIndex.replace}. */
  readonly resourceVersion: string | undefined;
  objects(): Iterable<JsonObject>;
  /** Puts a whole list in the place of what was known. */
  replace(objects: Iterable<JsonObject>, resourceVersion: string): void;
  /** Brings in one change that a watch told. */
  apply(change: KubernetesChange): void;
}

/** Makes an index that knows nothing yet. */
export function createKindIndex(): KindIndex {
  let known = new Map<string, JsonObject>();
  let generation = 0;
  let version: string | undefined;
  return {
    get generation() {
      return generation;
    },
    get resourceVersion() {
      return version;
    },
    objects: () => known.values(),
    replace(objects, resourceVersion) {
      const next = new Map<string, JsonObject>();
      for (const object of objects) next.set(keyOf(object), object);
      version = resourceVersion;
      // What is worked out from unchanged objects stays of use.
      if (sameObjects(known, next)) return;
      known = next;
      generation += 1;
    },
    apply(change) {
      version = change.resourceVersion;
      if (change.type === 'bookmark') return;
      const key = keyOf(change.object);
      if (change.type === 'removed') {
        if (known.delete(key)) generation += 1;
        return;
      }
      const before = known.get(key);
      if (before !== undefined && isSame(before, change.object)) return;
      known.set(key, change.object);
      generation += 1;
    },
  };
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = metadataOf(object);
  return `${String(namespace ?? '')}/${String(name)}`;
}

const metadataOf = (object: JsonObject): JsonObject =>
  isJsonObject(object['metadata']) ? object['metadata'] : {};

function sameObjects(known: ReadonlyMap<string, JsonObject>, next: ReadonlyMap<string, JsonObject>): boolean {
  if (known.size !== next.size) return false;
  for (const [key, object] of next) {
    const before = known.get(key);
    if (before === undefined || !isSame(before, object)) return false;
  }
  return true;
}

/** A version belongs to one content. Objects without one are never taken for the same. */
function isSame(one: JsonObject, other: JsonObject): boolean {
  const [a, b] = [metadataOf(one), metadataOf(other)];
  return (
    typeof a['resourceVersion'] === 'string' &&
    a['resourceVersion'] === b['resourceVersion'] &&
    a['uid'] === b['uid']
  );
}
