import { objectArgument, textArgument, unsuitable } from '../arguments';
import { ExpressionFailure } from '../errors';
import { defineFunction, type FunctionDefinition } from '../function-definition';
import { isJsonArray, type JsonValue } from '../json-value';
import { MAX_TEXT_LENGTH, MAX_VALUE_DEPTH } from '../limits';
import { readProperty } from '../read-property';

/** Parses JSON text, refusing what is too long or nests too deeply. */
export function parseJsonText(name: string, text: string): JsonValue {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new ExpressionFailure('TooLarge', `${name}() reads at most ${MAX_TEXT_LENGTH} characters.`);
  }
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inText) {
      if (character === '\\') index += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_VALUE_DEPTH) {
      throw new ExpressionFailure('TooLarge', `${name}() reads JSON of at most ${MAX_VALUE_DEPTH} levels.`);
    }
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new ExpressionFailure(
      'InvalidJson',
      `${name}() was given text that is not JSON; check it with an editor.`,
    );
  }
}

function createObject(args: readonly JsonValue[]): JsonValue {
  if (args.length % 2 !== 0) unsuitable('createObject', args, args.length, 'a value for every key');
  const entries: [string, JsonValue][] = [];
  for (let index = 0; index < args.length; index += 2) {
    entries.push([textArgument('createObject', args, index), args[index + 1] as JsonValue]);
  }
  return Object.fromEntries(entries);
}

function items(args: readonly JsonValue[]): JsonValue {
  return Object.entries(objectArgument('items', args, 0))
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([key, value]) => ({ key, value }));
}

/** One step into a value by property name or index; undefined where there is nothing. */
export function memberOf(value: JsonValue, key: JsonValue): JsonValue | undefined {
  if (typeof key === 'number') return isJsonArray(value) ? value[key] : undefined;
  return typeof key === 'string' ? readProperty(value, key) : undefined;
}

function tryGet(args: readonly JsonValue[]): JsonValue {
  let value = args[0] as JsonValue;
  for (const key of args.slice(1)) {
    const member = memberOf(value, key);
    if (member === undefined) return null;
    value = member;
  }
  return value;
}

export const OBJECT_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('object', 'createObject', [0, 128], createObject),
  defineFunction('object', 'items', [1, 1], items),
  defineFunction(
    'object',
    'objectKeys',
    [1, 1],
    (args) => Object.keys(objectArgument('objectKeys', args, 0)),
    'nowhere',
  ),
  defineFunction('object', 'json', [1, 1], (args) => {
    const value = args[0] as JsonValue;
    return typeof value === 'string' ? parseJsonText('json', value) : unsuitable('json', args, 0, 'a text');
  }),
  defineFunction('object', 'null', [0, 0], () => null),
  defineFunction('object', 'tryGet', [2, 128], tryGet),
  defineFunction(
    'object',
    'shallowMerge',
    [1, 1],
    (args) => {
      const list = args[0] as JsonValue;
      if (!isJsonArray(list)) return unsuitable('shallowMerge', args, 0, 'an array of objects');
      const merged = new Map<string, JsonValue>();
      for (const [position] of list.entries()) {
        for (const [key, value] of Object.entries(objectArgument('shallowMerge', list, position)))
          merged.set(key, value);
      }
      return Object.fromEntries(merged);
    },
    'nowhere',
  ),
];
