import { get, isObject, keysOf } from '../runtime/access';
import { entryOf, put } from '../runtime/build';
import { equal, type RegoMap, type RegoObject, RegoSet, type RegoValue, setOf } from '../values/value';
import { builtinTable } from './builtin';
import { typeFailure } from './failure';
import { isArray, wrong, wrongMember } from './operands';

type AnyObject = RegoObject | RegoMap;

export const objectBuiltins = builtinTable({
  'object.get': objectGet,
  'object.keys': (o: RegoValue) =>
    isObject(o) ? setOf(keysOf(o) as readonly RegoValue[]) : wrong('object.keys', 1, 'object', o),
  'object.remove': (o: RegoValue, keys: RegoValue) => selectKeys('object.remove', o, keys, false),
  'object.filter': (o: RegoValue, keys: RegoValue) => selectKeys('object.filter', o, keys, true),
  'object.union': (a: RegoValue, b: RegoValue) => {
    if (!isObject(a)) return wrong('object.union', 1, 'object', a);
    if (!isObject(b)) return wrong('object.union', 2, 'object', b);
    return union(a, b);
  },
  'object.union_n': (list: RegoValue) => {
    if (!isArray(list)) return wrong('object.union_n', 1, 'array', list);
    let result: AnyObject = {};
    for (const item of list) {
      if (!isObject(item)) return wrongMember('object.union_n', 1, list, 'object', item);
      result = union(result, item);
    }
    return result;
  },
  'object.subset': subset,
});

function objectGet(object: RegoValue, key: RegoValue, fallback: RegoValue): RegoValue | undefined {
  if (!isObject(object)) return wrong('object.get', 1, 'object', object);
  if (!isArray(key)) {
    const member = entryOf(object, key);
    return member === undefined ? fallback : member;
  }
  let value: RegoValue | undefined = object;
  for (const part of key) {
    value = get(value, part);
    if (value === undefined) return fallback;
  }
  return value;
}

function selectKeys(name: string, object: RegoValue, keys: RegoValue, keep: boolean): RegoValue | undefined {
  if (!isObject(object)) return wrong(name, 1, 'object', object);
  const list =
    keys instanceof RegoSet ? keys.items : isArray(keys) ? keys : isObject(keys) ? keysOf(keys) : undefined;
  if (list === undefined) return wrong(name, 2, 'one of {object, set, array}', keys);
  const wanted = setOf(list);
  let result: AnyObject = {};
  for (const key of keysOf(object) ?? []) {
    if ((wanted.find(key) !== undefined) === keep)
      result = put(result, key, entryOf(object, key) as RegoValue);
  }
  return result;
}

function union(a: AnyObject, b: AnyObject): AnyObject {
  let result: AnyObject = {};
  for (const key of keysOf(a) ?? []) result = put(result, key, entryOf(a, key) as RegoValue);
  for (const key of keysOf(b) ?? []) {
    const left = entryOf(a, key);
    const right = entryOf(b, key) as RegoValue;
    result = put(
      result,
      key,
      left !== undefined && isObject(left) && isObject(right) ? union(left, right) : right,
    );
  }
  return result;
}

function subset(sup: RegoValue, sub: RegoValue): RegoValue | undefined {
  if (isObject(sup) && isObject(sub)) return objectContains(sup, sub);
  if (sup instanceof RegoSet && sub instanceof RegoSet)
    return sub.items.every((item) => sup.find(item) !== undefined);
  if (isArray(sup) && isArray(sub)) return hasRun(sup, sub);
  if (isArray(sup) && sub instanceof RegoSet) {
    return sub.items.every((item) => sup.some((other) => equal(item, other)));
  }
  return typeFailure(
    'object.subset',
    'both arguments object.subset must be of the same type or array and set',
  );
}

function objectContains(sup: AnyObject, sub: AnyObject): boolean {
  return (keysOf(sub) ?? []).every((key) => {
    const left = entryOf(sup, key);
    const right = entryOf(sub, key) as RegoValue;
    if (left === undefined) return false;
    if (isObject(left) && isObject(right)) return objectContains(left, right);
    if (left instanceof RegoSet && right instanceof RegoSet)
      return right.items.every((i) => left.find(i) !== undefined);
    if (isArray(left) && isArray(right)) return hasRun(left, right);
    return equal(left, right);
  });
}

/** `part` occurs in `list` as a contiguous run. */
function hasRun(list: readonly RegoValue[], part: readonly RegoValue[]): boolean {
  for (let start = 0; start + part.length <= list.length; start++) {
    if (part.every((item, i) => equal(item, list[start + i] as RegoValue))) return true;
  }
  return false;
}
