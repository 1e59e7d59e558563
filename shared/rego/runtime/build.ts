import { equal, RegoMap, type RegoObject, type RegoValue } from '../values/value';
import { isObject } from './access';

type Mutable = { [key: string]: RegoValue };

/** Sets an own member, whatever the name. */
export function setMember(object: RegoObject, key: string, value: RegoValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    (object as Mutable)[key] = value;
  }
}

/** Adds an entry to an object under construction and gives it back, perhaps as another kind of object. */
export function put(object: RegoObject | RegoMap, key: RegoValue, value: RegoValue): RegoObject | RegoMap {
  if (object instanceof RegoMap) {
    object.set(key, value);
    return object;
  }
  if (typeof key === 'string') {
    setMember(object, key, value);
    return object;
  }
  const map = new RegoMap();
  for (const name of Object.keys(object)) map.set(name, object[name] as RegoValue);
  map.set(key, value);
  return map;
}

/** The entry's value if the object has it. */
export function entryOf(object: RegoObject | RegoMap, key: RegoValue): RegoValue | undefined {
  if (object instanceof RegoMap) return object.get(key);
  return typeof key === 'string' && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Adds an entry; a different value under the same key calls `conflict`. */
export function putOnce(
  object: RegoObject | RegoMap,
  key: RegoValue,
  value: RegoValue,
  conflict: () => never,
): RegoObject | RegoMap {
  const old = entryOf(object, key);
  if (old === undefined) return put(object, key, value);
  if (!equal(old, value)) conflict();
  return object;
}

export function objectOf(entries: Iterable<readonly [RegoValue, RegoValue]>): RegoObject | RegoMap {
  let object: RegoObject | RegoMap = {};
  for (const [key, value] of entries) object = put(object, key, value);
  return object;
}

/** A copy of `document` with `value` at `path`; whatever is in the way and no object is replaced by one. */
export function patched(
  document: RegoValue | undefined,
  path: readonly RegoValue[],
  value: RegoValue,
): RegoValue {
  if (path.length === 0) return value;
  const [key, ...rest] = path as [RegoValue, ...RegoValue[]];
  if (document instanceof RegoMap) {
    const copy = objectOf(document.sorted());
    return put(copy, key, patched(document.get(key), rest, value));
  }
  const base: RegoObject = document !== undefined && isObject(document) ? (document as RegoObject) : {};
  const copy: RegoObject = {};
  for (const name of Object.keys(base)) setMember(copy, name, base[name] as RegoValue);
  return put(copy, key, patched(entryOf(base, key), rest, value));
}
