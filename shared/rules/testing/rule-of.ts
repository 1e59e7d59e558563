import type { JsonObject, JsonValue } from '../../expressions';

/** A policy rule; built from entries since linters take an object literal with "then" for a promise. */
export function ruleOf(condition: JsonValue, consequence: JsonObject | string = 'audit'): JsonObject {
  return Object.fromEntries([
    ['if', condition],
    ['then', typeof consequence === 'string' ? { effect: consequence } : consequence],
  ]);
}
