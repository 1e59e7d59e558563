import { isObject, keysOf, membersFor } from '../runtime/access';
import { entryOf, put } from '../runtime/build';
import { charge } from '../runtime/session';
import {
  equal,
  type RegoMap,
  type RegoObject,
  RegoSet,
  type RegoValue,
  setOf,
  typeName,
} from '../values/value';
import { builtinTable } from './builtin';
import { operandFailure } from './failure';
import { jsonPatch } from './json-patch';
import { isArray, listOperand, wrong } from './operands';

/** `json.filter`, `json.remove`, `json.patch`, `walk`. */
export const jsonDocumentBuiltins = builtinTable({
  'json.filter': (value: RegoValue, paths: RegoValue) => {
    if (!isObject(value)) return wrong('json.filter', 1, 'object', value);
    const tree = pathTree('json.filter', paths);
    return tree === undefined ? undefined : filter(value, tree);
  },
  'json.remove': (value: RegoValue, paths: RegoValue) => {
    if (!isObject(value)) return wrong('json.remove', 1, 'object', value);
    const tree = pathTree('json.remove', paths);
    return tree === undefined ? undefined : remove(value, tree);
  },
  'json.patch': jsonPatch,
  walk: (value: RegoValue) => {
    const rows: RegoValue[] = [];
    walk(value, [], rows);
    return rows;
  },
});

/** Parts of paths; an empty map ends a path. */
interface PathTree {
  readonly next: { key: RegoValue; tree: PathTree }[];
  ends: boolean;
}

function pathTree(name: string, paths: RegoValue): PathTree | undefined {
  const list = listOperand(paths);
  if (list === undefined) return wrong(name, 2, 'one of {set, array}', paths);
  const root: PathTree = { next: [], ends: false };
  for (const path of list) {
    let parts: readonly RegoValue[];
    if (typeof path === 'string')
      parts = path === '' ? [] : path.replace(/^\/+/, '').split('/').map(unescapePart);
    else if (isArray(path)) parts = path;
    else
      return operandFailure(
        name,
        2,
        `must be one of {set, array} containing string paths or array of path segments but got ${typeName(path)}`,
      );
    let node = root;
    for (const key of parts) {
      let child = node.next.find((n) => equal(n.key, key));
      if (child === undefined) {
        child = { key, tree: { next: [], ends: false } };
        node.next.push(child);
      }
      node = child.tree;
    }
    if (node !== root) node.ends = true;
  }
  return root;
}

function unescapePart(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Places in arrays are named by text, as in JSON pointers. */
function isPlace(key: number, part: RegoValue): boolean {
  return part === String(key);
}

function filter(value: RegoValue, tree: PathTree): RegoValue | undefined {
  if (tree.ends) return value;
  if (isArray(value)) {
    const kept: RegoValue[] = [];
    value.forEach((item, i) => {
      const hit = tree.next.find((n) => isPlace(i, n.key));
      const result = hit === undefined ? undefined : filter(item, hit.tree);
      if (result !== undefined) kept.push(result);
    });
    return kept;
  }
  if (value instanceof RegoSet) {
    const kept = new RegoSet();
    for (const item of value.sorted()) {
      const hit = tree.next.find((n) => equal(item, n.key));
      const result = hit === undefined ? undefined : filter(item, hit.tree);
      if (result !== undefined) kept.add(result);
    }
    return kept;
  }
  if (!isObject(value)) return value;
  let result: RegoObject | RegoMap = {};
  for (const { key, tree: rest } of tree.next) {
    const member = entryOf(value, key);
    const kept = member === undefined ? undefined : filter(member, rest);
    if (kept !== undefined) result = put(result, key, kept);
  }
  return result;
}

function remove(value: RegoValue, tree: PathTree): RegoValue {
  if (tree.next.length === 0) return value;
  if (isArray(value)) {
    const kept: RegoValue[] = [];
    value.forEach((item, i) => {
      const hit = tree.next.find((n) => isPlace(i, n.key));
      if (hit === undefined) kept.push(item);
      else if (!hit.tree.ends) kept.push(remove(item, hit.tree));
    });
    return kept;
  }
  if (value instanceof RegoSet) {
    return setOf(
      value.sorted().flatMap((item) => {
        const hit = tree.next.find((n) => equal(item, n.key));
        if (hit === undefined) return [item];
        return hit.tree.ends ? [] : [remove(item, hit.tree)];
      }),
    );
  }
  if (!isObject(value)) return value;
  let result: RegoObject | RegoMap = {};
  for (const key of keysOf(value) ?? []) {
    const hit = tree.next.find((n) => equal(key, n.key));
    const member = entryOf(value, key) as RegoValue;
    if (hit === undefined) result = put(result, key, member);
    else if (!hit.tree.ends) result = put(result, key, remove(member, hit.tree));
  }
  return result;
}

function walk(value: RegoValue, path: readonly RegoValue[], rows: RegoValue[]): void {
  charge(1);
  rows.push([path, value]);
  if (typeof value !== 'object' || value === null) return;
  const keys = keysOf(value);
  membersFor(value, keys).forEach((member, i) => {
    walk(member, [...path, keys === undefined ? i : (keys[i] as RegoValue)], rows);
  });
}
