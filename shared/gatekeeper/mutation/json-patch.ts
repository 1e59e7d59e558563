import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json';
import { jsonEqual } from '../json-equal';

/** One operation of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The JSON Patch that turns one object into another: field by field, and element by element where lists keep or grow
 * their length. A list that shrinks is replaced as a whole.
 */
export function jsonPatch(before: JsonObject, after: JsonObject): JsonPatchOperation[] {
  return compare(before, after, '');
}

function compare(before: JsonValue, after: JsonValue, path: string): JsonPatchOperation[] {
  if (jsonEqual(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) return compareObjects(before, after, path);
  if (isJsonArray(before) && isJsonArray(after) && after.length >= before.length) {
    return after.flatMap((member, index): JsonPatchOperation[] => {
      const old = before[index];
      if (old !== undefined) return compare(old, member, `${path}/${index}`);
      return [{ op: 'add', path: `${path}/-`, value: member }];
    });
  }
  return [{ op: 'replace', path, value: after }];
}

function compareObjects(before: JsonObject, after: JsonObject, path: string): JsonPatchOperation[] {
  const removed = Object.keys(before)
    .filter((key) => !Object.hasOwn(after, key))
    .map((key): JsonPatchOperation => ({ op: 'remove', path: `${path}/${escapeKey(key)}` }));
  const kept = Object.entries(after).flatMap(([key, value]): JsonPatchOperation[] => {
    const place = `${path}/${escapeKey(key)}`;
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    return old === undefined ? [{ op: 'add', path: place, value }] : compare(old, value, place);
  });
  return [...removed, ...kept];
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
