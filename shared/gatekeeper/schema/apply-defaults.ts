import {
  isJsonArray,
  isJsonObject,
  type JsonBuilder,
  type JsonObject,
  type JsonValue,
  ownValue,
  setOwn,
} from '../json';

/**
 * The value with the schema's defaults filled in: for absent keys, and for a null that the schema does not allow.
 * The value given is not changed; what needs no default is shared with the result.
 */
export function applyDefaults(schema: JsonObject, value: JsonValue | undefined): JsonValue | undefined {
  const present = value === null && ownValue(schema, 'nullable') !== true ? undefined : value;
  if (present === undefined) return ownValue(schema, 'default') ?? value;
  if (isJsonObject(present)) return defaultObject(schema, present);
  if (isJsonArray(present)) {
    const items = ownValue(schema, 'items');
    return isJsonObject(items) ? present.map((item) => applyDefaults(items, item) ?? null) : present;
  }
  return present;
}

function defaultObject(schema: JsonObject, value: JsonObject): JsonObject {
  const properties = ownValue(schema, 'properties');
  const additional = ownValue(schema, 'additionalProperties');
  if (!isJsonObject(properties) && !isJsonObject(additional)) return value;
  const result: JsonBuilder = {};
  for (const [key, member] of Object.entries(value)) {
    const known = isJsonObject(properties) ? ownValue(properties, key) : undefined;
    const memberSchema = known ?? additional;
    setOwn(
      result,
      key,
      isJsonObject(memberSchema) ? (applyDefaults(memberSchema, member) ?? member) : member,
    );
  }
  if (!isJsonObject(properties)) return result;
  for (const [key, memberSchema] of Object.entries(properties)) {
    if (Object.hasOwn(result, key) || !isJsonObject(memberSchema)) continue;
    const fallback = applyDefaults(memberSchema, undefined);
    if (fallback !== undefined) setOwn(result, key, fallback);
  }
  return result;
}
