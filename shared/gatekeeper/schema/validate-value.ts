import { RE2JS } from 're2js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from '../json';
import { formatProblem } from './format-problem';

/** Deepest nesting of a parameter value that is checked; deeper ones are refused. */
const maxDepth = 64;

/**
 * Checks a value against a Kubernetes OpenAPI v3 schema: type, enum, pattern (RE2), format, bounds, lengths, counts,
 * required, additionalProperties, nullable, oneOf/anyOf/allOf/not, int-or-string. Every problem is a sentence that
 * starts with the path.
 */
export function validateValue(schema: JsonObject, value: JsonValue, path: string, depth = 0): string[] {
  if (depth > maxDepth) return [`${path} is nested deeper than ${maxDepth} levels`];
  if (value === null && ownValue(schema, 'nullable') === true) return [];
  const typeProblem = checkType(schema, value, path);
  if (typeProblem !== undefined) return [typeProblem];
  return [
    ...checkEnum(schema, value, path),
    ...checkString(schema, value, path),
    ...checkNumber(schema, value, path),
    ...checkArray(schema, value, path, depth),
    ...checkObject(schema, value, path, depth),
    ...checkCombinations(schema, value, path, depth),
  ];
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkType(schema: JsonObject, value: JsonValue, path: string): string | undefined {
  const actual = typeOf(value);
  if (ownValue(schema, 'x-kubernetes-int-or-string') === true) {
    return actual === 'integer' || actual === 'string'
      ? undefined
      : `${path} must be an integer or a string, not ${actual}`;
  }
  const wanted = ownValue(schema, 'type');
  if (typeof wanted !== 'string' || wanted === '') return undefined;
  if (wanted === actual || (wanted === 'number' && actual === 'integer')) return undefined;
  return `${path} must be of type ${wanted}, not ${actual}`;
}

function checkEnum(schema: JsonObject, value: JsonValue, path: string): string[] {
  const allowed = ownValue(schema, 'enum');
  if (!isJsonArray(allowed)) return [];
  const text = JSON.stringify(value);
  if (allowed.some((member) => JSON.stringify(member) === text)) return [];
  return [
    `${path} must be one of ${allowed.map((member) => JSON.stringify(member)).join(', ')}, not ${text}`,
  ];
}

function numberOf(schema: JsonObject, key: string): number | undefined {
  const value = ownValue(schema, key);
  return typeof value === 'number' ? value : undefined;
}

function checkString(schema: JsonObject, value: JsonValue, path: string): string[] {
  if (typeof value !== 'string') return [];
  const problems: string[] = [];
  const length = [...value].length;
  const min = numberOf(schema, 'minLength');
  const max = numberOf(schema, 'maxLength');
  if (min !== undefined && length < min) problems.push(`${path} must have at least ${min} characters`);
  if (max !== undefined && length > max) problems.push(`${path} must have at most ${max} characters`);
  const pattern = ownValue(schema, 'pattern');
  if (typeof pattern === 'string' && !matchesPattern(pattern, value)) {
    problems.push(`${path} must match the pattern ${pattern}`);
  }
  const format = ownValue(schema, 'format');
  const problem = typeof format === 'string' ? formatProblem(format, value) : undefined;
  if (problem !== undefined) problems.push(`${path} ${problem}`);
  return problems;
}

function matchesPattern(pattern: string, value: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(value).find();
  } catch {
    return false;
  }
}

function checkNumber(schema: JsonObject, value: JsonValue, path: string): string[] {
  if (typeof value !== 'number') return [];
  const problems: string[] = [];
  const min = numberOf(schema, 'minimum');
  const max = numberOf(schema, 'maximum');
  const above = ownValue(schema, 'exclusiveMinimum') === true;
  const below = ownValue(schema, 'exclusiveMaximum') === true;
  if (min !== undefined && (above ? value <= min : value < min)) {
    problems.push(`${path} must be ${above ? 'greater than' : 'at least'} ${min}`);
  }
  if (max !== undefined && (below ? value >= max : value > max)) {
    problems.push(`${path} must be ${below ? 'less than' : 'at most'} ${max}`);
  }
  const step = numberOf(schema, 'multipleOf');
  if (step !== undefined && step > 0 && !Number.isInteger(value / step)) {
    problems.push(`${path} must be a multiple of ${step}`);
  }
  return problems;
}

function checkArray(schema: JsonObject, value: JsonValue, path: string, depth: number): string[] {
  if (!isJsonArray(value)) return [];
  const problems: string[] = [];
  const min = numberOf(schema, 'minItems');
  const max = numberOf(schema, 'maxItems');
  if (min !== undefined && value.length < min) problems.push(`${path} must have at least ${min} items`);
  if (max !== undefined && value.length > max) problems.push(`${path} must have at most ${max} items`);
  if (ownValue(schema, 'uniqueItems') === true) {
    const texts = new Set(value.map((member) => JSON.stringify(member)));
    if (texts.size < value.length) problems.push(`${path} must not repeat an item`);
  }
  const items = ownValue(schema, 'items');
  if (!isJsonObject(items)) return problems;
  value.forEach((item, index) => {
    problems.push(...validateValue(items, item, `${path}[${index}]`, depth + 1));
  });
  return problems;
}

function checkObject(schema: JsonObject, value: JsonValue, path: string, depth: number): string[] {
  if (!isJsonObject(value)) return [];
  const problems: string[] = [];
  const keys = Object.keys(value);
  const min = numberOf(schema, 'minProperties');
  const max = numberOf(schema, 'maxProperties');
  if (min !== undefined && keys.length < min) problems.push(`${path} must have at least ${min} fields`);
  if (max !== undefined && keys.length > max) problems.push(`${path} must have at most ${max} fields`);
  const required = ownValue(schema, 'required');
  for (const key of isJsonArray(required) ? required : []) {
    if (typeof key === 'string' && !Object.hasOwn(value, key)) problems.push(`${path}.${key} is required`);
  }
  const properties = ownValue(schema, 'properties');
  const additional = ownValue(schema, 'additionalProperties');
  for (const key of keys) {
    const known = isJsonObject(properties) ? ownValue(properties, key) : undefined;
    const memberSchema = known ?? additional;
    if (isJsonObject(memberSchema)) {
      problems.push(...validateValue(memberSchema, value[key] ?? null, `${path}.${key}`, depth + 1));
    } else if (known === undefined && additional === false) {
      problems.push(`${path}.${key} is not allowed`);
    }
  }
  return problems;
}

function checkCombinations(schema: JsonObject, value: JsonValue, path: string, depth: number): string[] {
  const passes = (candidate: JsonValue): boolean =>
    !isJsonObject(candidate) || validateValue(candidate, value, path, depth + 1).length === 0;
  const problems: string[] = [];
  const allOf = ownValue(schema, 'allOf');
  for (const part of isJsonArray(allOf) ? allOf : []) {
    if (isJsonObject(part)) problems.push(...validateValue(part, value, path, depth + 1));
  }
  const anyOf = ownValue(schema, 'anyOf');
  if (isJsonArray(anyOf) && !anyOf.some(passes))
    problems.push(`${path} must satisfy at least one of "anyOf"`);
  const oneOf = ownValue(schema, 'oneOf');
  if (isJsonArray(oneOf) && oneOf.filter(passes).length !== 1) {
    problems.push(`${path} must satisfy exactly one of "oneOf"`);
  }
  const not = ownValue(schema, 'not');
  if (isJsonObject(not) && passes(not)) problems.push(`${path} must not satisfy "not"`);
  return problems;
}
