import { isJsonObject, type JsonObject, type JsonValue } from './kubernetes-object';
import { mergeKeysOf } from './merge-keys';

const setElementOrder = '$setElementOrder/';
const deleteFromPrimitiveList = '$deleteFromPrimitiveList/';

/**
 * Strategic merge patch, the way `kubectl apply` and `kubectl edit` send changes to built-in kinds: maps merge, null
 * deletes, lists with a merge key merge element by element. The directives `$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList/…` and `$setElementOrder/…` are honoured.
 */
export function strategicMergePatch(target: JsonValue | undefined, patch: JsonObject): JsonValue {
  if (patch['$patch'] === 'replace') return without(patch, (key) => key === '$patch');
  const result = new Map<string, JsonValue>(isJsonObject(target) ? Object.entries(target) : []);

  const retain = patch['$retainKeys'];
  if (Array.isArray(retain)) {
    for (const key of [...result.keys()]) if (!retain.includes(key)) result.delete(key);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(deleteFromPrimitiveList) && Array.isArray(value)) {
      const field = key.slice(deleteFromPrimitiveList.length);
      const list = result.get(field);
      if (Array.isArray(list))
        result.set(
          field,
          list.filter((element) => !value.includes(element)),
        );
    }
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) result.delete(key);
    else if (Array.isArray(value)) result.set(key, mergeList(key, result.get(key), value));
    else if (isJsonObject(value)) {
      if (value['$patch'] === 'delete') result.delete(key);
      else result.set(key, strategicMergePatch(result.get(key), value));
    } else result.set(key, value);
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(setElementOrder) || !Array.isArray(order)) continue;
    const field = key.slice(setElementOrder.length);
    const list = result.get(field);
    if (Array.isArray(list)) result.set(field, inOrder(field, list, order));
  }
  return Object.fromEntries(result);
}

function mergeList(field: string, target: JsonValue | undefined, patch: JsonValue[]): JsonValue {
  const keys = mergeKeysOf(field);
  const elements = patch.filter((element) => !(isJsonObject(element) && element['$patch'] === 'replace'));
  const current = Array.isArray(target) && elements.length === patch.length ? target : [];
  if (keys === undefined) return elements;
  if (keys[0] === '') return [...new Set([...current, ...elements])];

  const identity = (element: JsonValue): string => identityOf(keys, element);
  const merged = new Map(current.map((element) => [identity(element), element]));
  for (const element of elements) {
    if (!isJsonObject(element)) continue;
    const id = identity(element);
    if (element['$patch'] === 'delete') merged.delete(id);
    else merged.set(id, strategicMergePatch(merged.get(id), element));
  }
  return [...merged.values()];
}

/** Elements the order names come in that order; others keep their place relative to their neighbour before them. */
function inOrder(field: string, list: JsonValue[], order: JsonValue[]): JsonValue[] {
  const keys = mergeKeysOf(field) ?? [''];
  const places = new Map(order.map((element, index) => [identityOf(keys, element), index]));
  let place = -1;
  return list
    .map((element) => {
      place = places.get(identityOf(keys, element)) ?? place;
      return { element, place };
    })
    .sort((left, right) => left.place - right.place)
    .map(({ element }) => element);
}

/** Two ports of one number may differ in protocol, so the protocol is part of who a port is. */
function identityOf(keys: readonly string[], element: JsonValue): string {
  if (!isJsonObject(element)) return JSON.stringify(element);
  const key = keys.find((candidate) => Object.hasOwn(element, candidate));
  const protocol = key === 'containerPort' || key === 'port' ? (element['protocol'] ?? 'TCP') : '';
  return JSON.stringify([key === undefined ? element : element[key], protocol]);
}

function without(object: JsonObject, drop: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !drop(key)));
}
