import { isObject } from '../../runtime/access';
import { entryOf } from '../../runtime/build';
import type { RegoObject, RegoValue } from '../../values/value';

/** A node of a syntax tree in the shape of gqlparser's JSON, without positions and without what is empty. */
export type Node = RegoObject;

/** A node of these members; empty lists and absent members are left out. */
export function nodeOf(members: Readonly<Record<string, RegoValue | undefined>>): Node {
  const kept = Object.entries(members).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as Node;
}

// Trees may come from policies, hence nothing about their members is taken for granted.

export function textOf(node: Node | undefined, name: string): string {
  const value = node === undefined ? undefined : entryOf(node, name);
  return typeof value === 'string' ? value : '';
}

export function childOf(node: Node | undefined, name: string): Node | undefined {
  const value = node === undefined ? undefined : entryOf(node, name);
  return value !== undefined && isObject(value) ? (value as Node) : undefined;
}

export function childrenOf(node: Node | undefined, name: string): readonly Node[] {
  const value = node === undefined ? undefined : entryOf(node, name);
  if (!Array.isArray(value)) return [];
  return (value as readonly RegoValue[]).filter(isObject) as readonly Node[];
}

export function textsOf(node: Node | undefined, name: string): readonly string[] {
  const value = node === undefined ? undefined : entryOf(node, name);
  if (!Array.isArray(value)) return [];
  return (value as readonly RegoValue[]).filter((item) => typeof item === 'string');
}

export function has(node: Node | undefined, name: string): boolean {
  return node !== undefined && entryOf(node, name) !== undefined;
}
