import { compareStrings } from './compare-strings';
import { Decimal } from './decimal';
import { compareNumbers, isNumber, numberKey, type RegoNumber } from './number';

// Values, their equality, order and hashing need one another (a set is sorted by the order of its elements, and sets
// have a place in that order), so they share this file.

/**
 * A Rego value as the generated code handles it. Plain JSON stays as it is: strings, booleans, null, arrays and
 * objects with string keys (own properties only). Numbers are JavaScript numbers as long as their shortest decimal
 * text says exactly what the policy said; integers beyond 2^53 are bigints, and the rest (`1.0`, `1e400`, fractions
 * with more digits than a double has) are `Decimal`s. Undefined is never a value.
 */
export type RegoValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | readonly RegoValue[]
  | RegoSet
  | RegoMap
  | RegoObject;

export interface RegoObject {
  readonly [key: string]: RegoValue;
}

/** JSON as `JSON.parse` gives it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const names = ['null', 'boolean', 'number', 'string', 'array', 'object', 'set'] as const;

export type RegoTypeName = (typeof names)[number];

/** Place of the value's type in the total order. */
export function typeRank(value: RegoValue): number {
  switch (typeof value) {
    case 'string':
      return 3;
    case 'number':
    case 'bigint':
      return 2;
    case 'boolean':
      return 1;
    default:
      if (value === null) return 0;
      if (Array.isArray(value)) return 4;
      if (value instanceof RegoSet) return 6;
      return value instanceof Decimal ? 2 : 5;
  }
}

export function typeName(value: RegoValue): RegoTypeName {
  return names[typeRank(value)] as RegoTypeName;
}

/** Up to this many elements are searched one by one: cheaper than hashing them. */
const LINEAR_LIMIT = 8;

/** A Rego set. Elements are kept as added and sorted only when somebody looks at their order. */
export class RegoSet {
  readonly items: RegoValue[];
  private scalars: Map<unknown, RegoValue> | undefined;
  private composites: Map<number, RegoValue[]> | undefined;
  private ordered: boolean;

  constructor() {
    this.items = [];
    this.scalars = undefined;
    this.composites = undefined;
    this.ordered = true;
  }

  get size(): number {
    return this.items.length;
  }

  /** The element equal to `value`, or undefined. */
  find(value: RegoValue): RegoValue | undefined {
    const { items } = this;
    if (this.scalars === undefined) {
      if (items.length <= LINEAR_LIMIT) {
        for (let i = 0; i < items.length; i++) {
          const item = items[i] as RegoValue;
          if (item === value || equal(item, value)) return item;
        }
        return undefined;
      }
      this.scalars = new Map();
      this.composites = new Map();
      for (const item of items) this.enter(item);
    }
    if (!isComposite(value)) return this.scalars.get(mapKey(value));
    const bucket = (this.composites as Map<number, RegoValue[]>).get(hashValue(value));
    if (bucket !== undefined) for (const item of bucket) if (equal(item, value)) return item;
    return undefined;
  }

  /** Adds the value unless an equal one is there; tells whether it was added. */
  add(value: RegoValue): boolean {
    if (this.find(value) !== undefined) return false;
    this.items.push(value);
    if (this.scalars !== undefined) this.enter(value);
    this.ordered = this.items.length < 2;
    return true;
  }

  /** The elements in Rego's order. */
  sorted(): readonly RegoValue[] {
    if (!this.ordered) {
      this.items.sort(compareValues);
      this.ordered = true;
    }
    return this.items;
  }

  private enter(value: RegoValue): void {
    if (!isComposite(value)) {
      this.scalars?.set(mapKey(value), value);
      return;
    }
    const hash = hashValue(value);
    const bucket = this.composites?.get(hash);
    if (bucket === undefined) this.composites?.set(hash, [value]);
    else bucket.push(value);
  }
}

function isComposite(value: RegoValue): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Decimal);
}

/** Characters of a string that go into its hash. */
const HASHED_CHARACTERS = 256;
/** Differs between processes, so that nobody can prepare values that all fall into one bucket. */
const SEED = (Math.random() * 0x7fffffff) | 0;

/** A number that is the same for equal composites. */
export function hashValue(value: RegoValue): number {
  switch (typeof value) {
    case 'string':
      return hashString(value);
    case 'number':
    case 'bigint':
      return hashNumber(value);
    case 'boolean':
      return value ? 3 : 5;
    default:
  }
  if (value === null) return 7;
  if (Array.isArray(value)) {
    let hash = 11;
    for (const item of value as readonly RegoValue[]) hash = Math.imul(hash, 31) + hashValue(item);
    return hash | 0;
  }
  if (value instanceof Decimal) return hashNumber(value);
  // Members of sets and objects add up, so their order does not matter.
  let hash = 13;
  if (value instanceof RegoSet) for (const item of value.items) hash += hashValue(item);
  else if (value instanceof RegoMap) for (const [k, v] of value.sorted()) hash += Math.imul(hashValue(k), 17) ^ hashValue(v);
  else {
    const object = value as RegoObject;
    for (const key in object) {
      const member = object[key];
      if (member !== undefined) hash += Math.imul(hashString(key), 17) ^ hashValue(member);
    }
  }
  return hash | 0;
}

function hashNumber(value: RegoNumber): number {
  const key = numberKey(value);
  return typeof key === 'number' ? (key | 0) ^ 19 : hashString(String(key));
}

function hashString(text: string): number {
  let hash = SEED ^ text.length;
  const length = text.length < HASHED_CHARACTERS ? text.length : HASHED_CHARACTERS;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash;
}

export function setOf(values: Iterable<RegoValue>): RegoSet {
  const set = new RegoSet();
  for (const value of values) set.add(value);
  return set;
}

/** An object with at least one key that is not a string. Objects with string keys only are plain JavaScript objects. */
export class RegoMap {
  private readonly pairs: Map<unknown, [RegoValue, RegoValue]>;
  private order: readonly (readonly [RegoValue, RegoValue])[] | undefined;

  constructor() {
    this.pairs = new Map();
    this.order = undefined;
  }

  get size(): number {
    return this.pairs.size;
  }

  get(key: RegoValue): RegoValue | undefined {
    return this.pairs.get(mapKey(key))?.[1];
  }

  set(key: RegoValue, value: RegoValue): void {
    const at = mapKey(key);
    const old = this.pairs.get(at);
    if (old === undefined) this.pairs.set(at, [key, value]);
    else old[1] = value;
    this.order = undefined;
  }

  /** Key and value pairs in the order of the keys. */
  sorted(): readonly (readonly [RegoValue, RegoValue])[] {
    this.order ??= [...this.pairs.values()].sort((a, b) => compareValues(a[0], b[0]));
    return this.order;
  }
}

/** Rego's `==` on two values. */
export function equal(a: RegoValue, b: RegoValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return (
      isNumber(a) &&
      isNumber(b) &&
      !(typeof a === 'number' && typeof b === 'number') &&
      compareNumbers(a, b) === 0
    );
  }
  if (Array.isArray(a))
    return Array.isArray(b) && equalArrays(a as readonly RegoValue[], b as readonly RegoValue[]);
  if (Array.isArray(b)) return false;
  if (a instanceof RegoSet) return b instanceof RegoSet && equalSets(a, b);
  if (a instanceof RegoMap) return b instanceof RegoMap && equalMaps(a, b);
  if (a instanceof Decimal) return b instanceof Decimal && compareNumbers(a, b) === 0;
  if (b instanceof RegoSet || b instanceof RegoMap || b instanceof Decimal) return false;
  return equalObjects(a as RegoObject, b as RegoObject);
}

function equalArrays(a: readonly RegoValue[], b: readonly RegoValue[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equal(a[i] as RegoValue, b[i] as RegoValue)) return false;
  return true;
}

function equalObjects(a: RegoObject, b: RegoObject): boolean {
  let size = 0;
  // Own members only: values come from JSON or are made here, so nothing enumerable is inherited.
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    size++;
    const other = Object.hasOwn(b, key) ? b[key] : undefined;
    if (other === undefined || (value !== other && !equal(value, other))) return false;
  }
  for (const key in b) if (b[key] !== undefined) size--;
  return size === 0;
}

function equalSets(a: RegoSet, b: RegoSet): boolean {
  return a.size === b.size && a.items.every((item) => b.find(item) !== undefined);
}

function equalMaps(a: RegoMap, b: RegoMap): boolean {
  if (a.size !== b.size) return false;
  return a.sorted().every(([key, value]) => {
    const other = b.get(key);
    return other !== undefined && equal(value, other);
  });
}

/** Rego's total order: null < boolean < number < string < array < object < set. */
export function compareValues(a: RegoValue, b: RegoValue): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = typeRank(a);
  const other = typeRank(b);
  if (rank !== other) return rank - other;
  if (isNumber(a)) return compareNumbers(a, b as RegoNumber);
  if (typeof a === 'boolean') return a ? 1 : -1;
  if (Array.isArray(a)) return compareLists(a as readonly RegoValue[], b as readonly RegoValue[]);
  if (a instanceof RegoSet) return compareLists(a.sorted(), (b as RegoSet).sorted());
  if (!(a instanceof RegoMap) && !(b instanceof RegoMap)) return compareObjects(a as RegoObject, b as RegoObject);
  return compareEntries(entriesOf(a as RegoObject | RegoMap), entriesOf(b as RegoObject | RegoMap));
}

function compareLists(a: readonly RegoValue[], b: readonly RegoValue[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareValues(a[i] as RegoValue, b[i] as RegoValue);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: RegoObject, b: RegoObject): number {
  const left = sortedKeys(a);
  const right = sortedKeys(b);
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const key = left[i] as string;
    const other = right[i] as string;
    const order = compareStrings(key, other) || compareValues(a[key] as RegoValue, b[other] as RegoValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

type Entry = readonly [RegoValue, RegoValue];

function compareEntries(a: readonly Entry[], b: readonly Entry[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [ka, va] = a[i] as Entry;
    const [kb, vb] = b[i] as Entry;
    const order = compareValues(ka, kb) || compareValues(va, vb);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function entriesOf(value: RegoObject | RegoMap): readonly Entry[] {
  return value instanceof RegoMap ? value.sorted() : sortedEntries(value);
}

/** A key for `Map`, the same for equal values and different for others. */
export function mapKey(value: RegoValue): unknown {
  switch (typeof value) {
    case 'string':
      return value.charCodeAt(0) === 0 ? `\u0000s${value}` : value;
    case 'number':
    case 'bigint':
      return numberKey(value);
    case 'boolean':
      return value;
    default:
      if (value === null) return null;
      return isNumber(value) ? numberKey(value) : `\u0000${keyText(value)}`;
  }
}

function keyText(value: RegoValue): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'bigint':
      return String(numberKey(value));
    case 'boolean':
      return value ? 'true' : 'false';
    default:
  }
  if (value === null) return 'null';
  if (isNumber(value)) return String(numberKey(value));
  if (Array.isArray(value)) return `[${(value as readonly RegoValue[]).map(keyText).join()}]`;
  if (value instanceof RegoSet) return `<${value.sorted().map(keyText).join()}>`;
  const entries =
    value instanceof RegoMap ? value.sorted() : sortedEntries(value as Record<string, RegoValue>);
  return `{${entries.map(([k, v]) => `${keyText(k)}:${keyText(v)}`).join()}}`;
}

/** Keys of a plain object in Rego's order; members that are `undefined` count as absent. */
export function sortedKeys(object: RegoObject): string[] {
  const keys = Object.keys(object);
  let sorted = true;
  let present = true;
  for (let i = 0; i < keys.length; i++) {
    if (object[keys[i] as string] === undefined) present = false;
    if (i > 0 && compareStrings(keys[i - 1] as string, keys[i] as string) > 0) sorted = false;
  }
  const kept = present ? keys : keys.filter((key) => object[key] !== undefined);
  return sorted ? kept : kept.sort(compareStrings);
}

export function sortedEntries(object: RegoObject): [string, RegoValue][] {
  return sortedKeys(object).map((key) => [key, object[key] as RegoValue]);
}

export function isRegoSet(value: unknown): value is RegoSet {
  return value instanceof RegoSet;
}
