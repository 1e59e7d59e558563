import { limitedLength } from '../arguments';
import { ExpressionFailure } from '../errors';
import { isJsonArray, isJsonObject, type JsonValue } from '../json-value';
import { CHARACTERS_PER_STEP, MAX_VALUE_DEPTH } from '../limits';
import type { Spend } from '../steps';

/** The text of a value as `string()` gives it: texts unchanged, everything else as JSON. */
export function textOf(name: string, value: JsonValue, spend: Spend): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) measure(name, value, spend);
  return JSON.stringify(value);
}

/**
 * Refuses a value whose JSON is longer than policies may build, without building it: the same large array may stand in
 * many places of a small one. Also one that nests deeper than they may.
 */
function measure(name: string, root: JsonValue, spend: Spend): void {
  let characters = 0;
  let level: JsonValue[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_VALUE_DEPTH)
      throw new ExpressionFailure(
        'TooLarge',
        `${name}() was given a value of more than ${MAX_VALUE_DEPTH} levels.`,
      );
    const below: JsonValue[] = [];
    for (const value of level) {
      characters += typeof value === 'string' ? value.length + 2 : 1;
      if (isJsonArray(value)) {
        limitedLength(name, characters + value.length);
        for (const item of value) below.push(item);
      } else if (isJsonObject(value)) {
        for (const key of Object.keys(value)) {
          characters += key.length + 3;
          limitedLength(name, characters);
          below.push(value[key] as JsonValue);
        }
      }
      limitedLength(name, characters + below.length);
    }
    level = below;
  }
  spend(Math.trunc(characters / CHARACTERS_PER_STEP));
}
