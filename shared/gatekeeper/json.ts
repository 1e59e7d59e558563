/** A JSON document, as JSON.parse or a YAML reader gives it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON object while it is being put together. */
export interface JsonBuilder {
  [key: string]: JsonValue;
}

/** True for a JSON array. */
export function isJsonArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property of a JSON object, so that `constructor` and the like are ordinary keys. */
export function ownValue(object: JsonObject | undefined, key: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value at a path of keys, or undefined as soon as a step is missing or not an object. */
export function valueAt(value: JsonValue | undefined, ...keys: readonly string[]): JsonValue | undefined {
  let current = value;
  for (const key of keys) {
    if (!isJsonObject(current)) return undefined;
    current = ownValue(current, key);
  }
  return current;
}

/** A text, or undefined for every other type. */
export function asString(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an array; other members, and anything that is no array, are left out. */
export function asStrings(value: JsonValue | undefined): string[] {
  return isJsonArray(value) ? value.filter((member): member is string => typeof member === 'string') : [];
}

/** An object, or undefined for every other type. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** Sets a key so that `__proto__` is an ordinary one. */
export function setOwn(object: JsonBuilder, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
