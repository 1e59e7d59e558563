import { limitedLength } from '../arguments';
import { isJsonArray, isJsonObject, type JsonValue } from '../json-value';
import { CHARACTERS_PER_STEP } from '../limits';
import type { Spend } from '../steps';

/** The text of a value as `string()` gives it: texts unchanged, everything else as JSON. */
export function textOf(name: string, value: JsonValue, spend: Spend): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) measure(name, value, spend);
  return JSON.stringify(value);
}

/**
 * Refuses a value whose JSON is longer than policies may build, without building it: the same large array may stand in
 * many places of a small one.
 */
function measure(name: string, root: JsonValue, spend: Spend): void {
  let characters = 0;
  const waiting: JsonValue[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    characters += typeof value === 'string' ? value.length + 2 : 1;
    if (isJsonArray(value)) {
      limitedLength(name, characters + value.length);
      for (const item of value) waiting.push(item);
    } else if (isJsonObject(value)) {
      for (const key in value) {
        characters += key.length + 3;
        limitedLength(name, characters);
        if (Object.hasOwn(value, key)) waiting.push(value[key] as JsonValue);
      }
    }
    limitedLength(name, characters);
  }
  spend(Math.trunc(characters / CHARACTERS_PER_STEP));
}
