import { isJsonArray, isJsonObject, type JsonValue, readKey, type Spend } from '../expressions';
import type { PathSegment } from './property-path';

type Found = JsonValue | undefined;

/** Elements are also reached by `.0`, like members. */
const DIGITS = /^\d{1,9}$/;

function step(value: Found, segment: PathSegment): Found {
  if (segment.kind === 'key') {
    if (!isJsonObject(value))
      return isJsonArray(value) && DIGITS.test(segment.name) ? value[Number(segment.name)] : undefined;
    const found = readKey(value, segment.name, segment.folded);
    if (found !== undefined || !segment.nested) return found;
    const nested = readKey(value, 'properties', 'properties');
    return isJsonObject(nested) ? readKey(nested, segment.name, segment.folded) : undefined;
  }
  if (segment.kind === 'each') return undefined;
  if (isJsonArray(value)) return value[segment.index];
  return isJsonObject(value) ? readKey(value, String(segment.index), String(segment.index)) : undefined;
}

/** The value at a path without `[*]`; undefined where it is missing. */
export function readOne(root: Found, path: readonly PathSegment[]): Found {
  let value = root;
  for (const segment of path) {
    if (value === undefined) return undefined;
    value = step(value, segment);
  }
  return value;
}

/**
 * Whether every value that the path selects passes. An empty array passes; where an array is missing,
 * `whenMissing` is the answer. Every array gone through costs as many steps as it has elements, here and below.
 */
export function everySelected(
  root: Found,
  path: readonly PathSegment[],
  whenMissing: boolean,
  test: (value: Found, spend: Spend) => boolean,
  spend: Spend,
  from = 0,
): boolean {
  let value = root;
  for (let index = from; index < path.length; index += 1) {
    const segment = path[index] as PathSegment;
    if (segment.kind === 'each') {
      if (!isJsonArray(value)) return whenMissing;
      spend(value.length);
      for (const item of value) {
        if (!everySelected(item, path, whenMissing, test, spend, index + 1)) return false;
      }
      return true;
    }
    value = step(value, segment);
  }
  return test(value, spend);
}

/** Calls `visit` with every value that the path selects and the elements passed through, outermost first. */
export function visitSelected(
  root: Found,
  path: readonly PathSegment[],
  visit: (value: JsonValue, elements: readonly JsonValue[]) => void,
  spend: Spend,
  elements: readonly JsonValue[] = [],
  from = 0,
): void {
  let value = root;
  for (let index = from; index < path.length; index += 1) {
    const segment = path[index] as PathSegment;
    if (segment.kind === 'each') {
      if (!isJsonArray(value)) return;
      spend(value.length);
      for (const item of value) visitSelected(item, path, visit, spend, [...elements, item], index + 1);
      return;
    }
    value = step(value, segment);
    if (value === undefined) return;
  }
  if (value !== undefined) visit(value, elements);
}

/** Every value that the path selects, absent ones left out. */
export function collectSelected(root: Found, path: readonly PathSegment[], spend: Spend): JsonValue[] {
  const values: JsonValue[] = [];
  visitSelected(root, path, (value) => values.push(value), spend);
  return values;
}
