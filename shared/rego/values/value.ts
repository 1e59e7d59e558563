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

/**
 * A Rego set. `push` only collects: equal elements are found, and the order made, when somebody looks. Most sets of a
 * policy are only gone through, by rules to which neither matters.
 */
export class RegoSet {
  /** What was put in; may hold equal elements. For loops that do not mind, which may run while it is replaced. */
  bag: RegoValue[];
  /** The first so many elements of the bag are known to differ. */
  private distinct: number;
  private scalars: Map<unknown, RegoValue> | undefined;
  private composites: Map<number, RegoValue[]> | undefined;
  private depth: number;
  private ordered: boolean;

  constructor() {
    this.bag = [];
    this.distinct = 0;
    this.scalars = undefined;
    this.composites = undefined;
    this.depth = 1;
    this.ordered = true;
  }

  /** A set of elements that are known to differ. */
  static ofDistinct(elements: RegoValue[]): RegoSet {
    const set = new RegoSet();
    set.bag = elements;
    set.distinct = elements.length;
    set.ordered = elements.length < 2;
    return set;
  }

  get size(): number {
    return this.items.length;
  }

  /** The elements, each once, in no particular order. */
  get items(): readonly RegoValue[] {
    if (this.distinct < this.bag.length) this.removeEqual();
    return this.bag;
  }

  /** Puts a value in; equal ones are sorted out later. */
  push(value: RegoValue): void {
    this.bag.push(value);
    this.ordered = false;
    // Equal elements may not pile up without end.
    if (this.bag.length > 64 && this.bag.length > 2 * this.distinct) this.removeEqual();
  }

  /** Adds the value unless an equal one is there; tells whether it was added. */
  add(value: RegoValue): boolean {
    if (this.find(value) !== undefined) return false;
    this.bag.push(value);
    this.distinct = this.bag.length;
    if (this.scalars !== undefined) this.enter(value);
    this.ordered = this.bag.length < 2;
    return true;
  }

  /** The element equal to `value`, or undefined. */
  find(value: RegoValue): RegoValue | undefined {
    const { items } = this;
    if (this.scalars === undefined) {
      if (items.length <= LINEAR_LIMIT) return findIn(items, items.length, value);
      this.index(items);
    }
    return this.lookUp(value);
  }

  /** The elements in Rego's order. */
  sorted(): readonly RegoValue[] {
    if (!this.ordered) {
      const { bag } = this;
      if (bag.length > 1) {
        this.bag = inOrder(bag);
        if (this.distinct < bag.length) {
          // The tables lack what was put in last.
          this.scalars = undefined;
          this.composites = undefined;
        }
      }
      this.distinct = this.bag.length;
      this.ordered = true;
    }
    return this.bag;
  }

  private index(items: readonly RegoValue[]): void {
    this.scalars = new Map();
    this.composites = new Map();
    for (const item of items) this.enter(item);
  }

  private lookUp(value: RegoValue): RegoValue | undefined {
    if (!isComposite(value)) return this.scalars?.get(mapKey(value));
    const bucket = this.composites?.get(hashValue(value, this.depth));
    return bucket === undefined ? undefined : findIn(bucket, bucket.length, value);
  }

  private enter(value: RegoValue): void {
    if (!isComposite(value)) {
      this.scalars?.set(mapKey(value), value);
      return;
    }
    const hash = hashValue(value, this.depth);
    const bucket = this.composites?.get(hash);
    if (bucket === undefined) this.composites?.set(hash, [value]);
    else {
      bucket.push(value);
      if (bucket.length > FULL_BUCKET && this.depth < MAX_HASH_DEPTH) this.lookDeeper();
    }
  }

  /** Too many elements look alike from the outside. */
  private lookDeeper(): void {
    const entered = [...(this.composites as Map<number, RegoValue[]>).values()].flat();
    this.depth = this.depth === 1 ? 4 : MAX_HASH_DEPTH;
    this.composites = new Map();
    for (const item of entered) this.enter(item);
  }

  private removeEqual(): void {
    const { bag } = this;
    const kept = bag.slice(0, this.distinct);
    const linear = bag.length <= LINEAR_LIMIT;
    if (!linear && this.scalars === undefined) this.index(kept);
    for (let i = this.distinct; i < bag.length; i++) {
      const value = bag[i] as RegoValue;
      const known = linear ? findIn(kept, kept.length, value) : this.lookUp(value);
      if (known !== undefined) continue;
      kept.push(value);
      if (!linear) this.enter(value);
    }
    this.bag = kept;
    this.distinct = kept.length;
  }
}

function findIn(items: readonly RegoValue[], length: number, value: RegoValue): RegoValue | undefined {
  for (let i = 0; i < length; i++) {
    const item = items[i] as RegoValue;
    if (item === value || equal(item, value)) return item;
  }
  return undefined;
}

function isComposite(value: RegoValue): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Decimal);
}

/** Elements under one hash before the set looks deeper into them. */
const FULL_BUCKET = 16;
const MAX_HASH_DEPTH = 64;
/** Characters of a string that go into its hash, spread over its length. */
const HASHED_CHARACTERS = 48;
/** Differs between processes, so that nobody can prepare values that all fall into one bucket. */
const SEED = (Math.random() * 0x7fffffff) | 0;

/**
 * A number that is the same for equal composites. `depth` levels of nested members take part: one is enough to tell
 * most values apart, and cheap; sets look deeper only where it is not.
 */
export function hashValue(value: RegoValue, depth: number): number {
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
    let hash = 11 + value.length;
    if (depth > 0)
      for (const item of value as readonly RegoValue[])
        hash = Math.imul(hash, 31) + hashValue(item, depth - 1);
    return hash | 0;
  }
  if (value instanceof Decimal) return hashNumber(value);
  if (depth === 0) return 13;
  // Members of sets and objects add up, so their order does not matter.
  let hash = 13;
  if (value instanceof RegoSet) for (const item of value.items) hash += hashValue(item, depth - 1);
  else if (value instanceof RegoMap) {
    for (const [k, v] of value.sorted()) hash += Math.imul(hashValue(k, depth), 17) ^ hashValue(v, depth - 1);
  } else {
    const object = value as RegoObject;
    for (const key in object) {
      const member = object[key];
      if (member !== undefined) hash += Math.imul(hashString(key), 17) ^ hashValue(member, depth - 1);
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
  const step = text.length <= HASHED_CHARACTERS ? 1 : Math.ceil(text.length / HASHED_CHARACTERS);
  for (let i = 0; i < text.length; i += step) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
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
  if (typeof a === 'string' || typeof b === 'string') return false;
  return typeof a === 'object' && typeof b === 'object' && a !== null && b !== null
    ? equalComposites(a, b)
    : equalNumbers(a, b);
}

/** Of values that are not identical, and one of which is no object. */
function equalNumbers(a: RegoValue, b: RegoValue): boolean {
  return (
    isNumber(a) &&
    isNumber(b) &&
    !(typeof a === 'number' && typeof b === 'number') &&
    compareNumbers(a, b) === 0
  );
}

type Composite = Exclude<RegoValue, string | number | bigint | boolean | null>;

function equalComposites(a: Composite, b: Composite): boolean {
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
  if (!(a instanceof RegoMap) && !(b instanceof RegoMap))
    return compareObjects(a as RegoObject, b as RegoObject);
  return compareEntries(entriesOf(a as RegoObject | RegoMap), entriesOf(b as RegoObject | RegoMap));
}

/** Up to this many values are put into order by insertion: cheaper than a call of `sort` and of its comparison. */
const INSERTION_LIMIT = 8;

/** A copy in Rego's order, each value once. */
function inOrder(values: readonly RegoValue[]): RegoValue[] {
  const keys = commonKeys(values);
  if (values.length > INSERTION_LIMIT) {
    const sorted = values.slice();
    if (keys === undefined) sorted.sort(compareValues);
    else sorted.sort((a, b) => compareMembers(a as RegoObject, b as RegoObject, keys));
    return sorted.filter((value, i) => i === 0 || !equal(sorted[i - 1] as RegoValue, value));
  }
  const sorted: RegoValue[] = [];
  for (const value of values) {
    let at = sorted.length;
    let order = 1;
    while (at > 0) {
      const other = sorted[at - 1] as RegoValue;
      order =
        keys === undefined
          ? compareValues(other, value)
          : compareMembers(other as RegoObject, value as RegoObject, keys);
      if (order <= 0) break;
      at--;
    }
    if (order !== 0) sorted.splice(at, 0, value);
  }
  return sorted;
}

/** Objects that all have the same keys, as violations do, are compared without listing them. */
function compareMembers(a: RegoObject, b: RegoObject, keys: readonly string[]): number {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const order = compareValues(a[key] as RegoValue, b[key] as RegoValue);
    if (order !== 0) return order;
  }
  return 0;
}

function commonKeys(items: readonly RegoValue[]): readonly string[] | undefined {
  const [first] = items;
  if (first === undefined || typeRank(first) !== 5 || first instanceof RegoMap) return undefined;
  const model = first as RegoObject;
  const keys = sortedKeys(model);
  for (let i = 1; i < items.length; i++) {
    const item = items[i] as RegoValue;
    if (typeRank(item) !== 5 || item instanceof RegoMap) return undefined;
    let count = 0;
    for (const key in item as RegoObject) {
      if ((item as RegoObject)[key] === undefined || !Object.hasOwn(model, key)) return undefined;
      count++;
    }
    if (count !== keys.length) return undefined;
  }
  return keys;
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
  const keys = Object.keys(a);
  if (!sameTexts(keys, Object.keys(b)) || !inKeyOrder(keys)) return compareMembersByName(a, b);
  for (let i = 0; i < keys.length; i++) {
    const x = a[keys[i] as string];
    const y = b[keys[i] as string];
    if (x === undefined || y === undefined) return compareMembersByName(a, b);
    const order = compareValues(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function compareMembersByName(a: RegoObject, b: RegoObject): number {
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

/** The keys that were last found to be in order: objects of one kind come one after another. */
let ordered: readonly string[] = [];

function inKeyOrder(keys: readonly string[]): boolean {
  if (sameTexts(keys, ordered)) return true;
  for (let i = 1; i < keys.length; i++)
    if (compareStrings(keys[i - 1] as string, keys[i] as string) > 0) return false;
  ordered = keys;
  return true;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
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
  let present = true;
  for (let i = 0; i < keys.length; i++) if (object[keys[i] as string] === undefined) present = false;
  const kept = present ? keys : keys.filter((key) => object[key] !== undefined);
  return inKeyOrder(kept) ? kept : kept.sort(compareStrings);
}

export function sortedEntries(object: RegoObject): [string, RegoValue][] {
  return sortedKeys(object).map((key) => [key, object[key] as RegoValue]);
}

export function isRegoSet(value: unknown): value is RegoSet {
  return value instanceof RegoSet;
}
