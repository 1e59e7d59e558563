import { foldKey, isJsonObject, type JsonObject, type JsonValue, jsonTypeName } from '../expressions';
import { PolicyRuleError } from './errors';
import { duplicateKey } from './read-json-text';

/** An object's members by folded name, with each name as written. */
export type KeyedObject = ReadonlyMap<string, { readonly key: string; readonly value: JsonValue }>;

/** Indexes an object by names without regard to case; refuses a name given twice. */
export function keyedObject(value: JsonValue | undefined, path: string): KeyedObject {
  if (!isJsonObject(value)) {
    const found = value === undefined ? 'nothing' : jsonTypeName(value);
    throw new PolicyRuleError(
      'NotAnObject',
      path,
      `An object is expected but ${found} was found.`,
      'Write { … }.',
    );
  }
  const keys = new Map<string, { key: string; value: JsonValue }>();
  for (const key of Object.keys(value)) {
    const folded = foldKey(key);
    if (keys.has(folded)) throw duplicateKey(joinPath(path, key), key);
    keys.set(folded, { key, value: value[key] as JsonValue });
  }
  return keys;
}

export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** A member of an object by name without regard to case. */
export function memberOf(object: JsonObject | undefined, name: string): JsonValue | undefined {
  if (object === undefined) return undefined;
  const folded = foldKey(name);
  const key = Object.keys(object).find((candidate) => foldKey(candidate) === folded);
  return key === undefined ? undefined : object[key];
}
