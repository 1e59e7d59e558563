import { equal, type RegoMap, type RegoObject, RegoSet, type RegoValue } from '../values/value';
import { isObject, keysOf } from './access';
import { entryOf, put } from './build';

/** Collections made here. Others belong to somebody else and are copied before anything is added. */
const growing = new WeakSet<object>();

/**
 * Puts a value at a path of nested objects under construction, as rules with several keys in their heads make them.
 * `element`: the value goes into the set at that path. Objects on the way are merged; anything else is a conflict.
 */
export function putAt(
  object: RegoObject | RegoMap,
  path: readonly RegoValue[],
  value: RegoValue,
  element: boolean,
  conflict: () => never,
): RegoObject | RegoMap {
  const [key, ...rest] = path as [RegoValue, ...RegoValue[]];
  const old = entryOf(object, key);
  if (rest.length > 0) {
    // Only what these rules nested is merged with, not an object that one of them gave as its value.
    if (old !== undefined && !(isObject(old) && growing.has(old))) return conflict();
    const inner = putAt(ownObject(old), rest, value, element, conflict);
    growing.add(inner);
    return put(object, key, inner);
  }
  if (element) {
    if (old instanceof RegoSet && growing.has(old)) {
      old.add(value);
      return object;
    }
    if (old !== undefined) return conflict();
    const set = new RegoSet();
    growing.add(set);
    set.add(value);
    return put(object, key, set);
  }
  if (old === undefined) return put(object, key, value);
  if (!equal(old, value)) return conflict();
  return object;
}

function ownObject(value: RegoObject | RegoMap | undefined): RegoObject | RegoMap {
  if (value !== undefined && growing.has(value)) return value;
  let copy: RegoObject | RegoMap = {};
  if (value !== undefined)
    for (const key of keysOf(value) ?? []) copy = put(copy, key, entryOf(value, key) as RegoValue);
  return copy;
}
