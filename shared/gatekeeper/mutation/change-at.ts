import {
  isJsonArray,
  isJsonObject,
  type JsonBuilder,
  type JsonObject,
  type JsonValue,
  ownValue,
  setOwn,
} from '../json';
import type { LocationNode } from './parse-location';

/** What must hold at a depth of the location: the node that many steps in is there, or is not. */
export type PathConditions = ReadonlyMap<number, 'MustExist' | 'MustNotExist'>;

/** Gives the value to put at the end of a location, or undefined to leave it. */
export type TerminalChange = (current: JsonValue | undefined) => JsonValue | undefined;

/** An object in which the location leads through a value of another type than it expects. */
export class PathTypeError extends Error {
  override readonly name = 'PathTypeError';
}

/**
 * Changes an object at a location. Missing objects on the way are made, a missing element of a list selected by value
 * is appended; a star selects every element and makes none. Nothing given is changed: what differs is new.
 *
 * @returns the changed object, or undefined when nothing changes, a condition that does not hold among the reasons
 * @throws PathTypeError when an object or a list is expected and something else is there
 */
export function changeAt(
  object: JsonObject,
  location: readonly LocationNode[],
  conditions: PathConditions,
  change: TerminalChange,
): JsonObject | undefined {
  const changed = step(object, location, 0, conditions, change);
  return isJsonObject(changed) ? changed : undefined;
}

function step(
  current: JsonValue | undefined,
  location: readonly LocationNode[],
  depth: number,
  conditions: PathConditions,
  change: TerminalChange,
): JsonValue | undefined {
  const node = location[depth];
  if (node === undefined) return change(current);
  const inner = (value: JsonValue | undefined): JsonValue | undefined =>
    step(value, location, depth + 1, conditions, change);
  if (node.type === 'object') return stepIntoField(current, node.name, conditions.get(depth), inner);
  const elements = current ?? [];
  if (!isJsonArray(elements)) throw new PathTypeError(`expected a list to select from by "${node.key}"`);
  if (node.type === 'glob') return stepIntoAll(elements, conditions.get(depth), inner);
  return stepIntoElement(elements, node, conditions.get(depth), inner);
}

type Inner = (value: JsonValue | undefined) => JsonValue | undefined;
type Condition = 'MustExist' | 'MustNotExist' | undefined;

function stepIntoField(
  current: JsonValue | undefined,
  name: string,
  condition: Condition,
  inner: Inner,
): JsonObject | undefined {
  const holder = current ?? {};
  if (!isJsonObject(holder)) throw new PathTypeError(`expected an object with the field "${name}"`);
  const value = ownValue(holder, name);
  if (condition === (value === undefined ? 'MustExist' : 'MustNotExist')) return undefined;
  const changed = inner(value);
  if (changed === undefined) return undefined;
  const copy: JsonBuilder = { ...holder };
  setOwn(copy, name, changed);
  return copy;
}

function stepIntoAll(
  elements: readonly JsonValue[],
  condition: Condition,
  inner: Inner,
): JsonValue[] | undefined {
  if (condition === 'MustNotExist') return undefined;
  const changed = elements.map((element) => inner(element));
  if (changed.every((element) => element === undefined)) return undefined;
  return elements.map((element, index) => changed[index] ?? element);
}

function stepIntoElement(
  elements: readonly JsonValue[],
  node: Extract<LocationNode, { type: 'list' }>,
  condition: Condition,
  inner: Inner,
): JsonValue[] | undefined {
  const isMeant = (element: JsonValue): boolean =>
    isJsonObject(element) && ownValue(element, node.key) === node.value;
  if (elements.some(isMeant)) {
    if (condition === 'MustNotExist') return undefined;
    const changed = elements.map((element) => (isMeant(element) ? inner(element) : undefined));
    if (changed.every((element) => element === undefined)) return undefined;
    return elements.map((element, index) => changed[index] ?? element);
  }
  if (condition === 'MustExist') return undefined;
  const changed = inner({ [node.key]: node.value });
  return changed === undefined ? undefined : [...elements, changed];
}
