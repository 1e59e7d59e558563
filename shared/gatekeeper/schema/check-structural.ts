import { isJsonArray, isJsonObject, type JsonObject, ownValue } from '../json';

const types = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean']);

/**
 * Collects what keeps a schema from being structural, as Kubernetes demands it of CRDs: a known `type` at each level
 * (except where int-or-string or preserve-unknown-fields stands) and one item schema per array.
 */
export function checkStructural(schema: JsonObject, path: string, problems: string[]): void {
  const type = ownValue(schema, 'type');
  const free =
    ownValue(schema, 'x-kubernetes-int-or-string') === true ||
    ownValue(schema, 'x-kubernetes-preserve-unknown-fields') === true;
  if (type === undefined || type === '') {
    if (!free) problems.push(`${path}.type: Required value: must not be empty for specified object fields`);
  } else if (typeof type !== 'string' || !types.has(type)) {
    problems.push(`${path}.type: Unsupported value: ${JSON.stringify(type)}`);
  }
  const items = ownValue(schema, 'items');
  if (isJsonArray(items))
    problems.push(`${path}.items: Forbidden: items must be a schema object and not an array`);
  else if (isJsonObject(items)) checkStructural(items, `${path}.items`, problems);
  else if (type === 'array') problems.push(`${path}.items: Required value: must be specified`);
  const additional = ownValue(schema, 'additionalProperties');
  if (isJsonObject(additional)) checkStructural(additional, `${path}.additionalProperties`, problems);
  const properties = ownValue(schema, 'properties');
  if (isJsonObject(properties) && isJsonObject(additional)) {
    problems.push(
      `${path}.additionalProperties: Forbidden: properties and additionalProperties are mutually exclusive`,
    );
  }
  for (const [key, member] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const memberPath = `${path}.properties[${key}]`;
    if (isJsonObject(member)) checkStructural(member, memberPath, problems);
    else problems.push(`${memberPath}: Invalid value: a schema must be an object`);
  }
}
