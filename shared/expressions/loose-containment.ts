import { foldText } from './fold-text';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json-value';
import { compileEquality } from './loose-equality';
import { readProperty } from './read-property';
import { type Spend, spendOnKeys, spendThrough } from './steps';

/** The text of a text, number or boolean; undefined for anything else. */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Whether an object has a key, without regard to case. */
export function hasKey(object: JsonObject, key: string, spend: Spend): boolean {
  if (readProperty(object, key) !== undefined) return true;
  const folded = foldText(key);
  const keys = Object.keys(object);
  spendOnKeys(keys.length, spend);
  return keys.some((candidate) => candidate.length <= folded.length && foldText(candidate) === folded);
}

/**
 * Compiles containment as conditions have it: part of a text (numbers and booleans take part as text), element of an
 * array, key of an object; without regard to case.
 */
export function compileContains(right: JsonValue): (left: JsonValue | undefined, spend: Spend) => boolean {
  const equalsRight = compileEquality(right);
  const needle = scalarText(right);
  const folded = needle === undefined ? undefined : foldText(needle);
  return (left, spend) => {
    spendThrough(left, spend);
    if (isJsonArray(left)) return left.some((item) => equalsRight(item, spend));
    if (isJsonObject(left)) return needle !== undefined && hasKey(left, needle, spend);
    const text = typeof left === 'string' || typeof right === 'string' ? scalarText(left) : undefined;
    return text !== undefined && folded !== undefined && foldText(text).includes(folded);
  };
}
