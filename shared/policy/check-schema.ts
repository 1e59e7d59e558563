import { RE2JS } from 're2js';
import { canonicalJson } from './canonical-json';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json';

/** Where a value does not fit a schema: a JSON path, and what should stand there. */
export interface SchemaViolation {
  readonly path: string;
  readonly expected: string;
}

/** Most schema steps spent on one value: combinators can multiply the work. */
const MAX_STEPS = 100_000;
const MAX_PATTERN_CHARACTERS = 1000;

/**
 * The first place where a value does not fit, undefined when it fits. The part of JSON Schema 2019-09 that parameter
 * schemas use: types, properties, items, counts, ranges, patterns (RE2 syntax), enum, const and the combinators.
 * Annotations, `format`, references and vendor keywords are passed over, as the standard asks of unknown keywords.
 */
export function checkSchema(schema: JsonObject, value: JsonValue): SchemaViolation | undefined {
  return check(schema, value, '$', { steps: 0 });
}

interface Progress {
  steps: number;
}

type Keyword = (
  rule: JsonValue,
  value: JsonValue,
  path: string,
  progress: Progress,
  schema: JsonObject,
) => SchemaViolation | string | undefined;

function check(
  schema: JsonValue,
  value: JsonValue,
  path: string,
  progress: Progress,
): SchemaViolation | undefined {
  progress.steps += 1;
  if (progress.steps > MAX_STEPS) return { path, expected: 'takes too many steps to check' };
  if (schema === false) return { path, expected: 'must not be there' };
  if (!isJsonObject(schema)) return undefined;
  for (const [name, rule] of Object.entries(schema)) {
    const keyword = keywords.get(name);
    const found = keyword?.(rule, value, path, progress, schema);
    if (found !== undefined) return typeof found === 'string' ? { path, expected: found } : found;
  }
  return undefined;
}

const typeTests: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map([
  ['object', (value: JsonValue) => isJsonObject(value)],
  ['array', (value: JsonValue) => isJsonArray(value)],
  ['string', (value: JsonValue) => typeof value === 'string'],
  ['boolean', (value: JsonValue) => typeof value === 'boolean'],
  ['integer', (value: JsonValue) => Number.isInteger(value)],
  ['number', (value: JsonValue) => typeof value === 'number'],
  ['null', (value: JsonValue) => value === null],
]);

const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  [
    'type',
    (rule, value) => {
      const names = (isJsonArray(rule) ? rule : [rule]).filter((name) => typeof name === 'string');
      const tests = names.map((name) => typeTests.get(name.toLowerCase()));
      const fits = tests.some((test) => test === undefined || test(value));
      return fits || names.length === 0 ? undefined : `must be of type ${names.join(' or ')}`;
    },
  ],
  ['enum', (rule, value) => (isJsonArray(rule) ? oneOf(rule, value) : undefined)],
  ['const', (rule, value) => oneOf([rule], value)],
  ['properties', checkProperties],
  ['additionalProperties', checkAdditionalProperties],
  [
    'required',
    (rule, value) => {
      if (!isJsonArray(rule) || !isJsonObject(value)) return undefined;
      const missing = rule.find((name) => typeof name === 'string' && !Object.hasOwn(value, name));
      return missing === undefined ? undefined : `must have the property '${String(missing)}'`;
    },
  ],
  ['items', checkItems],
  [
    'minProperties',
    (rule, value) =>
      isJsonObject(value) ? atLeast(rule, Object.keys(value).length, 'properties') : undefined,
  ],
  [
    'maxProperties',
    (rule, value) =>
      isJsonObject(value) ? atMost(rule, Object.keys(value).length, 'properties') : undefined,
  ],
  ['minItems', (rule, value) => (isJsonArray(value) ? atLeast(rule, value.length, 'elements') : undefined)],
  ['maxItems', (rule, value) => (isJsonArray(value) ? atMost(rule, value.length, 'elements') : undefined)],
  [
    'uniqueItems',
    (rule, value) =>
      rule === true && isJsonArray(value) && new Set(value.map(canonicalJson)).size < value.length
        ? 'must not have an element twice'
        : undefined,
  ],
  [
    'minLength',
    (rule, value) => (typeof value === 'string' ? atLeast(rule, [...value].length, 'characters') : undefined),
  ],
  [
    'maxLength',
    (rule, value) => (typeof value === 'string' ? atMost(rule, [...value].length, 'characters') : undefined),
  ],
  ['minimum', (rule, value) => bound(rule, value, (limit, number) => number >= limit, 'at least')],
  ['maximum', (rule, value) => bound(rule, value, (limit, number) => number <= limit, 'at most')],
  ['exclusiveMinimum', (rule, value) => bound(rule, value, (limit, number) => number > limit, 'more than')],
  ['exclusiveMaximum', (rule, value) => bound(rule, value, (limit, number) => number < limit, 'less than')],
  ['pattern', checkPattern],
  [
    'allOf',
    (rule, value, path, progress) => {
      for (const part of isJsonArray(rule) ? rule : []) {
        const violation = check(part, value, path, progress);
        if (violation !== undefined) return violation;
      }
      return undefined;
    },
  ],
  [
    'anyOf',
    (rule, value, path, progress) =>
      countFits(rule, value, path, progress, (fits) => fits > 0, 'at least one'),
  ],
  [
    'oneOf',
    (rule, value, path, progress) =>
      countFits(rule, value, path, progress, (fits) => fits === 1, 'exactly one'),
  ],
  [
    'not',
    (rule, value, path, progress) =>
      check(rule, value, path, progress) === undefined ? 'must not fit the schema under not' : undefined,
  ],
]);

function checkProperties(...[rule, value, path, progress]: Parameters<Keyword>): ReturnType<Keyword> {
  if (!isJsonObject(rule) || !isJsonObject(value)) return undefined;
  for (const [name, inner] of Object.entries(rule)) {
    const property = Object.hasOwn(value, name) ? value[name] : undefined;
    if (property === undefined) continue;
    const violation = check(inner, property, `${path}.${name}`, progress);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

function checkAdditionalProperties(
  ...[rule, value, path, progress, schema]: Parameters<Keyword>
): ReturnType<Keyword> {
  if (!isJsonObject(value) || rule === true) return undefined;
  const declared = schema['properties'];
  const known = isJsonObject(declared) ? declared : {};
  for (const [name, property] of Object.entries(value)) {
    if (Object.hasOwn(known, name)) continue;
    const violation = check(rule, property, `${path}.${name}`, progress);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

function checkItems(...[rule, value, path, progress]: Parameters<Keyword>): ReturnType<Keyword> {
  if (!isJsonArray(value)) return undefined;
  for (const [index, element] of value.entries()) {
    const inner = isJsonArray(rule) ? rule[index] : rule;
    if (inner === undefined) return undefined;
    const violation = check(inner, element, `${path}[${index}]`, progress);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

function checkPattern(...[rule, value]: Parameters<Keyword>): ReturnType<Keyword> {
  if (typeof rule !== 'string' || typeof value !== 'string') return undefined;
  const unusable = `has a pattern in its schema that cannot be used: ${rule.slice(0, 100)}`;
  if (rule.length > MAX_PATTERN_CHARACTERS) return unusable;
  try {
    return RE2JS.compile(rule).matcher(value).find() ? undefined : `must match the pattern ${rule}`;
  } catch {
    return unusable;
  }
}

function countFits(
  rule: JsonValue,
  value: JsonValue,
  path: string,
  progress: Progress,
  enough: (fits: number) => boolean,
  words: string,
): string | undefined {
  if (!isJsonArray(rule)) return undefined;
  const fits = rule.filter((part) => check(part, value, path, progress) === undefined).length;
  return enough(fits) ? undefined : `must fit ${words} of ${rule.length} schemas, but fits ${fits}`;
}

function oneOf(allowed: readonly JsonValue[], value: JsonValue): string | undefined {
  const text = canonicalJson(value);
  return allowed.some((item) => canonicalJson(item) === text)
    ? undefined
    : `must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`;
}

function atLeast(rule: JsonValue, count: number, what: string): string | undefined {
  return typeof rule === 'number' && count < rule ? `must have at least ${rule} ${what}` : undefined;
}

function atMost(rule: JsonValue, count: number, what: string): string | undefined {
  return typeof rule === 'number' && count > rule ? `must have at most ${rule} ${what}` : undefined;
}

function bound(
  rule: JsonValue,
  value: JsonValue,
  holds: (limit: number, number: number) => boolean,
  words: string,
): string | undefined {
  if (typeof rule !== 'number' || typeof value !== 'number') return undefined;
  return holds(rule, value) ? undefined : `must be ${words} ${rule}`;
}
