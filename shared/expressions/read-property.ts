import { foldKey } from './fold-text';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value';

const hasOwn = Object.prototype.hasOwnProperty;
/** Objects with more keys than this are searched once and remembered. */
const MAX_SEARCHED_KEYS = 128;

/** The keys of large objects by their folded spelling; the first of several with the same. */
const large = new WeakMap<JsonObject, ReadonlyMap<string, string>>();

/**
 * The value of an object's own property by its name without regard to ASCII case; the exact spelling wins. Objects are
 * taken not to change.
 */
export function readKey(object: JsonObject, key: string, foldedKey: string): JsonValue | undefined {
  if (hasOwn.call(object, key)) return object[key];
  const known = large.get(object);
  if (known !== undefined) return readIndexed(object, known, foldedKey);
  let searched = 0;
  for (const candidate in object) {
    if (
      candidate.length === foldedKey.length &&
      foldKey(candidate) === foldedKey &&
      hasOwn.call(object, candidate)
    ) {
      return object[candidate];
    }
    searched += 1;
    if (searched > MAX_SEARCHED_KEYS) {
      const index = indexOf(object);
      large.set(object, index);
      return readIndexed(object, index, foldedKey);
    }
  }
  return undefined;
}

function readIndexed(
  object: JsonObject,
  index: ReadonlyMap<string, string>,
  foldedKey: string,
): JsonValue | undefined {
  const key = index.get(foldedKey);
  return key === undefined ? undefined : object[key];
}

function indexOf(object: JsonObject): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const key of Object.keys(object)) {
    const folded = foldKey(key);
    if (!index.has(folded)) index.set(folded, key);
  }
  return index;
}

/** Like readKey for a value that may be no object: undefined then. */
export function readProperty(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? readKey(value, key, foldKey(key)) : undefined;
}
