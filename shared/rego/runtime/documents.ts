import { compareValues, type RegoMap, type RegoObject, type RegoValue } from '../values/value';
import { follow, get, isObject, keysOf } from './access';
import { entryOf, put } from './build';

/** What the generated code tells about a node of the document tree. */
export interface RuntimeNode {
  readonly path: readonly string[];
  readonly children: ReadonlyMap<string, number>;
  /** Evaluates the rule here; null for functions, undefined where there is only a package. */
  readonly rule: (() => RegoValue | undefined) | null | undefined;
}

/** A document that is part rules and part data, not yet put together. */
interface OpenDocument {
  readonly node: RuntimeNode;
  readonly base: RegoValue | undefined;
}

export interface Documents {
  value(node: number): RegoValue | undefined;
  open(node: number): unknown;
  step(document: unknown, key: RegoValue): unknown;
  keys(document: unknown): readonly RegoValue[];
  close(document: unknown): RegoValue | undefined;
}

/** Reads packages as documents: rules' values merged over base data. */
export function createDocuments(
  nodes: readonly RuntimeNode[],
  data: () => RegoValue | undefined,
  replaced: () => readonly (readonly RegoValue[])[],
): Documents {
  const opened = new WeakSet<object>();
  const open = (index: number, base?: RegoValue): OpenDocument => {
    const node = nodes[index] as RuntimeNode;
    const document = { node, base: base ?? follow(data(), node.path) };
    opened.add(document);
    return document;
  };
  const isOpen = (value: unknown): value is OpenDocument =>
    typeof value === 'object' && value !== null && opened.has(value);
  const isReplaced = (node: RuntimeNode): boolean =>
    replaced().some(
      (path) => path.length === node.path.length && path.every((key, i) => key === node.path[i]),
    );

  const step = (document: unknown, key: RegoValue): unknown => {
    if (!isOpen(document)) return get(document as RegoValue, key);
    const child = typeof key === 'string' ? document.node.children.get(key) : undefined;
    const base = document.base === undefined ? undefined : get(document.base, key);
    if (child === undefined) return base;
    const node = nodes[child] as RuntimeNode;
    if (isReplaced(node)) return base;
    if (node.rule === undefined) return open(child, base);
    return node.rule === null ? undefined : node.rule();
  };
  const keys = (document: unknown): readonly RegoValue[] => {
    if (!isOpen(document)) {
      const value = document as RegoValue;
      return keysOf(value) ?? (value as readonly RegoValue[]).map((_, i) => i);
    }
    const names = new Set<RegoValue>(document.node.children.keys());
    if (document.base !== undefined && isObject(document.base))
      for (const key of keysOf(document.base) ?? []) names.add(key);
    return [...names].sort(compareValues);
  };
  const close = (document: unknown): RegoValue | undefined => {
    if (!isOpen(document)) return document as RegoValue | undefined;
    let result: RegoObject | RegoMap = {};
    for (const key of keys(document)) {
      const member = merge(get(document.base ?? null, key), close(step(document, key)));
      if (member !== undefined) result = put(result, key, member);
    }
    return result;
  };
  return { value: (index) => close(open(index)), open, step, keys, close };
}

/** How `with` paths lie to a rule: 0 apart, 1 at or above it (its value comes from data), 2 inside its value. */
export function shadowOf(replaced: readonly (readonly RegoValue[])[], path: readonly string[]): 0 | 1 | 2 {
  for (const target of replaced) {
    const length = Math.min(target.length, path.length);
    let same = true;
    for (let i = 0; i < length && same; i++) same = target[i] === path[i];
    if (same) return target.length <= path.length ? 1 : 2;
  }
  return 0;
}

/** A rule's value with the parts that `with` replaces inside it. */
export function overlay(
  value: RegoValue | undefined,
  data: RegoValue | undefined,
  replaced: readonly (readonly RegoValue[])[],
  path: readonly string[],
): RegoValue | undefined {
  let result = value;
  for (const target of [...replaced].reverse()) {
    if (target.length <= path.length || !path.every((part, i) => part === target[i])) continue;
    const inner = target.slice(path.length);
    const patch = follow(data, target);
    if (patch !== undefined) result = putInto(result, inner, patch);
  }
  return result;
}

function putInto(base: RegoValue | undefined, path: readonly RegoValue[], value: RegoValue): RegoValue {
  if (path.length === 0) return value;
  const [key, ...rest] = path as [RegoValue, ...RegoValue[]];
  let copy: RegoObject | RegoMap = {};
  let inner: RegoValue | undefined;
  if (base !== undefined && isObject(base)) {
    for (const k of keysOf(base) ?? []) copy = put(copy, k, entryOf(base, k) as RegoValue);
    inner = entryOf(base, key);
  }
  return put(copy, key, putInto(inner, rest, value));
}

/** A rule's value and base data under the same name: objects merge, and where both have a value the data stands. */
function merge(base: RegoValue | undefined, value: RegoValue | undefined): RegoValue | undefined {
  if (base === undefined || base === value) return value;
  if (value === undefined || !isObject(base) || !isObject(value)) return base;
  let result: RegoObject | RegoMap = {};
  for (const key of keysOf(value) ?? []) result = put(result, key, entryOf(value, key) as RegoValue);
  for (const key of keysOf(base) ?? []) {
    result = put(result, key, merge(entryOf(base, key), entryOf(result, key)) as RegoValue);
  }
  return result;
}
