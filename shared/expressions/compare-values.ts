import { isJsonArray, isJsonObject, type JsonValue } from './json-value';
import type { Spend } from './steps';

/** Values that nest deeper are not the same, unless they are one and the same object. */
const MAX_COMPARED_DEPTH = 256;

/**
 * Whether two values are the same, deeply: texts with regard to case, properties in any order. `spend` is told of every
 * element compared.
 */
export function deepEqual(left: JsonValue, right: JsonValue, spend?: Spend, depth = 0): boolean {
  if (left === right) return true;
  if (depth > MAX_COMPARED_DEPTH) return false;
  if (isJsonArray(left)) {
    if (!isJsonArray(right) || left.length !== right.length) return false;
    spend?.(left.length);
    return left.every((item, index) => deepEqual(item, right[index] as JsonValue, spend, depth + 1));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  spend?.(keys.length);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) &&
      deepEqual(left[key] as JsonValue, right[key] as JsonValue, spend, depth + 1),
  );
}
