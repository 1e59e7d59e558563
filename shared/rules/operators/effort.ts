import { isJsonArray, isJsonObject, type JsonValue, type Spend, stepsThrough } from '../../expressions';

/** Right-hand sides are counted no further; an evaluation that meets one so large has spent its budget anyway. */
const MAX_COUNTED = 1_000_000;
/** So many characters of a pattern double the work for a text. */
const CHARACTERS_PER_EFFORT = 16;

type Test = (left: JsonValue | undefined) => boolean;

/**
 * Makes a test tell what it costs: nothing beside the condition itself for short texts, numbers and booleans, which
 * nearly all are; else every element, and every run of characters, once for each part of the right-hand side.
 */
export function accountingFor(
  test: Test,
  right: JsonValue,
): (left: JsonValue | undefined, spend: Spend) => boolean {
  const effort = effortOf(right);
  return (left, spend) => {
    const steps = typeof left === 'object' ? 1 + stepsThrough(left) : stepsThrough(left);
    if (steps > 0 && left !== null) spend(steps * effort);
    return test(left);
  };
}

/** How many values a right-hand side consists of; for a text, how much a pattern of that length may cost. */
function effortOf(right: JsonValue): number {
  if (typeof right === 'string') return 1 + Math.trunc(right.length / CHARACTERS_PER_EFFORT);
  let counted = 0;
  const waiting: JsonValue[] = [right];
  while (waiting.length > 0 && counted < MAX_COUNTED) {
    const value = waiting.pop() as JsonValue;
    counted += 1;
    const parts = isJsonArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
    for (const part of parts) waiting.push(part);
  }
  return counted;
}
