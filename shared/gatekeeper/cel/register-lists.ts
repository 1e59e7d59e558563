import type { Environment } from '@marcbachmann/cel-js';
import { celEqual } from './cel-equal';

class SetsNamespace {}
class ListsNamespace {}

/** Longest list that `lists.range` makes. */
const maxRange = 10_000;

/** Functions on lists and sets that CEL in Kubernetes has beyond those of the library. */
export function registerLists(environment: Environment): void {
  environment
    .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
      list.every((member, index) => index === 0 || compare(list[index - 1], member) <= 0),
    )
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', (list: unknown[]) => extreme(list, 'min', -1))
    .registerFunction('list.max(): dyn', (list: unknown[]) => extreme(list, 'max', 1))
    .registerFunction('list.indexOf(dyn): int', (list: unknown[], wanted: unknown) =>
      BigInt(list.findIndex((member) => celEqual(member, wanted))),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: unknown[], wanted: unknown) =>
      BigInt(list.findLastIndex((member) => celEqual(member, wanted))),
    )
    .registerFunction('list.slice(int, int): list<dyn>', slice)
    .registerFunction('list.flatten(): list<dyn>', (list: unknown[]) => list.flat())
    .registerFunction('list.reverse(): list<dyn>', (list: unknown[]) => list.toReversed())
    .registerFunction('list.sort(): list<dyn>', (list: unknown[]) => list.toSorted(compare))
    .registerFunction('list.distinct(): list<dyn>', (list: unknown[]) =>
      list.filter((member, index) => list.findIndex((other) => celEqual(other, member)) === index),
    );
  registerNamespaces(environment);
}

function registerNamespaces(environment: Environment): void {
  const includes = (list: unknown[], wanted: unknown): boolean =>
    list.some((member) => celEqual(member, wanted));
  const contains = (list: unknown[], others: unknown[]): boolean =>
    others.every((other) => includes(list, other));
  environment
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
    .registerFunction('SetsNamespace.contains(list, list): bool', (_: unknown, a: unknown[], b: unknown[]) =>
      contains(a, b),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) => contains(a, b) && contains(b, a),
    )
    .registerFunction(
      'SetsNamespace.intersects(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) => b.some((other) => includes(a, other)),
    )
    .registerType('ListsNamespace', ListsNamespace)
    .registerConstant('lists', 'ListsNamespace', new ListsNamespace())
    .registerFunction('ListsNamespace.range(int): list<int>', (_: unknown, count: bigint) => {
      if (count > maxRange) throw new Error(`lists.range makes at most ${maxRange} members`);
      return Array.from({ length: Math.max(0, Number(count)) }, (_each, index) => BigInt(index));
    });
}

function slice(list: unknown[], start: bigint, end: bigint): unknown[] {
  if (start < 0n || end < start || end > BigInt(list.length)) {
    throw new Error(`slice(${start}, ${end}) is out of range of a list of ${list.length}`);
  }
  return list.slice(Number(start), Number(end));
}

function sum(list: unknown[]): unknown {
  const [first, ...rest] = list;
  if (first === undefined) return 0n;
  return rest.reduce((total, member) => {
    if (typeof total === 'bigint' && typeof member === 'bigint') return total + member;
    if (typeof total === 'number' && typeof member === 'number') return total + member;
    throw new Error('sum() needs numbers of one type');
  }, first);
}

function extreme(list: unknown[], name: string, sign: 1 | -1): unknown {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${name}() called on an empty list`);
  return rest.reduce((best, member) => (compare(member, best) * sign > 0 ? member : best), first);
}

function compare(a: unknown, b: unknown): number {
  const comparable =
    (typeof a === 'string' && typeof b === 'string') ||
    (typeof a === 'boolean' && typeof b === 'boolean') ||
    (isNumber(a) && isNumber(b));
  if (!comparable) throw new Error('list members cannot be ordered');
  return a < b ? -1 : a > b ? 1 : 0;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
