import { ExpressionFailure } from './errors';
import {
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  jsonTypeName,
} from './json-value';
import { MAX_NODES, MAX_TEXT_LENGTH } from './limits';

function mismatch(
  name: string,
  position: number,
  wanted: string,
  value: JsonValue | undefined,
): ExpressionFailure {
  const found = value === undefined ? 'nothing' : jsonTypeName(value);
  return new ExpressionFailure(
    'InvalidArgument',
    `${name}() needs ${wanted} as argument ${position + 1} but got ${found}; guard the call with if() or coalesce().`,
  );
}

export function textArgument(name: string, args: readonly JsonValue[], position: number): string {
  const value = args[position];
  if (typeof value !== 'string') throw mismatch(name, position, 'a text', value);
  return value;
}

export function integerArgument(name: string, args: readonly JsonValue[], position: number): number {
  const value = args[position];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw mismatch(name, position, 'an integer', value);
  return Math.trunc(value);
}

/** A number without a fraction; unlike integerArgument it cuts nothing off. */
export function wholeArgument(name: string, args: readonly JsonValue[], position: number): number {
  const value = args[position];
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw mismatch(name, position, 'a whole number', value);
  return value;
}

export function numberArgument(name: string, args: readonly JsonValue[], position: number): number {
  const value = args[position];
  if (typeof value !== 'number') throw mismatch(name, position, 'a number', value);
  return value;
}

export function booleanArgument(name: string, args: readonly JsonValue[], position: number): boolean {
  const value = args[position];
  if (typeof value !== 'boolean') throw mismatch(name, position, 'a boolean', value);
  return value;
}

export function arrayArgument(name: string, args: readonly JsonValue[], position: number): JsonArray {
  const value = args[position];
  if (!isJsonArray(value)) throw mismatch(name, position, 'an array', value);
  return value;
}

export function objectArgument(name: string, args: readonly JsonValue[], position: number): JsonObject {
  const value = args[position];
  if (!isJsonObject(value)) throw mismatch(name, position, 'an object', value);
  return value;
}

/** A failure that names the types a function takes at a position. */
export function unsuitable(
  name: string,
  args: readonly JsonValue[],
  position: number,
  wanted: string,
): never {
  throw mismatch(name, position, wanted, args[position]);
}

/** Refuses a text longer than policies may build, by its length alone so that it need not be built. */
export function limitedLength(name: string, length: number): void {
  if (length > MAX_TEXT_LENGTH) {
    throw new ExpressionFailure('TooLarge', `${name}() would yield more than ${MAX_TEXT_LENGTH} characters.`);
  }
}

/** Refuses a text longer than policies may build. */
export function limitedText(name: string, text: string): string {
  limitedLength(name, text.length);
  return text;
}

/** Refuses an array or object with more members than policies may build. */
export function limitedSize(name: string, size: number): void {
  if (size > MAX_NODES) {
    throw new ExpressionFailure('TooLarge', `${name}() would yield more than ${MAX_NODES} elements.`);
  }
}
