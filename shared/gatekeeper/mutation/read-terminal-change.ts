import {
  asObject,
  asString,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
  valueAt,
} from '../json';
import { jsonEqual } from '../json-equal';
import type { TerminalChange } from './change-at';
import { imagePartsProblem, joinImage, splitImage } from './image-reference';
import type { LocationNode } from './parse-location';

/** The kinds of mutators. */
export type MutatorKind = 'Assign' | 'AssignImage' | 'AssignMetadata' | 'ModifySet';

/** Makes the change for one object; assigned values may come from its metadata. */
export type ChangeFor = (object: JsonObject) => TerminalChange;

/** What a mutator does at the end of its location, or why it is refused. */
export function readTerminalChange(
  kind: MutatorKind,
  location: readonly LocationNode[],
  parameters: JsonObject | undefined,
): ChangeFor | { readonly problem: string } {
  switch (kind) {
    case 'Assign':
      return readAssign(location, parameters);
    case 'AssignMetadata':
      return readAssignMetadata(location, parameters);
    case 'ModifySet':
      return readModifySet(location, parameters);
    case 'AssignImage':
      return readAssignImage(location, parameters);
  }
}

type ValueFor = (object: JsonObject) => JsonValue | undefined;

function readAssign(
  location: readonly LocationNode[],
  parameters: JsonObject | undefined,
): ChangeFor | { readonly problem: string } {
  if (isMetadata(location)) {
    return { problem: 'Assign cannot change metadata; use AssignMetadata.' };
  }
  const value = readAssigned(parameters);
  if ('problem' in value) return value;
  const last = location[location.length - 1];
  if (last?.type === 'glob')
    return { problem: 'an assigned list element must be selected by a value, not by "*".' };
  if (last?.type === 'list') {
    const element = value.fixed;
    if (!isJsonObject(element) || ownValue(element, last.key) !== last.value) {
      return {
        problem: `the assigned element must be an object whose "${last.key}" is ${JSON.stringify(last.value)}.`,
      };
    }
  }
  const key = changedKey(location);
  if (key !== undefined) return { problem: `the key field "${key}" of a list element cannot be changed.` };
  return (object) => {
    const wanted = value.of(object);
    return (current) => (wanted === undefined || jsonEqual(current, wanted) ? undefined : wanted);
  };
}

/** The field that selects list elements, where the location ends in it. */
function changedKey(location: readonly LocationNode[]): string | undefined {
  const last = location[location.length - 1];
  const before = location[location.length - 2];
  if (before === undefined || before.type === 'object' || last?.type !== 'object') return undefined;
  return last.name === before.key ? before.key : undefined;
}

function isMetadata([root]: readonly LocationNode[]): boolean {
  return root?.type === 'object' && root.name === 'metadata';
}

function readAssigned(
  parameters: JsonObject | undefined,
): { readonly of: ValueFor; readonly fixed: JsonValue | undefined } | { readonly problem: string } {
  const assign = asObject(ownValue(parameters, 'assign')) ?? {};
  const given = ['value', 'fromMetadata', 'externalData'].filter(
    (key) => (ownValue(assign, key) ?? null) !== null,
  );
  if (given.length !== 1)
    return { problem: 'spec.parameters.assign needs exactly one of value, fromMetadata and externalData.' };
  if (given[0] === 'externalData')
    return { problem: 'values from external data providers are not supported.' };
  if (given[0] === 'value') {
    const fixed = ownValue(assign, 'value');
    return { of: () => fixed, fixed };
  }
  const field = valueAt(assign, 'fromMetadata', 'field');
  if (field !== 'name' && field !== 'namespace')
    return { problem: 'fromMetadata.field must be name or namespace.' };
  return { of: (object) => asString(valueAt(object, 'metadata', field)) ?? '', fixed: undefined };
}

function readAssignMetadata(
  location: readonly LocationNode[],
  parameters: JsonObject | undefined,
): ChangeFor | { readonly problem: string } {
  const [root, section, key] = location.map((node) => (node.type === 'object' ? node.name : ''));
  const known = root === 'metadata' && (section === 'labels' || section === 'annotations');
  if (location.length !== 3 || !known || key === '') {
    return { problem: 'AssignMetadata changes metadata.labels.<key> or metadata.annotations.<key> only.' };
  }
  const value = readAssigned(parameters);
  if ('problem' in value) return value;
  if (value.fixed !== undefined && typeof value.fixed !== 'string') {
    return { problem: 'the value of a label or annotation must be a text.' };
  }
  return (object) => (current) => (current === undefined ? value.of(object) : undefined);
}

function readModifySet(
  location: readonly LocationNode[],
  parameters: JsonObject | undefined,
): ChangeFor | { readonly problem: string } {
  if (isMetadata(location)) return { problem: 'ModifySet cannot change metadata.' };
  if (location[location.length - 1]?.type !== 'object') {
    return { problem: 'the location of ModifySet must end in the list itself, not in one of its elements.' };
  }
  const operation = asString(ownValue(parameters, 'operation')) ?? 'merge';
  const values = valueAt(parameters, 'values', 'fromList');
  if (!isJsonArray(values)) return { problem: 'spec.parameters.values.fromList must be a list.' };
  if (operation === 'merge') {
    return () => (current) => (current === undefined ? values : merge(readList(current), values));
  }
  if (operation === 'prune')
    return () => (current) => (current === undefined ? undefined : prune(readList(current), values));
  return { problem: `the operation "${operation}" is neither merge nor prune.` };
}

function readList(current: JsonValue | undefined): readonly JsonValue[] {
  const list = current ?? [];
  if (!isJsonArray(list)) throw new TypeError('expected a list to modify');
  return list;
}

function merge(list: readonly JsonValue[], values: readonly JsonValue[]): JsonValue[] | undefined {
  const missing = values.filter(
    (value, index) =>
      !list.some((member) => jsonEqual(member, value)) &&
      values.findIndex((other) => jsonEqual(other, value)) === index,
  );
  return missing.length === 0 ? undefined : [...list, ...missing];
}

function prune(list: readonly JsonValue[], values: readonly JsonValue[]): JsonValue[] | undefined {
  const kept = list.filter((member) => !values.some((value) => jsonEqual(member, value)));
  return kept.length === list.length ? undefined : kept;
}

function readAssignImage(
  location: readonly LocationNode[],
  parameters: JsonObject | undefined,
): ChangeFor | { readonly problem: string } {
  if (isMetadata(location)) return { problem: 'AssignImage cannot change metadata.' };
  if (location[location.length - 1]?.type !== 'object')
    return { problem: 'the location of AssignImage must end in a field.' };
  const key = changedKey(location);
  if (key !== undefined) return { problem: `the key field "${key}" of a list element cannot be changed.` };
  const part = (name: string): string | undefined => asString(ownValue(parameters, name)) || undefined;
  const [domain, path, tag] = [part('assignDomain'), part('assignPath'), part('assignTag')];
  const given = {
    ...(domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    ...(tag === undefined ? {} : { tag }),
  };
  const problem = imagePartsProblem(given);
  if (problem !== undefined) return { problem: `${problem}.` };
  return () => (current) => {
    if (current !== undefined && typeof current !== 'string')
      throw new TypeError('expected an image reference');
    const image = joinImage({ ...splitImage(current ?? ''), ...given });
    return image === current ? undefined : image;
  };
}
