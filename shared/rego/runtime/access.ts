import { Decimal } from '../values/decimal';
import { equal, RegoMap, type RegoObject, RegoSet, type RegoValue, sortedKeys } from '../values/value';

/**
 * Names that values carry by inheritance or for their own workings. Under any other name a plain property read on any
 * Rego value gives its own member or undefined, which is what makes reads in generated code cheap.
 */
export const INHERITED_NAMES: ReadonlySet<string> = new Set(
  [Object, Array, String, Number, Boolean, BigInt, RegoSet, RegoMap, Decimal]
    .flatMap((type) => Object.getOwnPropertyNames(type.prototype))
    .concat(Object.getOwnPropertyNames(new RegoSet()), Object.getOwnPropertyNames(new RegoMap()))
    .concat(Object.getOwnPropertyNames(new Decimal('0')), 'length', 'size'),
);

export function isPlainObject(value: RegoValue): value is RegoObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof RegoSet) &&
    !(value instanceof RegoMap) &&
    !(value instanceof Decimal)
  );
}

/** Any object, with string keys only or not. */
export function isObject(value: RegoValue): value is RegoObject | RegoMap {
  return value instanceof RegoMap || isPlainObject(value);
}

/** The place in an array that a key other than a plain number names: `1.0` is `1`, a text none. */
function placeOf(key: RegoValue): number {
  return key instanceof Decimal && /^\d{1,15}\.0+$/.test(key.text) ? Number.parseInt(key.text, 10) : -1;
}

/** `base[key]` for a key that is known: a member, an array's element, the element of a set itself, or undefined. */
export function get(base: RegoValue | undefined, key: RegoValue): RegoValue | undefined {
  if (typeof base !== 'object' || base === null) return undefined;
  if (Array.isArray(base)) return base[typeof key === 'number' ? key : placeOf(key)] as RegoValue | undefined;
  return member(base as RegoObject, key);
}

function member(base: RegoObject | RegoSet | RegoMap | Decimal, key: RegoValue): RegoValue | undefined {
  if (base instanceof RegoSet) return base.find(key);
  if (base instanceof RegoMap) return base.get(key);
  if (typeof key !== 'string' || base instanceof Decimal) return undefined;
  const value = (base as RegoObject)[key];
  return value !== undefined && Object.hasOwn(base, key) ? value : undefined;
}

/** Follows constant keys where a plain property chain gave undefined: sets and mixed objects need a proper look. */
export function follow(base: RegoValue | undefined, keys: readonly RegoValue[]): RegoValue | undefined {
  let value = base;
  for (let i = 0; i < keys.length && value !== undefined; i++) value = get(value, keys[i] as RegoValue);
  return value;
}

/** As `follow`, into stored data, where a number also finds the member named by its text. */
export function followStored(base: RegoValue | undefined, keys: readonly RegoValue[]): RegoValue | undefined {
  let value = base;
  for (let i = 0; i < keys.length && value !== undefined; i++) {
    const key = keys[i] as RegoValue;
    const found = get(value, key);
    const named = found === undefined && typeof key === 'number' && isPlainObject(value);
    // The store takes a path of texts, so that a text also finds an element by its place.
    const placed = typeof key === 'string' && Array.isArray(value) && /^(?:0|[1-9]\d{0,9})$/.test(key);
    value = named ? get(value, String(key)) : placed ? get(value, Number(key)) : found;
  }
  return value;
}

const NONE: readonly RegoValue[] = [];

/** The members of a collection in Rego's order; nothing for other values. */
export function membersOf(value: RegoValue | undefined): readonly RegoValue[] {
  if (typeof value !== 'object' || value === null) return NONE;
  if (Array.isArray(value)) return value;
  if (value instanceof RegoSet) return value.sorted();
  if (value instanceof RegoMap) return value.sorted().map(([, member]) => member);
  if (value instanceof Decimal) return NONE;
  const object = value as RegoObject;
  return sortedKeys(object).map((key) => object[key] as RegoValue);
}

// What loops start with is asked for in every loop of every policy. Arrays are answered at once, so that V8 puts little
// more than that into each place and policies are compiled quickly; the rest has functions of its own.

/** The members in any order, where order cannot be seen. */
export function membersUnordered(value: RegoValue | undefined): readonly RegoValue[] {
  return Array.isArray(value) ? value : otherMembers(value as Exclude<RegoValue, readonly RegoValue[]>);
}

function otherMembers(value: Exclude<RegoValue, readonly RegoValue[]> | undefined): readonly RegoValue[] {
  if (typeof value !== 'object' || value === null) return NONE;
  if (value instanceof RegoSet) return value.bag;
  if (value instanceof RegoMap || value instanceof Decimal) return membersOf(value);
  const members = Object.values(value as RegoObject);
  return members.includes(undefined as never) ? members.filter((m) => m !== undefined) : members;
}

/** The keys that belong to `membersOf`: undefined for arrays, whose keys are the positions. */
export function keysOf(value: RegoValue | undefined): readonly RegoValue[] | undefined {
  if (typeof value !== 'object' || value === null) return NONE;
  if (Array.isArray(value)) return undefined;
  if (value instanceof RegoSet) return value.sorted();
  if (value instanceof RegoMap) return value.sorted().map(([key]) => key);
  return value instanceof Decimal ? NONE : sortedKeys(value as RegoObject);
}

export function keysUnordered(value: RegoValue | undefined): readonly RegoValue[] | undefined {
  return Array.isArray(value) ? undefined : otherKeys(value);
}

function otherKeys(value: RegoValue | undefined): readonly RegoValue[] {
  if (typeof value !== 'object' || value === null) return NONE;
  if (value instanceof RegoSet) return value.bag;
  if (value instanceof RegoMap || value instanceof Decimal) return keysOf(value) ?? NONE;
  const object = value as RegoObject;
  const keys = Object.keys(object);
  for (let i = 0; i < keys.length; i++) {
    if (object[keys[i] as string] === undefined) return keys.filter((key) => object[key] !== undefined);
  }
  return keys;
}

/** Members for keys that `keysOf` gave. */
export function membersFor(value: RegoValue, keys: readonly RegoValue[] | undefined): readonly RegoValue[] {
  return keys === undefined ? (value as readonly RegoValue[]) : otherMembersFor(value, keys);
}

function otherMembersFor(value: RegoValue, keys: readonly RegoValue[]): readonly RegoValue[] {
  if (value instanceof RegoSet) return keys;
  if (value instanceof RegoMap) return keys.map((key) => value.get(key) as RegoValue);
  const object = value as RegoObject;
  const members = new Array<RegoValue>(keys.length);
  for (let i = 0; i < keys.length; i++) members[i] = object[keys[i] as string] as RegoValue;
  return members;
}

/** Number of entries if the value is an object, else -1. */
export function objectSize(value: RegoValue): number {
  if (value instanceof RegoMap) return value.size;
  return isPlainObject(value) ? (keysUnordered(value) as readonly RegoValue[]).length : -1;
}

/** `v in c` */
export function isMember(value: RegoValue, collection: RegoValue): boolean {
  if (collection instanceof RegoSet) return collection.find(value) !== undefined;
  const members = membersUnordered(collection);
  for (let i = 0; i < members.length; i++) if (equal(members[i] as RegoValue, value)) return true;
  return false;
}

/** `k, v in c` */
export function isEntry(key: RegoValue, value: RegoValue, collection: RegoValue): boolean {
  const found = get(collection, key);
  return found !== undefined && equal(found, value);
}
