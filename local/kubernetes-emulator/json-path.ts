import { isJsonObject, type JsonValue } from './kubernetes-object';

/**
 * The JSON paths that printer columns are written in: `.spec.x`, `.status.conditions[0].type`,
 * `.items[*].name`, `.conditions[?(@.type=="Ready")].status`, `.metadata.labels.a\.b`. Several hits are joined by
 * commas; none gives null.
 */
export function evaluateJsonPath(value: JsonValue, path: string): JsonValue {
  let hits: JsonValue[] = [value];
  for (const step of stepsOf(path)) hits = hits.flatMap(step);
  if (hits.length === 0) return null;
  if (hits.length === 1) return hits[0] as JsonValue;
  return hits.map((hit) => (typeof hit === 'string' ? hit : JSON.stringify(hit))).join(',');
}

type Step = (value: JsonValue) => JsonValue[];

const token =
  /\.((?:\\.|[^.[\\])+)|\[(\d{1,6})\]|\[\*\]|\['([^']*)'\]|\[\?\(@\.([A-Za-z0-9_]+)\s*==\s*["']([^"']*)["']\)\]/y;

function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  const text = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return [() => []];
    const [, name, index, quoted, key, wanted] = match;
    const property = quoted ?? name?.replaceAll(/\\(.)/g, '$1');
    if (property !== undefined) steps.push((value) => own(value, property));
    else if (index !== undefined)
      steps.push((value) => (Array.isArray(value) ? value.slice(+index, +index + 1) : []));
    else if (key !== undefined) {
      steps.push((value) =>
        Array.isArray(value) ? value.filter((element) => own(element, key)[0] === wanted) : [],
      );
    } else
      steps.push((value) => (Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []));
  }
  return steps;
}

function own(value: JsonValue, key: string): JsonValue[] {
  return isJsonObject(value) && Object.hasOwn(value, key) ? [value[key] as JsonValue] : [];
}
