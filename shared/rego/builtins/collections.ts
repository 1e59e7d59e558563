import { charge } from '../runtime/session';
import { RegoSet, type RegoValue, setOf } from '../values/value';
import { builtinTable } from './builtin';
import { intOperand, isArray, wrong, wrongInteger } from './operands';

/** Arrays and sets. */
export const collectionBuiltins = builtinTable({
  'array.concat': (a: RegoValue, b: RegoValue) => {
    if (!isArray(a)) return wrong('array.concat', 1, 'array', a);
    if (!isArray(b)) return wrong('array.concat', 2, 'array', b);
    charge(a.length + b.length);
    return [...a, ...b];
  },
  'array.flatten': (a: RegoValue) =>
    isArray(a)
      ? ((a as readonly (RegoValue | readonly RegoValue[])[]).flat(1) as RegoValue)
      : wrong('array.flatten', 1, 'array', a),
  'array.reverse': (a: RegoValue) => (isArray(a) ? [...a].reverse() : wrong('array.reverse', 1, 'array', a)),
  'array.slice': slice,
  and: (a: RegoValue, b: RegoValue) => {
    if (!(a instanceof RegoSet)) return wrong('and', 1, 'set', a);
    if (!(b instanceof RegoSet)) return wrong('and', 2, 'set', b);
    return intersect(a, b);
  },
  or: (a: RegoValue, b: RegoValue) => {
    if (!(a instanceof RegoSet)) return wrong('or', 1, 'set', a);
    if (!(b instanceof RegoSet)) return wrong('or', 2, 'set', b);
    return unite([a, b]);
  },
  intersection: (sets: RegoValue) => {
    const list = setsOf('intersection', sets);
    if (list === undefined) return undefined;
    const [first, ...rest] = list;
    return first === undefined ? new RegoSet() : rest.reduce(intersect, first);
  },
  union: (sets: RegoValue) => {
    const list = setsOf('union', sets);
    return list === undefined ? undefined : unite(list);
  },
});

/** `set_diff`: kept for v0 only. */
export const setDifference = builtinTable({
  set_diff: (a: RegoValue, b: RegoValue) => {
    if (!(a instanceof RegoSet)) return wrong('set_diff', 1, 'set', a);
    if (!(b instanceof RegoSet)) return wrong('set_diff', 2, 'set', b);
    return setOf(a.items.filter((item) => b.find(item) === undefined));
  },
});

function slice(a: RegoValue, start: RegoValue, stop: RegoValue): RegoValue | undefined {
  if (!isArray(a)) return wrong('array.slice', 1, 'array', a);
  const from = intOperand(start);
  if (from === undefined) return wrongInteger('array.slice', 2, start);
  const to = intOperand(stop);
  if (to === undefined) return wrongInteger('array.slice', 3, stop);
  return a.slice(Math.max(0, from), Math.max(0, to));
}

function intersect(a: RegoSet, b: RegoSet): RegoSet {
  return RegoSet.ofDistinct(a.items.filter((item) => b.find(item) !== undefined));
}

function unite(sets: readonly RegoSet[]): RegoSet {
  const result = new RegoSet();
  for (const set of sets) {
    charge(set.size);
    for (const item of set.items) result.add(item);
  }
  return result;
}

function setsOf(name: string, value: RegoValue): readonly RegoSet[] | undefined {
  if (!(value instanceof RegoSet)) return wrong(name, 1, 'set', value);
  const odd = value.items.find((item) => !(item instanceof RegoSet));
  if (odd !== undefined) return wrong(name, 1, 'set', odd);
  return value.sorted() as readonly RegoSet[];
}
