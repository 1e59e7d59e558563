import { isJsonObject, type JsonObject, type JsonValue } from './kubernetes-object';
import { mergeKeysOf } from './merge-keys';

/** JSON merge patch (RFC 7386). */
export function mergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const result = new Map<string, JsonValue>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, isJsonObject(value) ? mergePatch(result.get(key), value) : value);
  }
  return Object.fromEntries(result);
}

/**
 * Server-side apply in its simplest form: what is applied is merged over what is there. Who owns which field is not
 * tracked, so a field left out of a later apply stays.
 */
export function applyPatch(target: JsonValue | undefined, applied: JsonObject): JsonObject {
  const result = new Map<string, JsonValue>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(applied)) {
    if (isJsonObject(value)) result.set(key, applyPatch(result.get(key), value));
    else if (Array.isArray(value)) result.set(key, applyList(key, result.get(key), value));
    else result.set(key, value);
  }
  return Object.fromEntries(result);
}

function applyList(field: string, target: JsonValue | undefined, applied: JsonValue[]): JsonValue[] {
  const keys = mergeKeysOf(field);
  if (keys === undefined || !Array.isArray(target)) return applied;
  const key = keys.find((candidate) =>
    applied.every((element) => isJsonObject(element) && candidate in element),
  );
  if (key === undefined) return keys[0] === '' ? [...new Set([...target, ...applied])] : applied;
  const byKey = new Map(target.map((element) => [JSON.stringify((element as JsonObject)[key]), element]));
  for (const element of applied as JsonObject[]) {
    const id = JSON.stringify(element[key]);
    byKey.set(id, applyPatch(byKey.get(id), element));
  }
  return [...byKey.values()];
}
