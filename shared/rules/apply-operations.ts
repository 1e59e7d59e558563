import { deepEqual, isJsonArray, type JsonObject, type JsonValue } from '../expressions';
import type { ResourceOperation, ResourceOperations } from './compile-operations';
import { aliasPath } from './count-frames';
import { aliasApplies } from './locate';
import { keySegment, type PathSegment } from './property-path';
import { createSubject } from './subject';
import { type Change, writePath } from './write-path';

export type OperationResult =
  /** The resource has changed. */
  | 'applied'
  /** The resource already is as asked. */
  | 'unchanged'
  /** The operation's condition is false, or an object on the way to the field is missing. */
  | 'skipped'
  /** Another value is there that add must not overwrite. */
  | 'conflict'
  /** The field is none that policies may write. */
  | 'notModifiable';

export interface AppliedOperations {
  /** The changed resource, or the given one where nothing changed. */
  readonly resource: JsonObject;
  readonly results: readonly { readonly field: string; readonly result: OperationResult }[];
  /** Whether the request must be refused, by append's rule or by the conflictEffect deny. */
  readonly denied: boolean;
}

/** Objects that are made where they are missing; other parents must be there. */
const CREATABLE: ReadonlySet<string> = new Set(['tags', 'properties', 'identity']);

/**
 * Carries out the operations of append or modify, in order, on a resource. The given resource is not changed.
 * `apiVersion` chooses the paths of aliases.
 */
export function applyOperations(
  resource: JsonObject,
  { effect, operations, conflictEffect }: ResourceOperations,
  apiVersion?: string,
): AppliedOperations {
  let current = resource;
  const results = operations.map((operation) => {
    const { resource: changed, result } = applyOne(current, operation, apiVersion);
    current = changed;
    return { field: operation.field, result };
  });
  const failed = results.some(({ result }) => result === 'conflict' || result === 'notModifiable');
  const denied = failed && (effect === 'append' || conflictEffect === 'deny');
  return { resource: denied ? resource : current, results, denied };
}

function applyOne(
  resource: JsonObject,
  operation: ResourceOperation,
  apiVersion: string | undefined,
): { resource: JsonObject; result: OperationResult } {
  if (!operation.applies) return { resource, result: 'skipped' };
  const { target } = operation;
  if (target.kind === 'path' && target.alias.modifiable === false)
    return { resource, result: 'notModifiable' };
  const path = pathOf(resource, operation, apiVersion);
  if (path === undefined || path.length === 0) return { resource, result: 'skipped' };
  const seen: OperationResult[] = [];
  const changed = changeAt(resource, path, operation, seen);
  if (seen.includes('conflict')) return { resource, result: 'conflict' };
  return { resource: changed, result: seen.includes('applied') ? 'applied' : (seen[0] ?? 'skipped') };
}

function pathOf(
  resource: JsonObject,
  { target }: ResourceOperation,
  apiVersion: string | undefined,
): readonly PathSegment[] | undefined {
  if (target.kind === 'plain') return [keySegment(target.name)];
  const subject = createSubject(resource, apiVersion);
  const places = [target.alias, ...(target.alias.others ?? [])];
  const alias = places.find((place) => aliasApplies(place, subject));
  return alias && aliasPath(alias, subject.apiVersion);
}

function changeAt(
  resource: JsonObject,
  path: readonly PathSegment[],
  operation: ResourceOperation,
  seen: OperationResult[],
): JsonObject {
  const value = operation.value ?? null;
  const note =
    (change: Change): Change =>
    (present) => {
      const next = change(present);
      if (next === present && !seen.includes('conflict')) seen.push('unchanged');
      else if (next !== present) seen.push('applied');
      return next;
    };
  if (operation.operation === 'remove')
    return writePath(
      resource,
      path,
      note(() => undefined),
      CREATABLE,
    );
  if (path.at(-1)?.kind === 'each') {
    const replace = operation.operation === 'addOrReplace';
    return writePath(resource, path.slice(0, -1), note(elementChange(value, replace)), CREATABLE);
  }
  const set: Change = (present) => {
    if (present !== undefined && present !== null && deepEqual(present, value)) return present;
    if (operation.operation === 'addOrReplace' || present === undefined || present === null) return value;
    seen.push('conflict');
    return present;
  };
  return writePath(resource, path, note(set), CREATABLE);
}

/** `x[*]`: add puts one element at the end, addOrReplace leaves nothing but the one. */
function elementChange(value: JsonValue, replace: boolean): Change {
  return (present) => {
    const items = isJsonArray(present) ? present : [];
    if (replace) return items.length === 1 && deepEqual(items[0] as JsonValue, value) ? present : [value];
    return items.some((item) => deepEqual(item, value)) ? present : [...items, value];
  };
}
