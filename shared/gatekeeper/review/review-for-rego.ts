import { parseExactJson } from '../../rego';
import { floatText } from '../cel/library/float-text';
import {
  isJsonArray,
  isJsonObject,
  type JsonBuilder,
  type JsonObject,
  type JsonValue,
  setOwn,
} from '../json';

/** Numbers deeper than this keep their own text; no object of Kubernetes is as deep. */
const maxDepth = 500;

/** What Rego sees of a review is made once, however many constraints judge it. */
const made = new WeakMap<JsonObject, JsonObject>();

/**
 * A review as Rego sees it: Gatekeeper hands objects over through floats, so that a message prints a million as
 * `1e+06`. Shares all that has no such numbers, which is nearly always everything.
 */
export function reviewForRego(document: JsonObject): JsonObject {
  const known = made.get(document);
  if (known !== undefined) return known;
  const converted = convert(document, 0) as JsonObject;
  made.set(document, converted);
  return converted;
}

/** The value, or a copy in which numbers are what floats print; numbers of Rego stand for JSON's in it. */
function convert(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'number') return convertNumber(value);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (isJsonArray(value)) {
    let copy: JsonValue[] | undefined;
    for (let index = 0; index < value.length; index += 1) {
      const member = value[index] as JsonValue;
      const converted = convert(member, depth + 1);
      if (converted === member) continue;
      copy ??= [...value];
      copy[index] = converted;
    }
    return copy ?? value;
  }
  if (!isJsonObject(value)) return value;
  let copy: JsonBuilder | undefined;
  for (const key of Object.keys(value)) {
    const member = value[key] as JsonValue;
    const converted = convert(member, depth + 1);
    if (converted === member) continue;
    copy ??= { ...value };
    setOwn(copy, key, converted);
  }
  return copy ?? value;
}

/** Go's shortest form of a float has an exponent outside of these. */
const plainFrom = 1e-4;
const plainTo = 1e6;

function convertNumber(value: number): JsonValue {
  const size = Math.abs(value);
  if (size < plainTo && (size >= plainFrom || size === 0)) return value;
  const text = floatText(value);
  // A number of Rego that keeps its text is no JSON value, but goes wherever one goes.
  return text.includes('e') ? (parseExactJson(text) as unknown as JsonValue) : value;
}
