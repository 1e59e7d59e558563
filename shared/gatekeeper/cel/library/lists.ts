import {
  CelDuration,
  CelError,
  CelOptional,
  CelUint,
  celEqual,
  isList,
  ordered,
} from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';
import { toInt, toUint } from './operators';

/** Longest list that `lists.range` makes. */
const maxRange = 1_000_000;

type List = readonly unknown[];

/** Functions on lists and sets: Kubernetes' own, CEL's list extension and its set extension. */
export function registerLists({ global, member }: CelRegistry): void {
  const sortable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
  for (const type of sortable) {
    member('isSorted', [`list(${type})`], 'bool', (list: List) =>
      list.every((each, index) => index === 0 || ordered(list[index - 1], each) <= 0),
    );
    member('min', [`list(${type})`], type, (list: List) => extreme(list, 'min', -1));
    member('max', [`list(${type})`], type, (list: List) => extreme(list, 'max', 1));
    member('sort', [`list(${type})`], `list(${type})`, (list: List) => [...list].sort(ordered));
  }
  for (const type of ['int', 'uint', 'double', 'duration']) {
    member('sum', [`list(${type})`], type, (list: List) => sum(list, type));
  }
  member('indexOf', ['list(A)', 'A'], 'int', (list: List, wanted: unknown) =>
    BigInt(list.findIndex((each) => celEqual(each, wanted))),
  );
  member('lastIndexOf', ['list(A)', 'A'], 'int', (list: List, wanted: unknown) =>
    BigInt(list.findLastIndex((each) => celEqual(each, wanted))),
  );
  member('slice', ['list(A)', 'int', 'int'], 'list(A)', slice);
  member('flatten', ['list(list(A))'], 'list(A)', (list: List) => flatten(list, 1));
  member('flatten', ['list(dyn)', 'int'], 'list(dyn)', (list: List, depth: bigint) => {
    if (depth < 0n) throw new CelError('level must be non-negative');
    return flatten(list, Number(depth));
  });
  member('reverse', ['list(A)'], 'list(A)', (list: List) => [...list].reverse());
  member('distinct', ['list(A)'], 'list(A)', distinct);
  member('first', ['list(A)'], 'optional(A)', (list: List) => at(list, 0));
  member('last', ['list(A)'], 'optional(A)', (list: List) => at(list, list.length - 1));
  global('lists.range', ['int'], 'list(int)', (count: bigint) => {
    if (count < 0n) throw new CelError(`lists.range: size must be non-negative, got ${count}`);
    if (count > maxRange) throw new CelError(`lists.range: size exceeds limit, got ${count}`);
    return Array.from({ length: Number(count) }, (_each, index) => BigInt(index));
  });
  registerSets(global);
}

function registerSets(global: CelRegistry['global']): void {
  const includes = (list: List, wanted: unknown): boolean => list.some((each) => celEqual(each, wanted));
  const contains = (list: List, others: List): boolean => others.every((other) => includes(list, other));
  const lists = ['list(A)', 'list(A)'];
  global('sets.contains', lists, 'bool', contains);
  global('sets.equivalent', lists, 'bool', (a: List, b: List) => contains(a, b) && contains(b, a));
  global('sets.intersects', lists, 'bool', (a: List, b: List) => b.some((each) => includes(a, each)));
}

function at(list: List, index: number): CelOptional {
  return index >= 0 && index < list.length ? CelOptional.of(list[index]) : CelOptional.none;
}

function slice(list: List, start: bigint, end: bigint): List {
  if (start < 0n || end < 0n)
    throw new CelError(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end)
    throw new CelError(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (end > BigInt(list.length))
    throw new CelError(`cannot slice(${start}, ${end}), list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

function flatten(list: List, depth: number): unknown[] {
  return list.flatMap((each) => (isList(each) && depth > 0 ? flatten(each, depth - 1) : [each]));
}

/** In the order of first sight; texts, booleans and integers go through a set. */
function distinct(list: List): List {
  const seen = new Set<unknown>();
  const others: unknown[] = [];
  return list.filter((each) => {
    if (typeof each === 'string' || typeof each === 'boolean') {
      if (seen.has(each)) return false;
      seen.add(each);
      return true;
    }
    if (others.some((other) => celEqual(other, each))) return false;
    others.push(each);
    return true;
  });
}

function sum(list: List, type: string): unknown {
  let total: bigint | number | undefined;
  let kind: unknown;
  for (const each of list) {
    const value =
      each instanceof CelUint ? each.value : each instanceof CelDuration ? each.nanoseconds : each;
    const same = kind === undefined || (typeof kind === typeof each && kindOf(kind) === kindOf(each));
    if (!same || (typeof value !== 'bigint' && typeof value !== 'number'))
      throw new CelError('no such overload');
    kind ??= each;
    total = total === undefined ? value : (total as bigint) + (value as bigint);
  }
  if (kind instanceof CelUint) return toUint(total as bigint);
  if (kind instanceof CelDuration) return new CelDuration(total as bigint);
  if (typeof total === 'bigint') return toInt(total);
  return total ?? zeroOf(type);
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? value.constructor : typeof value;
}

function zeroOf(type: string): unknown {
  if (type === 'double') return 0;
  if (type === 'uint') return new CelUint(0n);
  return type === 'duration' ? new CelDuration(0n) : 0n;
}

function extreme(list: List, name: string, sign: 1 | -1): unknown {
  const [first, ...rest] = list;
  if (first === undefined) throw new CelError(`${name} called on empty list`);
  return rest.reduce((best, each) => (ordered(each, best) * sign > 0 ? each : best), first);
}
