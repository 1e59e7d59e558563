import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from '../json';

/** The paths of fields that pruning by the schema would remove; a constraint with any of them is refused. */
export function unknownFields(schema: JsonObject, value: JsonValue, path: string): string[] {
  if (isJsonArray(value)) {
    const items = ownValue(schema, 'items');
    if (!isJsonObject(items)) return [];
    return value.flatMap((item, index) => unknownFields(items, item, `${path}[${index}]`));
  }
  if (!isJsonObject(value)) return [];
  const properties = ownValue(schema, 'properties');
  const additional = ownValue(schema, 'additionalProperties');
  const preserved = ownValue(schema, 'x-kubernetes-preserve-unknown-fields') === true || additional === true;
  return Object.entries(value).flatMap(([key, member]) => {
    const known = isJsonObject(properties) ? ownValue(properties, key) : undefined;
    const memberSchema = known ?? additional;
    const memberPath = `${path}.${key}`;
    if (isJsonObject(memberSchema)) return unknownFields(memberSchema, member, memberPath);
    return preserved ? [] : [memberPath];
  });
}
