import { isObject, keysOf } from '../runtime/access';
import { entryOf } from '../runtime/build';
import { builtinError, charge } from '../runtime/session';
import { compareNumbers, isNumber, type RegoNumber, toBigInt } from '../values/number';
import { parseExactJson } from '../values/parse-json';
import { equal, type RegoMap, type RegoObject, type RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { isArray } from './operands';
import { compilePattern } from './regex';

/** The everyday part of JSON Schema, with the messages that OPA's validator gives. */
export const jsonSchemaBuiltins = builtinTable({
  'json.verify_schema': (schema: RegoValue) => {
    const parsed = document(schema);
    const problem = typeof parsed === 'string' ? parsed : schemaProblem(parsed[0], 0);
    return problem === undefined ? [true, null] : [false, `jsonschema: ${problem}`];
  },
  'json.match_schema': (value: RegoValue, schema: RegoValue) => {
    const data = document(value);
    if (typeof data === 'string') return builtinError('json.match_schema', data);
    const parsed = document(schema);
    if (typeof parsed === 'string') return builtinError('json.match_schema', parsed);
    const problem = schemaProblem(parsed[0], 0);
    if (problem !== undefined) return builtinError('json.match_schema', problem);
    const errors: RegoValue[] = [];
    validate({ root: parsed[0], errors, depth: 0 }, parsed[0], data[0], []);
    return [errors.length === 0, errors];
  },
});

const TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];
const MAX_DEPTH = 200;

type AnyObject = RegoObject | RegoMap;

/** A document or what is wrong with it, in a list. */
function document(value: RegoValue): readonly [RegoValue] | string {
  if (isObject(value) || isArray(value)) return [value];
  if (typeof value !== 'string') return 'wrong type, expected string or object';
  try {
    return [parseExactJson(value)];
  } catch {
    return 'invalid JSON string';
  }
}

function schemaProblem(schema: RegoValue, depth: number): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (!isObject(schema) || depth > MAX_DEPTH) return 'schema is invalid';
  const type = entryOf(schema, 'type');
  for (const each of type === undefined ? [] : isArray(type) ? type : [type]) {
    if (typeof each !== 'string' || !TYPES.includes(each)) {
      return `has a primitive type that is NOT VALID -- given: /${String(each)}/ Expected valid values are:[${TYPES.join(' ')}]`;
    }
  }
  const nested: RegoValue[] = [];
  for (const key of ['properties', 'patternProperties', 'definitions', '$defs', 'dependencies']) {
    const group = entryOf(schema, key);
    if (group !== undefined && isObject(group))
      for (const k of keysOf(group) ?? []) nested.push(entryOf(group, k) as RegoValue);
  }
  for (const key of ['items', 'additionalProperties', 'not', 'contains']) {
    const one = entryOf(schema, key);
    if (one !== undefined && isObject(one)) nested.push(one);
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const list = entryOf(schema, key);
    if (list !== undefined && isArray(list)) nested.push(...list);
  }
  for (const inner of nested) {
    if (!isObject(inner)) continue;
    const problem = schemaProblem(inner, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

interface Run {
  readonly root: RegoValue;
  readonly errors: RegoValue[];
  depth: number;
}

function typeOf(value: RegoValue): string {
  if (value === null) return 'null';
  if (isNumber(value)) return toBigInt(value) === undefined ? 'number' : 'integer';
  if (isArray(value)) return 'array';
  return isObject(value) ? 'object' : typeof value;
}

function fail(run: Run, path: readonly string[], type: string, desc: string, property?: string): void {
  const field = path.length === 0 ? '(root)' : path.join('.');
  const at = property === undefined ? field : path.length === 0 ? property : `${field}.${property}`;
  run.errors.push({
    desc,
    error: `${field}: ${desc}`,
    field: property === undefined ? field : path.length === 0 ? '(root)' : at,
    type,
  });
}

function validate(run: Run, schema: RegoValue, value: RegoValue, path: readonly string[]): void {
  charge(1);
  if (schema === false) fail(run, path, 'false', 'False always fails validation');
  if (!isObject(schema) || ++run.depth > MAX_DEPTH * 5) return;
  const ref = entryOf(schema, '$ref');
  if (typeof ref === 'string') {
    const target = resolve(run.root, ref);
    if (target !== undefined) validate(run, target, value, path);
    return;
  }
  const type = entryOf(schema, 'type');
  if (type !== undefined) {
    const wanted = (isArray(type) ? type : [type]) as readonly string[];
    const given = typeOf(value);
    const good = wanted.includes(given) || (given === 'integer' && wanted.includes('number'));
    if (!good) {
      fail(run, path, 'invalid_type', `Invalid type. Expected: ${wanted.join(',')}, given: ${given}`);
      return;
    }
  }
  const allowed = entryOf(schema, 'enum');
  if (allowed !== undefined && isArray(allowed) && !allowed.some((each) => equal(each, value))) {
    const name = path.at(-1) ?? '(root)';
    fail(
      run,
      path,
      'enum',
      `${name} must be one of the following: ${allowed.map((a) => JSON.stringify(a)).join(', ')}`,
    );
  }
  const fixed = entryOf(schema, 'const');
  if (fixed !== undefined && !equal(fixed, value))
    fail(run, path, 'const', `${path.at(-1) ?? '(root)'} does not match: ${JSON.stringify(fixed)}`);
  combine(run, schema, value, path);
  if (isNumber(value)) validateNumber(run, schema, value, path);
  if (typeof value === 'string') validateString(run, schema, value, path);
  if (isArray(value)) validateArray(run, schema, value, path);
  else if (isObject(value)) validateObject(run, schema, value, path);
}

function resolve(root: RegoValue, ref: string): RegoValue | undefined {
  if (!ref.startsWith('#')) return undefined;
  let value: RegoValue | undefined = root;
  for (const part of ref.slice(1).split('/').slice(1)) {
    if (value === undefined || !isObject(value)) return undefined;
    value = entryOf(value, part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return value;
}

function passes(run: Run, schema: RegoValue, value: RegoValue): boolean {
  const inner: Run = { root: run.root, errors: [], depth: run.depth };
  validate(inner, schema, value, []);
  return inner.errors.length === 0;
}

function combine(run: Run, schema: AnyObject, value: RegoValue, path: readonly string[]): void {
  const list = (key: string): readonly RegoValue[] | undefined => {
    const found = entryOf(schema, key);
    return found !== undefined && isArray(found) ? found : undefined;
  };
  if (list('anyOf')?.some((s) => passes(run, s, value)) === false)
    fail(run, path, 'number_any_of', 'Must validate at least one schema (anyOf)');
  const one = list('oneOf');
  if (one !== undefined && one.filter((s) => passes(run, s, value)).length !== 1) {
    fail(run, path, 'number_one_of', 'Must validate one and only one schema (oneOf)');
  }
  if (list('allOf')?.every((s) => passes(run, s, value)) === false)
    fail(run, path, 'number_all_of', 'Must validate all the schemas (allOf)');
  const not = entryOf(schema, 'not');
  if (not !== undefined && passes(run, not, value))
    fail(run, path, 'number_not', 'Must not validate the schema (not)');
}

function validateNumber(run: Run, schema: AnyObject, value: RegoNumber, path: readonly string[]): void {
  const name = path.at(-1) ?? '(root)';
  const bound = (key: string, bad: (order: number) => boolean, type: string, text: string): void => {
    const limit = entryOf(schema, key);
    if (limit !== undefined && isNumber(limit) && bad(compareNumbers(value, limit)))
      fail(run, path, type, `${name} ${text} ${String(limit)}`.replace(/^\(root\)/, '(root)'));
  };
  bound('minimum', (o) => o < 0, 'number_gte', 'must be greater than or equal to');
  bound('exclusiveMinimum', (o) => o <= 0, 'number_gt', 'must be greater than');
  bound('maximum', (o) => o > 0, 'number_lte', 'must be less than or equal to');
  bound('exclusiveMaximum', (o) => o >= 0, 'number_lt', 'must be less than');
}

function count(schema: AnyObject, key: string): number | undefined {
  const value = entryOf(schema, key);
  return typeof value === 'number' ? value : undefined;
}

function validateString(run: Run, schema: AnyObject, value: string, path: readonly string[]): void {
  const length = [...value].length;
  const min = count(schema, 'minLength');
  const max = count(schema, 'maxLength');
  if (min !== undefined && length < min)
    fail(run, path, 'string_gte', `String length must be greater than or equal to ${min}`);
  if (max !== undefined && length > max)
    fail(run, path, 'string_lte', `String length must be less than or equal to ${max}`);
  const pattern = entryOf(schema, 'pattern');
  if (typeof pattern !== 'string') return;
  const re = compilePattern(pattern);
  if (typeof re !== 'string' && !re.matcher(value).find())
    fail(run, path, 'pattern', `Does not match pattern '${pattern}'`);
}

function validateArray(
  run: Run,
  schema: AnyObject,
  value: readonly RegoValue[],
  path: readonly string[],
): void {
  const min = count(schema, 'minItems');
  const max = count(schema, 'maxItems');
  if (min !== undefined && value.length < min)
    fail(run, path, 'array_min_items', `Array must have at least ${min} items`);
  if (max !== undefined && value.length > max)
    fail(run, path, 'array_max_items', `Array must have at most ${max} items`);
  if (entryOf(schema, 'uniqueItems') === true) {
    const twice = value.findIndex((item, i) => value.slice(0, i).some((other) => equal(item, other)));
    if (twice >= 0)
      fail(
        run,
        path,
        'unique',
        `array items[${value.findIndex((o) => equal(o, value[twice] as RegoValue))},${twice}] must be unique`,
      );
  }
  const items = entryOf(schema, 'items');
  if (items === undefined) return;
  value.forEach((item, i) => {
    const each = isArray(items) ? items[i] : items;
    if (each !== undefined) validate(run, each, item, [...path, String(i)]);
  });
}

function validateObject(run: Run, schema: AnyObject, value: AnyObject, path: readonly string[]): void {
  const required = entryOf(schema, 'required');
  for (const name of required !== undefined && isArray(required) ? required : []) {
    if (typeof name === 'string' && entryOf(value, name) === undefined)
      fail(run, path, 'required', `${name} is required`);
  }
  const min = count(schema, 'minProperties');
  const max = count(schema, 'maxProperties');
  const keys = (keysOf(value) ?? []) as readonly string[];
  if (min !== undefined && keys.length < min)
    fail(run, path, 'array_min_properties', `Must have at least ${min} properties`);
  if (max !== undefined && keys.length > max)
    fail(run, path, 'array_max_properties', `Must have at most ${max} properties`);
  const properties = entryOf(schema, 'properties');
  const patterns = entryOf(schema, 'patternProperties');
  const additional = entryOf(schema, 'additionalProperties');
  for (const key of keys) {
    const member = entryOf(value, key) as RegoValue;
    let known = false;
    const own = properties !== undefined && isObject(properties) ? entryOf(properties, key) : undefined;
    if (own !== undefined) {
      known = true;
      validate(run, own, member, [...path, key]);
    }
    if (patterns !== undefined && isObject(patterns)) {
      for (const pattern of keysOf(patterns) ?? []) {
        const re = typeof pattern === 'string' ? compilePattern(pattern) : 'no pattern';
        if (typeof re === 'string' || !re.matcher(key).find()) continue;
        known = true;
        validate(run, entryOf(patterns, pattern) as RegoValue, member, [...path, key]);
      }
    }
    if (known || additional === undefined || additional === true) continue;
    if (additional === false)
      fail(run, path, 'additional_property_not_allowed', `Additional property ${key} is not allowed`);
    else validate(run, additional, member, [...path, key]);
  }
}
