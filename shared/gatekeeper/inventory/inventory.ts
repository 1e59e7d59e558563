import {
  asString,
  isJsonObject,
  type JsonBuilder,
  type JsonObject,
  ownValue,
  setOwn,
  valueAt,
} from '../json';

/**
 * Referential data of one cluster, as templates see it under `data.inventory`, and the look-up of Namespaces. Objects
 * are shared, not copied: `document` is the same object for the inventory's whole life and changes with it.
 */
export interface Inventory {
  /** `{cluster: {groupVersion: {kind: {name: object}}}, namespace: {namespace: {groupVersion: …}}}`. */
  readonly document: JsonObject;
  /** Adds an object, or puts it in the place of the one with the same kind, namespace and name. */
  put(object: JsonObject): void;
  /** Removes the object with this one's kind, namespace and name; nothing happens when it is not there. */
  remove(object: JsonObject): void;
  /** The Namespace object of this name, if it was put. */
  namespace(name: string): JsonObject | undefined;
}

/** An object without apiVersion, kind or name has no place in an inventory. */
export class InventoryError extends Error {
  override readonly name = 'InventoryError';
  readonly code = 'invalid_object';
}

/** Makes an empty inventory. An empty one is an empty object to templates. */
export function createInventory(objects: Iterable<JsonObject> = []): Inventory {
  const document: JsonBuilder = {};
  const inventory: Inventory = {
    document,
    put(object) {
      const path = placeOf(object);
      let level = document;
      for (const key of path.slice(0, -1)) level = childOf(level, key);
      setOwn(level, path[path.length - 1] ?? '', object);
    },
    remove(object) {
      removeAt(document, placeOf(object), 0);
    },
    namespace(name) {
      const found = valueAt(document, 'cluster', 'v1', 'Namespace', name);
      return isJsonObject(found) ? found : undefined;
    },
  };
  for (const object of objects) inventory.put(object);
  return inventory;
}

function placeOf(object: JsonObject): string[] {
  const apiVersion = asString(ownValue(object, 'apiVersion')) ?? '';
  const kind = asString(ownValue(object, 'kind')) ?? '';
  const name = asString(valueAt(object, 'metadata', 'name')) ?? '';
  if (apiVersion === '' || kind === '' || name === '') {
    throw new InventoryError(
      `An object for the inventory needs apiVersion, kind and metadata.name; got "${apiVersion}", "${kind}", "${name}".`,
    );
  }
  const namespace = asString(valueAt(object, 'metadata', 'namespace')) ?? '';
  const clusterScoped = namespace === '' || (apiVersion === 'v1' && kind === 'Namespace');
  return clusterScoped
    ? ['cluster', apiVersion, kind, name]
    : ['namespace', namespace, apiVersion, kind, name];
}

function childOf(level: JsonObject, key: string): JsonObject {
  const child = ownValue(level, key);
  if (isJsonObject(child)) return child;
  const made: JsonBuilder = {};
  setOwn(level, key, made);
  return made;
}

/** Removes bottom-up, so that no empty level stays behind. */
function removeAt(level: JsonObject, path: readonly string[], depth: number): void {
  const key = path[depth] ?? '';
  const child = ownValue(level, key);
  if (!isJsonObject(child)) return;
  if (depth < path.length - 1) {
    removeAt(child, path, depth + 1);
    if (Object.keys(child).length > 0) return;
  }
  delete (level as JsonBuilder)[key];
}
