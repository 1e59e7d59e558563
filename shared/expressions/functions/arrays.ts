import { arrayArgument, integerArgument, limitedSize, unsuitable } from '../arguments';
import { deepEqual } from '../compare-values';
import { ExpressionFailure } from '../errors';
import { foldText } from '../fold-text';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json-value';
import { MAX_RANGE_COUNT, MAX_VALUE_DEPTH } from '../limits';
import { compileContains, scalarText } from '../loose-containment';
import { readProperty } from '../read-property';
import { type Spend, spendOnKeys, stepsThrough } from '../steps';

const MAX_INT_32 = 2_147_483_647;
/** Folding character by character is slow. */
const CHARACTERS_PER_SLOW_STEP = 8;

function length(args: readonly JsonValue[], { spend }: FunctionContext): number {
  const value = args[0] as JsonValue;
  if (typeof value === 'string' || isJsonArray(value)) return value.length;
  if (isJsonObject(value)) {
    const count = Object.keys(value).length;
    spendOnKeys(count, spend);
    return count;
  }
  return unsuitable('length', args, 0, 'a text, array or object');
}

function empty(value: JsonValue): boolean {
  if (value === null || value === '') return true;
  if (isJsonArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return false;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

function end(name: 'first' | 'last', args: readonly JsonValue[]): JsonValue {
  const value = args[0] as JsonValue;
  const at = name === 'first' ? 0 : -1;
  if (isJsonArray(value)) return value.at(at) ?? null;
  if (typeof value !== 'string') unsuitable(name, args, 0, 'a text or an array');
  // A surrogate pair is one character.
  return name === 'first'
    ? ([...(value as string).slice(0, 2)][0] ?? '')
    : ([...(value as string).slice(-2)].at(-1) ?? '');
}

function portion(name: 'take' | 'skip', args: readonly JsonValue[], context: FunctionContext): JsonValue {
  const value = args[0] as JsonValue;
  const tolerated = context.semantics.wrongArguments === 'tolerated' && typeof args[1] !== 'number';
  const count = tolerated ? 0 : Math.max(0, integerArgument(name, args, 1));
  if (typeof value !== 'string' && !isJsonArray(value)) unsuitable(name, args, 0, 'a text or an array');
  const sliceable = value as string | JsonArray;
  return name === 'take' ? sliceable.slice(0, count) : sliceable.slice(count);
}

function contains(args: readonly JsonValue[], context: FunctionContext): boolean {
  const [container, wanted] = args as [JsonValue, JsonValue];
  if (context.semantics.comparisonFunctions === 'asOperators')
    return compileContains(wanted)(container, context.spend);
  if (typeof container === 'string') {
    const needle = scalarText(wanted) ?? unsuitable('contains', args, 1, 'a text, number or boolean');
    return container.includes(needle);
  }
  if (isJsonArray(container)) {
    return container.some((item) => deepEqual(item, wanted, context.spend));
  }
  if (isJsonObject(container))
    return typeof wanted === 'string' && readProperty(container, wanted) !== undefined;
  return unsuitable('contains', args, 0, 'a text, array or object');
}

function indexOf(
  name: 'indexOf' | 'lastIndexOf',
  args: readonly JsonValue[],
  { spend }: FunctionContext,
): number {
  const [container, wanted] = args as [JsonValue, JsonValue];
  const isFirst = name === 'indexOf';
  if (typeof container === 'string') {
    const needle = foldText(typeof wanted === 'string' ? wanted : unsuitable(name, args, 1, 'a text'));
    if (needle === '') return isFirst ? 0 : container.length;
    spend(container.length / CHARACTERS_PER_SLOW_STEP);
    const { folded, positions } = foldWithPositions(container);
    const found = isFirst ? folded.indexOf(needle) : folded.lastIndexOf(needle);
    return positions[found] ?? -1;
  }
  const items = arrayArgument(name, args, 0);
  const matches = (item: JsonValue): boolean => deepEqual(item, wanted, spend);
  return isFirst ? items.findIndex(matches) : items.findLastIndex(matches);
}

/** Folding may lengthen a text; `positions` tells for each folded character where it stood before. */
function foldWithPositions(text: string): { folded: string; positions: readonly number[] } {
  let folded = '';
  const positions: number[] = [];
  let at = 0;
  for (const character of text) {
    const part = foldText(character);
    for (let index = 0; index < part.length; index += 1) positions.push(at);
    folded += part;
    at += character.length;
  }
  return { folded, positions };
}

/** Keys by which equal values meet; texts of the values' JSON, properties sorted. */
function identityOf(value: JsonValue, spend: Spend, depth = 0): string {
  if (depth > MAX_VALUE_DEPTH)
    throw new ExpressionFailure('TooLarge', 'A value nests too deeply to be compared.');
  spend(1 + stepsThrough(value));
  if (isJsonArray(value)) return `[${value.map((item) => identityOf(item, spend, depth + 1)).join(',')}]`;
  if (isJsonObject(value)) {
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${identityOf(value[key] as JsonValue, spend, depth + 1)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

function intersection(args: readonly JsonValue[], { spend }: FunctionContext): JsonValue {
  if (isJsonArray(args[0])) {
    const others = args
      .slice(1)
      .map(
        (_, position) =>
          new Set(arrayArgument('intersection', args, position + 1).map((item) => identityOf(item, spend))),
      );
    return args[0].filter((item) => {
      const identity = identityOf(item, spend);
      return others.every((other) => other.has(identity));
    });
  }
  const objects = args.map((value, position) =>
    isJsonObject(value) ? value : unsuitable('intersection', args, position, 'only arrays or only objects'),
  );
  return Object.fromEntries(
    Object.entries(objects[0] as JsonObject).filter(([key, value]) =>
      objects.every(
        (object) => Object.hasOwn(object, key) && deepEqual(object[key] as JsonValue, value, spend),
      ),
    ),
  );
}

function mergeObjects(left: JsonObject, right: JsonObject, spend: Spend, depth = 0): JsonObject {
  if (depth > MAX_VALUE_DEPTH)
    throw new ExpressionFailure('TooLarge', 'union() was given objects that nest too deeply to be merged.');
  const merged = new Map(Object.entries(left));
  const added = Object.entries(right);
  spend(merged.size + added.length);
  for (const [key, value] of added) {
    const present = merged.get(key);
    merged.set(
      key,
      isJsonObject(present) && isJsonObject(value) ? mergeObjects(present, value, spend, depth + 1) : value,
    );
  }
  return Object.fromEntries(merged);
}

function union(args: readonly JsonValue[], { spend }: FunctionContext): JsonValue {
  if (isJsonArray(args[0])) {
    const members = new Map<string, JsonValue>();
    for (const [position] of args.entries()) {
      for (const item of arrayArgument('union', args, position)) {
        const identity = identityOf(item, spend);
        if (!members.has(identity)) members.set(identity, item);
        limitedSize('union', members.size);
      }
    }
    return [...members.values()];
  }
  return args
    .map((value, position) =>
      isJsonObject(value) ? value : unsuitable('union', args, position, 'only arrays or only objects'),
    )
    .reduce((left, right) => mergeObjects(left, right, spend));
}

function range(args: readonly JsonValue[]): JsonValue {
  const start = integerArgument('range', args, 0);
  const count = integerArgument('range', args, 1);
  if (count < 0 || count > MAX_RANGE_COUNT) {
    throw new ExpressionFailure(
      'OutOfRange',
      `range() yields 0 to ${MAX_RANGE_COUNT} numbers, not ${count}.`,
    );
  }
  if (start + count > MAX_INT_32) {
    throw new ExpressionFailure(
      'OutOfRange',
      `range() goes up to ${MAX_INT_32}; ${start} + ${count} is beyond it.`,
    );
  }
  return Array.from({ length: count }, (_, index) => start + index);
}

function flatten(args: readonly JsonValue[]): JsonValue {
  const lists = arrayArgument('flatten', args, 0).map((_, position, all) =>
    arrayArgument('flatten', all, position),
  );
  limitedSize(
    'flatten',
    lists.reduce((sum, list) => sum + list.length, 0),
  );
  return lists.flat() as JsonValue[];
}

function fromEnd(
  name: 'indexFromEnd' | 'tryIndexFromEnd',
  args: readonly JsonValue[],
  context: FunctionContext,
): JsonValue {
  const suitable = isJsonArray(args[0]) && typeof args[1] === 'number';
  if (name === 'tryIndexFromEnd' && !suitable && context.semantics.wrongArguments === 'tolerated')
    return null;
  const items = arrayArgument(name, args, 0);
  const position = integerArgument(name, args, 1);
  const value = position >= 1 ? items[items.length - position] : undefined;
  if (value !== undefined) return value;
  if (name === 'tryIndexFromEnd') return null;
  throw new ExpressionFailure(
    'OutOfRange',
    `indexFromEnd() asks for element ${position} from the end of ${items.length}; tryIndexFromEnd() yields null instead.`,
  );
}

export const ARRAY_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('array', 'length', [1, 1], length),
  defineFunction('array', 'empty', [1, 1], ([value = null]) => empty(value)),
  defineFunction('array', 'first', [1, 1], (args) => end('first', args)),
  defineFunction('array', 'last', [1, 1], (args) => end('last', args)),
  defineFunction('array', 'take', [2, 2], (args, context) => portion('take', args, context)),
  defineFunction('array', 'skip', [2, 2], (args, context) => portion('skip', args, context)),
  defineFunction('array', 'contains', [2, 2], contains, 'everywhere', false),
  defineFunction('array', 'indexOf', [2, 2], (args, context) => indexOf('indexOf', args, context)),
  defineFunction('array', 'lastIndexOf', [2, 2], (args, context) => indexOf('lastIndexOf', args, context)),
  defineFunction('array', 'indexFromEnd', [2, 2], (args, context) => fromEnd('indexFromEnd', args, context)),
  defineFunction('array', 'tryIndexFromEnd', [2, 2], (args, context) =>
    fromEnd('tryIndexFromEnd', args, context),
  ),
  defineFunction('array', 'array', [1, 1], ([value = null]) => (isJsonArray(value) ? value : [value])),
  defineFunction('array', 'createArray', [0, 128], (args) => [...args]),
  defineFunction('array', 'intersection', [1, 128], intersection),
  defineFunction('array', 'union', [1, 128], union),
  defineFunction('array', 'range', [2, 2], range),
  defineFunction('array', 'flatten', [1, 1], flatten, 'nowhere'),
];
