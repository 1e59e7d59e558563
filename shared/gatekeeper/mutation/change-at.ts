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
 * Changes an object at a location. Missing objects and lists on the way are made, also where the change then leaves
 * its place as it is; a missing element of a list selected by value is appended; a star selects every element and
 * makes none. Nothing given is changed: what differs is new. Source of the semantics: Gatekeeper's mutators.
 *
 * @returns the changed object, or undefined when nothing changes, a condition that does not hold among the reasons
 * @throws PathTypeError when an object or a list is expected and something else is there, null included
 */
export function changeAt(
  object: JsonObject,
  location: readonly LocationNode[],
  conditions: PathConditions,
  change: TerminalChange,
): JsonObject | undefined {
  const changed = step(object, { location, conditions, change }, 0);
  return changed === object || !isJsonObject(changed) ? undefined : changed;
}

interface Walk {
  readonly location: readonly LocationNode[];
  readonly conditions: PathConditions;
  readonly change: TerminalChange;
}

/** The value with the change in it; undefined where a condition ends the walk. */
function step(current: JsonValue, walk: Walk, depth: number): JsonValue | undefined {
  const node = walk.location[depth];
  if (node === undefined) return current;
  if (node.type === 'object') return stepIntoField(current, node.name, walk, depth);
  if (!isJsonArray(current)) throw new PathTypeError(`expected a list to select from by "${node.key}"`);
  if (depth === walk.location.length - 1) {
    if (node.type === 'glob') throw new PathTypeError('the end of a location cannot be a star');
    return putElement(current, node, walk, depth);
  }
  if (node.type === 'glob') return stepIntoAll(current, walk, depth);
  return stepIntoElements(current, node, walk, depth);
}

function stepIntoField(current: JsonValue, name: string, walk: Walk, depth: number): JsonObject | undefined {
  if (!isJsonObject(current)) throw new PathTypeError(`expected an object with the field "${name}"`);
  const value = ownValue(current, name);
  if (walk.conditions.get(depth) === (value === undefined ? 'MustExist' : 'MustNotExist')) return undefined;
  if (depth === walk.location.length - 1) {
    const changed = walk.change(value);
    return changed === undefined ? current : withField(current, name, changed);
  }
  const changed = step(value ?? (value === null ? null : missingValue(walk, depth)), walk, depth + 1);
  if (changed === undefined) return undefined;
  return changed === value ? current : withField(current, name, changed);
}

/** What stands for a missing value before the next step: a list where that selects from one. */
function missingValue({ location }: Walk, depth: number): JsonValue {
  return location[depth + 1]?.type === 'object' ? {} : [];
}

function withField(object: JsonObject, name: string, value: JsonValue): JsonObject {
  const copy: JsonBuilder = { ...object };
  setOwn(copy, name, value);
  return copy;
}

function stepIntoAll(elements: readonly JsonValue[], walk: Walk, depth: number): JsonValue | undefined {
  if (walk.conditions.get(depth) === 'MustNotExist') return undefined;
  return replaced(
    elements,
    elements.map((element) => step(element, walk, depth + 1)),
  );
}

function stepIntoElements(
  elements: readonly JsonValue[],
  node: Extract<LocationNode, { type: 'list' }>,
  walk: Walk,
  depth: number,
): JsonValue | undefined {
  const meant = elements.map((element) => isMeant(element, node));
  if (meant.includes(true)) {
    if (walk.conditions.get(depth) === 'MustNotExist') return undefined;
    return replaced(
      elements,
      elements.map((element, index) => (meant[index] === true ? step(element, walk, depth + 1) : undefined)),
    );
  }
  if (walk.conditions.get(depth) === 'MustExist') return undefined;
  const made = step({ [node.key]: node.value }, walk, depth + 1);
  return made === undefined ? undefined : [...elements, made];
}

/** The list with what came of its elements; undefined when the walk ended in all of them. */
function replaced(
  elements: readonly JsonValue[],
  changed: readonly (JsonValue | undefined)[],
): JsonValue | undefined {
  if (changed.every((element) => element === undefined)) return undefined;
  if (changed.every((element, index) => element === undefined || element === elements[index]))
    return elements;
  return elements.map((element, index) => changed[index] ?? element);
}

/** The end of a location in a list: its first element with that key is replaced, or a new one appended. */
function putElement(
  elements: readonly JsonValue[],
  node: Extract<LocationNode, { type: 'list' }>,
  walk: Walk,
  depth: number,
): JsonValue | undefined {
  const condition = walk.conditions.get(depth);
  for (const [index, element] of elements.entries()) {
    if (!isJsonObject(element))
      throw new PathTypeError(`expected list elements with the field "${node.key}"`);
    if (!isMeant(element, node)) continue;
    if (condition === 'MustNotExist') return undefined;
    const changed = walk.change(element);
    return changed === undefined ? elements : elements.with(index, changed);
  }
  if (condition === 'MustExist') return undefined;
  const made = walk.change(undefined);
  return made === undefined ? elements : [...elements, made];
}

function isMeant(element: JsonValue, node: Extract<LocationNode, { type: 'list' }>): boolean {
  return isJsonObject(element) && ownValue(element, node.key) === node.value;
}
