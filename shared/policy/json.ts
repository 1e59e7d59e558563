/** A JSON document as `JSON.parse` gives it. Never changed by anything in this folder. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. Its keys come from outside: read them with {@link ownProperty} or `Object.entries`. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a JSON array, with elements typed as JSON. */
export function isJsonArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/**
 * The value of a property, by its exact name or else in any letter case; undefined when there is none.
 * ARM reads property names without regard to case, and inherited names such as `constructor` are not properties.
 */
export function ownProperty(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  for (const key of Object.keys(object)) if (key.toLowerCase() === wanted) return object[key];
  return undefined;
}

/** A new object without prototype, so that a key such as `__proto__` is a key like any other. */
export function emptyJsonObject(): Record<string, JsonValue> {
  return Object.create(null) as Record<string, JsonValue>;
}
