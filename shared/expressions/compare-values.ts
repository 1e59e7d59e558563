import { isJsonArray, isJsonObject, type JsonValue } from './json-value';

/** Whether two values are the same, deeply: texts with regard to case, properties in any order. */
export function deepEqual(left: JsonValue, right: JsonValue, depth = 0): boolean {
  if (left === right) return true;
  if (depth > 256) return false;
  if (isJsonArray(left)) {
    return (
      isJsonArray(right) &&
      left.length === right.length &&
      left.every((item, index) => deepEqual(item, right[index] as JsonValue, depth + 1))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) && deepEqual(left[key] as JsonValue, right[key] as JsonValue, depth + 1),
  );
}
