import { foldKey } from './fold-text';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value';

const hasOwn = Object.prototype.hasOwnProperty;

/** The value of an object's own property by its name without regard to ASCII case; the exact spelling wins. */
export function readKey(object: JsonObject, key: string, foldedKey: string): JsonValue | undefined {
  if (hasOwn.call(object, key)) return object[key];
  for (const candidate in object) {
    if (
      candidate.length === foldedKey.length &&
      foldKey(candidate) === foldedKey &&
      hasOwn.call(object, candidate)
    ) {
      return object[candidate];
    }
  }
  return undefined;
}

/** Like readKey for a value that may be no object: undefined then. */
export function readProperty(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? readKey(value, key, foldKey(key)) : undefined;
}
