import type { SimpleTypeName } from './cel-type';

/** A failure of an evaluation; `&&`, `||` and the like absorb it. */
export class CelError extends Error {
  override readonly name = 'CelError';
}

/** An unsigned integer of 64 bits. */
export class CelUint {
  constructor(readonly value: bigint) {}
}

/** A span of time in nanoseconds. */
export class CelDuration {
  constructor(readonly nanoseconds: bigint) {}
}

/** A point of time in nanoseconds since 1970; keeps the offset it was written with, in minutes. */
export class CelTimestamp {
  constructor(
    readonly nanoseconds: bigint,
    readonly offset = 0,
  ) {}
}

/** A type as a value. */
export class CelTypeValue {
  constructor(readonly name: string) {}
}

/** A value that may be missing. */
export class CelOptional {
  static readonly none = new CelOptional(undefined);
  private constructor(readonly value: unknown) {}
  static of(value: unknown): CelOptional {
    return new CelOptional({ value });
  }
  get(): { readonly value: unknown } | undefined {
    return this.value as { readonly value: unknown } | undefined;
  }
}

/** A value of a library: a quantity, an address. */
export abstract class CelOpaque {
  abstract readonly typeName: string;
  abstract equals(other: CelOpaque): boolean;
}

/** A map that an expression makes; keys may be texts, booleans and numbers, which are equal across types. */
export class CelMap {
  readonly #entries = new Map<string, readonly [key: unknown, value: unknown]>();
  set(key: unknown, value: unknown): void {
    this.#entries.set(keyOf(key), [key, value]);
  }
  find(key: unknown): { readonly value: unknown } | undefined {
    const entry = this.#entries.get(keyOf(key));
    return entry === undefined ? undefined : { value: entry[1] };
  }
  get size(): number {
    return this.#entries.size;
  }
  entries(): Iterable<readonly [unknown, unknown]> {
    return this.#entries.values();
  }
}

function keyOf(key: unknown): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof CelUint) return `n${key.value}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
  return `${typeof key}${String(key)}`;
}

/** A map: one that an expression made, or a JSON object. */
export type CelMapLike = CelMap | { readonly [key: string]: unknown };

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** True for maps of either kind. */
export function isMap(value: unknown): value is CelMapLike {
  return typeOf(value) === 'map';
}

export function findInMap(map: CelMapLike, key: unknown): { readonly value: unknown } | undefined {
  if (map instanceof CelMap) return map.find(key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? { value: map[key] } : undefined;
}

export function mapSize(map: CelMapLike): number {
  return map instanceof CelMap ? map.size : Object.keys(map).length;
}

/** Entries of a map; those of a JSON object in the order of their keys, so that messages do not vary. */
export function mapEntries(map: CelMapLike): Iterable<readonly [unknown, unknown]> {
  if (map instanceof CelMap) return map.entries();
  return Object.keys(map)
    .sort()
    .map((key) => [key, map[key]] as const);
}

/** The name of a value's type. */
export function typeOf(value: unknown): SimpleTypeName | 'list' | 'map' | 'optional_type' | (string & {}) {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
  }
  if (value === null || value === undefined) return 'null_type';
  if (isList(value)) return 'list';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelTypeValue) return 'type';
  if (value instanceof CelOptional) return 'optional_type';
  if (value instanceof CelOpaque) return value.typeName;
  return 'map';
}

/** The number that a numeric value is; undefined for others. Uints and ints as bigint. */
export function numeric(value: unknown): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof CelUint ? value.value : undefined;
}

/** Equality of values: numbers by value across types, everything else by type and parts. */
export function celEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const [x, y] = [numeric(a), numeric(b)];
  // JavaScript compares integers with floats exactly.
  // biome-ignore lint/suspicious/noDoubleEquals: the exact comparison of numbers of two types
  if (x !== undefined && y !== undefined) return x == y;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((member, index) => celEqual(member, b[index]));
  }
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  if (type === 'map') return mapsEqual(a as CelMapLike, b as CelMapLike);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b) === 0;
  if (a instanceof CelDuration && b instanceof CelDuration) return a.nanoseconds === b.nanoseconds;
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return a.nanoseconds === b.nanoseconds;
  if (a instanceof CelTypeValue && b instanceof CelTypeValue) return a.name === b.name;
  if (a instanceof CelOpaque && b instanceof CelOpaque) return a.equals(b);
  if (a instanceof CelOptional && b instanceof CelOptional) {
    const [left, right] = [a.get(), b.get()];
    if (left === undefined || right === undefined) return left === right;
    return celEqual(left.value, right.value);
  }
  return false;
}

function mapsEqual(a: CelMapLike, b: CelMapLike): boolean {
  if (mapSize(a) !== mapSize(b)) return false;
  for (const [key, value] of mapEntries(a)) {
    const other = findInMap(b, key);
    if (other === undefined || !celEqual(value, other.value)) return false;
  }
  return true;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Orders two values; undefined where they have no order. NaN is before nothing. */
export function celCompare(a: unknown, b: unknown): number | undefined {
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (a instanceof CelDuration && b instanceof CelDuration)
    return compareNumbers(a.nanoseconds, b.nanoseconds);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp)
    return compareNumbers(a.nanoseconds, b.nanoseconds);
  return undefined;
}

/** Orders two values. Throws CelError where they have no order. */
export function ordered(a: unknown, b: unknown): number {
  const order = celCompare(a, b);
  if (order === undefined) throw new CelError('no such overload');
  return order;
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Texts in the order of their code points. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (x === y) continue;
    // Halves of a pair stand for code points beyond all others.
    const [xHalf, yHalf] = [x >= 0xd800 && x < 0xe000, y >= 0xd800 && y < 0xe000];
    if (xHalf !== yHalf) return xHalf ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
