import { RE2JS } from 're2js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from '../json';
import { unknownFields } from './unknown-fields';
import { validateValue } from './validate-value';

const types = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean']);
const listTypes = new Set(['atomic', 'set', 'map']);
const combinations = ['allOf', 'anyOf', 'oneOf'] as const;
/** What a schema below a combination may not say: structure belongs outside of it. */
const structuralKeys = [
  'type',
  'additionalProperties',
  'default',
  'nullable',
  'title',
  'description',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
];
/** Deepest nesting of a schema that is read. */
const maxDepth = 64;

/**
 * Collects what keeps a schema from being structural, as Kubernetes demands it of CRDs: a known `type` at each level
 * (except where int-or-string or preserve-unknown-fields stands), one item schema per array, no structure inside of
 * combinations, and defaults that the schema itself allows.
 */
export function checkStructural(
  schema: JsonObject,
  path: string,
  problems: string[],
  depth = 0,
  defaultsCount = true,
): void {
  if (depth > maxDepth) {
    problems.push(`${path}: the schema is nested deeper than ${maxDepth} levels`);
    return;
  }
  checkNodeType(schema, path, problems);
  checkKeywords(schema, path, problems);
  const type = ownValue(schema, 'type');
  const items = ownValue(schema, 'items');
  if (isJsonArray(items))
    problems.push(`${path}.items: Forbidden: items must be a schema object and not an array`);
  else if (isJsonObject(items)) checkStructural(items, `${path}.items`, problems, depth + 1, defaultsCount);
  else if (type === 'array') problems.push(`${path}.items: Required value: must be specified`);
  const additional = ownValue(schema, 'additionalProperties');
  if (isJsonObject(additional))
    // Kubernetes looks at no defaults below additionalProperties.
    checkStructural(additional, `${path}.additionalProperties`, problems, depth + 1, false);
  const properties = ownValue(schema, 'properties');
  for (const [key, member] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const memberPath = `${path}.properties[${key}]`;
    if (isJsonObject(member)) checkStructural(member, memberPath, problems, depth + 1, defaultsCount);
    else problems.push(`${memberPath}: Invalid value: a schema must be an object`);
  }
  checkCombinations(schema, schema, path, problems, depth);
  if (defaultsCount) checkDefault(schema, path, problems);
}

function checkNodeType(schema: JsonObject, path: string, problems: string[]): void {
  const type = ownValue(schema, 'type');
  const intOrString = ownValue(schema, 'x-kubernetes-int-or-string') === true;
  const preserve = ownValue(schema, 'x-kubernetes-preserve-unknown-fields');
  if (type === undefined || type === null || type === '') {
    if (!intOrString && preserve !== true)
      problems.push(`${path}.type: Required value: must not be empty for specified object fields`);
  } else if (typeof type !== 'string' || !types.has(type)) {
    problems.push(`${path}.type: Unsupported value: ${JSON.stringify(type)}`);
  }
  if (preserve === false)
    problems.push(`${path}.x-kubernetes-preserve-unknown-fields: must be true or undefined`);
  if (intOrString && preserve === true) {
    problems.push(
      `${path}.x-kubernetes-preserve-unknown-fields: must be false if x-kubernetes-int-or-string is true`,
    );
  }
}

function checkKeywords(schema: JsonObject, path: string, problems: string[]): void {
  const additional = ownValue(schema, 'additionalProperties');
  const properties = ownValue(schema, 'properties');
  if (
    isJsonObject(properties) &&
    Object.keys(properties).length > 0 &&
    (isJsonObject(additional) || additional === false)
  ) {
    problems.push(
      `${path}.additionalProperties: Forbidden: properties and additionalProperties are mutually exclusive`,
    );
  }
  if (ownValue(schema, 'uniqueItems') === true)
    problems.push(`${path}.uniqueItems: Forbidden: it cannot be set to true`);
  const listType = ownValue(schema, 'x-kubernetes-list-type');
  if (listType !== undefined && listType !== null) {
    if (ownValue(schema, 'type') !== 'array')
      problems.push(`${path}.type: must be array if x-kubernetes-list-type is specified`);
    if (typeof listType !== 'string' || !listTypes.has(listType))
      problems.push(`${path}.x-kubernetes-list-type: Unsupported value: ${JSON.stringify(listType)}`);
    const keys = ownValue(schema, 'x-kubernetes-list-map-keys');
    if (listType === 'map' && !(isJsonArray(keys) && keys.length > 0))
      problems.push(`${path}.x-kubernetes-list-map-keys: Required value: must not be empty`);
  }
  const pattern = ownValue(schema, 'pattern');
  if (typeof pattern === 'string' && pattern !== '' && !compiles(pattern))
    problems.push(`${path}.pattern: Invalid value: ${JSON.stringify(pattern)} is no regular expression`);
}

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

function checkCombinations(
  schema: JsonObject,
  outer: JsonObject,
  path: string,
  problems: string[],
  depth: number,
): void {
  for (const key of combinations) {
    const parts = ownValue(schema, key);
    if (!isJsonArray(parts)) continue;
    if (key === 'anyOf' && schema === outer && isIntOrString(parts)) continue;
    parts.forEach((part, index) => {
      const skipped = key === 'allOf' && index === 0 && isIntOrStringPart(part);
      if (isJsonObject(part) && !skipped)
        checkNested(part, outer, `${path}.${key}[${index}]`, problems, depth + 1);
    });
  }
  const not = ownValue(schema, 'not');
  if (isJsonObject(not)) checkNested(not, outer, `${path}.not`, problems, depth + 1);
}

function isIntOrString(parts: readonly JsonValue[]): boolean {
  return JSON.stringify(parts) === '[{"type":"integer"},{"type":"string"}]';
}

function isIntOrStringPart(part: JsonValue): boolean {
  const parts = isJsonObject(part) ? ownValue(part, 'anyOf') : undefined;
  return isJsonArray(parts) && isIntOrString(parts);
}

/** A schema below a combination: values only, and every field that it names stands outside of it, too. */
function checkNested(
  schema: JsonObject,
  outer: JsonObject | undefined,
  path: string,
  problems: string[],
  depth: number,
): void {
  if (depth > maxDepth) {
    problems.push(`${path}: the schema is nested deeper than ${maxDepth} levels`);
    return;
  }
  for (const key of structuralKeys) {
    const value = ownValue(schema, key);
    if (value !== undefined && value !== null && value !== '' && value !== false)
      problems.push(`${path}.${key}: Forbidden: must be empty to be structural`);
  }
  const properties = ownValue(schema, 'properties');
  const outerProperties = ownValue(outer, 'properties');
  for (const [key, member] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const known = isJsonObject(outerProperties) ? ownValue(outerProperties, key) : undefined;
    if (!isJsonObject(known))
      problems.push(`${path}.properties[${key}]: Required value: it must be specified outside, too`);
    if (isJsonObject(member) && isJsonObject(known))
      checkNested(member, known, `${path}.properties[${key}]`, problems, depth + 1);
  }
  const items = ownValue(schema, 'items');
  const outerItems = ownValue(outer, 'items');
  if (isJsonObject(items)) {
    if (isJsonObject(outerItems)) checkNested(items, outerItems, `${path}.items`, problems, depth + 1);
    else problems.push(`${path}.items: Required value: it must be specified outside, too`);
  }
  if (outer !== undefined) checkCombinations(schema, outer, path, problems, depth);
}

function checkDefault(schema: JsonObject, path: string, problems: string[]): void {
  const value = ownValue(schema, 'default');
  if (value === undefined || value === null) return;
  problems.push(
    ...validateValue(schema, value, `${path}.default`),
    ...unknownFields(schema, value, `${path}.default`).map((field) => `${field}: unknown field`),
  );
}
