import { isObject, keysOf } from '../runtime/access';
import { entryOf, put } from '../runtime/build';
import { builtinError } from '../runtime/session';
import { valueToRegoText } from '../values/rego-text';
import {
  equal,
  type RegoMap,
  type RegoObject,
  RegoSet,
  type RegoValue,
  setOf,
  typeName,
} from '../values/value';
import { operandFailure } from './failure';
import { isArray, wrong } from './operands';

const NAME = 'json.patch';

/** RFC 6902 on Rego values; a set's members are addressed by themselves. Any failing operation makes it undefined. */
export function jsonPatch(document: RegoValue, patches: RegoValue): RegoValue | undefined {
  if (!isArray(patches)) return wrong(NAME, 2, 'array', patches);
  let result: RegoValue | undefined = document;
  for (const patch of patches) {
    if (!isObject(patch))
      return builtinError(
        NAME,
        'must be an array of JSON-Patch objects, but at least one element is not an object',
      );
    result = applyPatch(result as RegoValue, patch);
    if (result === undefined) return undefined;
  }
  return result;
}

type Path = readonly RegoValue[];

function applyPatch(document: RegoValue, patch: RegoObject | RegoMap): RegoValue | undefined {
  if (entryOf(patch, 'path') === undefined) return builtinError(NAME, "missing required attribute 'path'");
  const op = entryOf(patch, 'op');
  if (op === undefined) return builtinError(NAME, "missing required attribute 'op'");
  if (typeof op !== 'string')
    return builtinError(NAME, `attribute 'op' must be a string but found: ${typeName(op)}`);
  const path = pathOf(patch, 'path');
  if (path === undefined) return undefined;
  switch (op) {
    case 'add': {
      const value = attribute(patch, 'value');
      return value === undefined ? undefined : orNowhere(path, add(document, path, value));
    }
    case 'remove':
      return orNowhere(path, remove(document, path)?.rest);
    case 'replace': {
      const removed = remove(document, path);
      const value = removed === undefined ? nowhere(path) : attribute(patch, 'value');
      if (removed === undefined || value === undefined) return undefined;
      return path.length === 0 ? value : orNowhere(path, add(removed.rest, path, value));
    }
    case 'move': {
      const from = pathOf(patch, 'from');
      if (from === undefined) return undefined;
      if (from.length < path.length && from.every((part, i) => equal(part, path[i] as RegoValue)))
        return nowhere(path);
      const removed = remove(document, from);
      if (removed === undefined) return nowhere(from);
      return orNowhere(path, add(removed.rest, path, removed.taken));
    }
    case 'copy': {
      const from = pathOf(patch, 'from');
      if (from === undefined) return undefined;
      const copied = find(document, from);
      return copied === undefined ? nowhere(from) : orNowhere(path, add(document, path, copied));
    }
    case 'test': {
      const found = find(document, path);
      const value = found === undefined ? nowhere(path) : attribute(patch, 'value');
      if (found === undefined || value === undefined) return undefined;
      if (equal(found, value)) return document;
      const both = `Expected: ${valueToRegoText(value)}\n\nFound: ${valueToRegoText(found)}`;
      return builtinError(NAME, `value from EditTree != patch value.\n\n${both}`);
    }
    default:
      return builtinError(NAME, `unrecognized op: '${op}'`);
  }
}

function orNowhere(path: Path, value: RegoValue | undefined): RegoValue | undefined {
  return value === undefined ? nowhere(path) : value;
}

function nowhere(path: Path): undefined {
  return builtinError(NAME, `path ${valueToRegoText(path)} does not exist or cannot be changed`);
}

function attribute(patch: RegoObject | RegoMap, name: string): RegoValue | undefined {
  const value = entryOf(patch, name);
  return value === undefined ? builtinError(NAME, `missing required attribute '${name}'`) : value;
}

function pathOf(patch: RegoObject | RegoMap, name: string): Path | undefined {
  const value = entryOf(patch, name);
  if (value === undefined) return builtinError(NAME, `missing required attribute '${name}'`);
  if (isArray(value)) return value;
  if (typeof value !== 'string') {
    const want = 'must be one of {set, array} containing string paths or array of path segments';
    return operandFailure(NAME, 2, `${want} but got ${typeName(value)}`);
  }
  if (value === '') return [];
  return value
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Position in an array; `end`: one past the last is allowed, also as `-`. */
function indexIn(list: readonly RegoValue[], key: RegoValue, end: boolean): number | undefined {
  if (key === '-' && end) return list.length;
  const text = typeof key === 'number' ? String(key) : key;
  if (typeof text !== 'string' || !/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const index = Number(text);
  return index < list.length + (end ? 1 : 0) ? index : undefined;
}

function find(document: RegoValue, path: readonly RegoValue[]): RegoValue | undefined {
  let value: RegoValue | undefined = document;
  for (const key of path) {
    if (value === undefined) return undefined;
    if (isArray(value)) {
      const index = indexIn(value, key, false);
      value = index === undefined ? undefined : value[index];
    } else if (value instanceof RegoSet) value = value.find(key);
    else value = isObject(value) ? entryOf(value, key) : undefined;
  }
  return value;
}

function copyOf(object: RegoObject | RegoMap, without?: RegoValue): RegoObject | RegoMap {
  let copy: RegoObject | RegoMap = {};
  for (const key of keysOf(object) ?? []) {
    if (without === undefined || !equal(key, without))
      copy = put(copy, key, entryOf(object, key) as RegoValue);
  }
  return copy;
}

/** A copy with the member at `key` replaced by what `change` makes of it. */
function changed(
  document: RegoValue,
  key: RegoValue,
  change: (member: RegoValue) => RegoValue | undefined,
): RegoValue | undefined {
  const member = find(document, [key]);
  const next = member === undefined ? undefined : change(member);
  if (next === undefined) return undefined;
  if (isArray(document)) return document.with(indexIn(document, key, false) as number, next);
  if (document instanceof RegoSet)
    return setOf([...document.items.filter((item) => !equal(item, key)), next]);
  return put(copyOf(document as RegoObject | RegoMap), key, next);
}

function add(document: RegoValue, path: readonly RegoValue[], value: RegoValue): RegoValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (rest.length > 0) return changed(document, key, (member) => add(member, rest, value));
  if (isArray(document)) {
    const index = indexIn(document, key, true);
    return index === undefined ? undefined : document.toSpliced(index, 0, value);
  }
  if (document instanceof RegoSet) return equal(key, value) ? setOf([...document.items, value]) : undefined;
  return isObject(document) ? put(copyOf(document), key, value) : undefined;
}

function remove(
  document: RegoValue,
  path: readonly RegoValue[],
): { readonly rest: RegoValue; readonly taken: RegoValue } | undefined {
  const [key, ...others] = path;
  if (key === undefined) return { rest: null, taken: document };
  const taken = find(document, [key]);
  if (taken === undefined) return undefined;
  if (others.length > 0) {
    const inner = remove(taken, others);
    const rest = inner === undefined ? undefined : changed(document, key, () => inner.rest);
    return inner === undefined || rest === undefined ? undefined : { rest, taken: inner.taken };
  }
  if (isArray(document))
    return { rest: document.toSpliced(indexIn(document, key, false) as number, 1), taken };
  if (document instanceof RegoSet)
    return { rest: setOf(document.items.filter((i) => !equal(i, key))), taken };
  return { rest: copyOf(document as RegoObject | RegoMap, key), taken };
}
