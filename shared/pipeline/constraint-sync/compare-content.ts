import { isJsonObject, type JsonObject, type JsonValue } from '../../policy';
import { fieldManager, kindOf, metadataOf } from './desired-object';

/**
 * How an object in a cluster stands to the wanted one: `same`; `differs` where applying the wanted one mends it; and
 * `extra` where somebody added what applying would leave, such as a selector that lets a constraint match nothing.
 *
 * The API server adds bookkeeping and defaults, which do not count. Nor does the version that it was read in, nor what
 * it adds to the metadata, to the parameters of a constraint (defaults of the template's schema) and to the schema of a
 * template. Where the object says that nobody but us wrote it, nothing was added.
 */
export function compareContent(current: JsonObject, wanted: JsonObject): 'same' | 'differs' | 'extra' {
  const { apiVersion: _, ...rest } = wanted;
  if (!contains(current, rest)) return 'differs';
  const kind = kindOf(wanted);
  const ours = specOf(wanted);
  const theirs = specOf(current);
  if (kind === 'ConstraintTemplate')
    // A list is written as a whole, so that applying it again takes the addition out.
    return hasExtra(theirs['targets'], ours['targets']) ? 'differs' : 'same';
  const isConstraint = String(wanted['apiVersion']).startsWith('constraints.');
  const compared = isConstraint ? without(ours, 'parameters') : ours;
  const found = isConstraint ? without(theirs, 'parameters') : theirs;
  return hasExtra(found, compared) && othersWrote(current) ? 'extra' : 'same';
}

/** Whether somebody else may own a field; a status does not count. Not every API server tells. */
function othersWrote(object: JsonObject): boolean {
  const managed = metadataOf(object)['managedFields'];
  if (!Array.isArray(managed)) return true;
  return (managed as readonly JsonValue[]).some(
    (entry) => isJsonObject(entry) && entry['manager'] !== fieldManager && entry['subresource'] === undefined,
  );
}

const specOf = (object: JsonObject): JsonObject => (isJsonObject(object['spec']) ? object['spec'] : {});

const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));

function contains(current: JsonValue | undefined, wanted: JsonValue): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(current) &&
      current.length === wanted.length &&
      wanted.every((value: JsonValue, index) => contains(current[index], value))
    );
  if (!isJsonObject(wanted)) return current === wanted;
  if (!isJsonObject(current)) return false;
  return Object.entries(wanted).every(([key, value]) => contains(current[key], value));
}

/** Whether there is more than wanted; called where all that is wanted is there. */
function hasExtra(current: JsonValue | undefined, wanted: JsonValue | undefined): boolean {
  if (Array.isArray(current))
    return current.some((value: JsonValue, index) =>
      hasExtra(value, Array.isArray(wanted) ? wanted[index] : undefined),
    );
  if (!isJsonObject(current) || !isJsonObject(wanted)) return false;
  return Object.entries(current).some(([key, value]) =>
    Object.hasOwn(wanted, key) ? hasExtra(value, wanted[key]) : !isDefault(key, value),
  );
}

const defaults: ReadonlyMap<string, JsonValue> = new Map([
  ['scope', '*'],
  ['source', 'All'],
  ['operation', 'merge'],
  ['enforcementAction', 'deny'],
  ['dataSource', 'ValueAtLocation'],
  ['failurePolicy', 'Fail'],
]);

function isDefault(key: string, value: JsonValue): boolean {
  if (value === null || defaults.get(key) === value) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
