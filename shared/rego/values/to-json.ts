import { Decimal } from './decimal';
import { valueToJsonText } from './json-text';
import { numberText } from './number';
import { type JsonValue, RegoMap, type RegoObject, RegoSet, type RegoValue, sortedKeys } from './value';

/**
 * A Rego value as plain JSON: sets become arrays in Rego's order, keys that are no strings become their JSON text,
 * numbers become JavaScript numbers (the nearest one beyond 2^53). Plain JSON is handed back as it is.
 */
export function toJson(value: RegoValue): JsonValue {
  return isJson(value) ? (value as JsonValue) : convert(value);
}

function isJson(value: RegoValue): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true;
    case 'bigint':
      return false;
    default:
  }
  if (value === null) return true;
  if (Array.isArray(value)) return (value as readonly RegoValue[]).every(isJson);
  if (value instanceof RegoSet || value instanceof RegoMap || value instanceof Decimal) return false;
  const object = value as RegoObject;
  for (const key in object) if (!isJson(object[key] as RegoValue)) return false;
  return true;
}

function convert(value: RegoValue): JsonValue {
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (value === null) return null;
  if (value instanceof Decimal) return Number(numberText(value));
  if (Array.isArray(value)) return (value as readonly RegoValue[]).map(toJson);
  if (value instanceof RegoSet) return value.sorted().map(toJson);
  const result: Record<string, JsonValue> = {};
  const add = (key: string, member: RegoValue): void => {
    if (key !== '__proto__') result[key] = toJson(member);
    else
      Object.defineProperty(result, key, {
        value: toJson(member),
        enumerable: true,
        writable: true,
        configurable: true,
      });
  };
  if (value instanceof RegoMap) {
    for (const [key, member] of value.sorted())
      add(typeof key === 'string' ? key : valueToJsonText(key), member);
  } else {
    const object = value as RegoObject;
    for (const key of sortedKeys(object)) add(key, object[key] as RegoValue);
  }
  return result;
}
