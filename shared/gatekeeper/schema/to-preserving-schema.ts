import {
  isJsonArray,
  isJsonObject,
  type JsonBuilder,
  type JsonObject,
  type JsonValue,
  ownValue,
  setOwn,
} from '../json';

const preserve = 'x-kubernetes-preserve-unknown-fields';

/**
 * The schema that `legacySchema: true` stands for: every node without a type, or of type object, keeps unknown
 * fields; an array without items gets items of any kind. Several schemas in `items` are a problem.
 */
export function toPreservingSchema(schema: JsonObject, path: string, problems: string[]): JsonObject {
  const result: JsonBuilder = {};
  for (const [key, value] of Object.entries(schema)) setOwn(result, key, value);
  const type = ownValue(schema, 'type') ?? '';
  if (type === '' || type === 'object') result[preserve] = true;
  const nested = (key: string, value: JsonValue): JsonObject =>
    toPreservingSchema(isJsonObject(value) ? value : {}, `${path}.${key}`, problems);
  const items = ownValue(schema, 'items');
  if (isJsonArray(items)) problems.push(`${path}.items: several item schemas are not supported`);
  else if (items !== undefined && items !== null) result['items'] = nested('items', items);
  else if (type === 'array') result['items'] = { [preserve]: true };
  const additional = ownValue(schema, 'additionalProperties');
  if (isJsonObject(additional)) result['additionalProperties'] = nested('additionalProperties', additional);
  const properties = ownValue(schema, 'properties');
  if (isJsonObject(properties)) {
    const members: JsonBuilder = {};
    for (const [key, member] of Object.entries(properties)) {
      setOwn(members, key, nested(`properties[${key}]`, member));
    }
    result['properties'] = members;
  }
  return result;
}
