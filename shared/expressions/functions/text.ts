import {
  arrayArgument,
  integerArgument,
  limitedLength,
  limitedSize,
  limitedText,
  textArgument,
  unsuitable,
} from '../arguments';
import { ExpressionFailure } from '../errors';
import { foldText } from '../fold-text';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import { isJsonArray, isJsonObject, type JsonValue } from '../json-value';
import { stepsThrough } from '../steps';
import { formatText } from './format';
import { textOf } from './json-text';

function affix(
  name: 'startsWith' | 'endsWith',
  args: readonly JsonValue[],
  context: FunctionContext,
): boolean {
  if (context.semantics.wrongArguments === 'tolerated' && !args.every((value) => typeof value === 'string'))
    return false;
  const text = foldText(textArgument(name, args, 0));
  const part = foldText(textArgument(name, args, 1));
  return name === 'startsWith' ? text.startsWith(part) : text.endsWith(part);
}

function pad(name: string, args: readonly JsonValue[]): string {
  const value = args[0];
  if (typeof value !== 'string' && typeof value !== 'number')
    unsuitable(name, args, 0, 'a text or an integer');
  const width = integerArgument(name, args, 1);
  if (width < 0) unsuitable(name, args, 1, 'a width from 0');
  const filler = args.length > 2 ? textArgument(name, args, 2) : ' ';
  if ([...filler].length !== 1) unsuitable(name, args, 2, 'a single character');
  limitedLength(name, width);
  const text = String(value);
  return filler.repeat(Math.max(0, width - text.length)) + text;
}

function substring(args: readonly JsonValue[], context: FunctionContext): string {
  const text = textArgument('substring', args, 0);
  const start = integerArgument('substring', args, 1);
  const length = args.length > 2 ? integerArgument('substring', args, 2) : text.length - start;
  if (context.semantics.wrongArguments === 'tolerated' && start >= 0 && length >= 0)
    return text.slice(start, start + length);
  if (start < 0 || length < 0 || start + length > text.length) {
    throw new ExpressionFailure(
      'OutOfRange',
      `substring() asks for characters ${start} to ${start + length} of a text with ${text.length}; ` +
        'check length() first, or use take() and skip(), which never fail.',
    );
  }
  return text.slice(start, start + length);
}

/** Cuts at every delimiter from left to right; where several fit, at the longest. An empty one fits nowhere. */
function split(args: readonly JsonValue[], { spend }: FunctionContext): JsonValue {
  const text = textArgument('split', args, 0);
  const given = args[1] as JsonValue;
  const delimiters = (isJsonArray(given) ? given : [given])
    .map((delimiter) =>
      typeof delimiter === 'string' ? delimiter : unsuitable('split', args, 1, 'a text or an array of texts'),
    )
    .filter((delimiter) => delimiter !== '')
    .sort((left, right) => right.length - left.length);
  const [first, ...others] = delimiters;
  if (first === undefined) return [text];
  // Every delimiter is tried at every character.
  spend(stepsThrough(text) * delimiters.length);
  const parts = text.split(others.length === 0 ? first : new RegExp(delimiters.map(escaped).join('|')));
  limitedSize('split', parts.length);
  return parts;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function concat(args: readonly JsonValue[]): JsonValue {
  if (isJsonArray(args[0])) {
    const parts = args.map((_, position) => arrayArgument('concat', args, position));
    limitedSize(
      'concat',
      parts.reduce((sum, part) => sum + part.length, 0),
    );
    return parts.flat() as JsonValue[];
  }
  let text = '';
  for (const [position, value] of args.entries()) {
    if (isJsonArray(value) || isJsonObject(value))
      unsuitable('concat', args, position, 'a text, number or boolean');
    text += value === null ? '' : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  }
  return limitedText('concat', text);
}

function replace(args: readonly JsonValue[]): string {
  const [text, from, to] = [0, 1, 2].map((position) => textArgument('replace', args, position)) as [
    string,
    string,
    string,
  ];
  if (from === '') unsuitable('replace', args, 1, 'a text that is not empty');
  const parts = text.split(from);
  const grown = text.length + (parts.length - 1) * (to.length - from.length);
  limitedLength('replace', grown);
  return parts.join(to);
}

function join(args: readonly JsonValue[], { spend }: FunctionContext): string {
  const items = arrayArgument('join', args, 0);
  const delimiter = textArgument('join', args, 1);
  let length = 0;
  const texts = items.map((item) => {
    const text = textOf('join', item, spend);
    length += text.length + delimiter.length;
    limitedLength('join', length);
    return text;
  });
  return texts.join(delimiter);
}

export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('text', 'concat', [0, 128], concat),
  defineFunction('text', 'toLower', [1, 1], (args) => textArgument('toLower', args, 0).toLowerCase()),
  defineFunction('text', 'toUpper', [1, 1], (args) => textArgument('toUpper', args, 0).toUpperCase()),
  defineFunction('text', 'trim', [1, 1], (args) => textArgument('trim', args, 0).trim()),
  defineFunction('text', 'startsWith', [2, 2], (args, context) => affix('startsWith', args, context)),
  defineFunction('text', 'endsWith', [2, 2], (args, context) => affix('endsWith', args, context)),
  defineFunction('text', 'padLeft', [2, 3], (args) => pad('padLeft', args)),
  defineFunction('text', 'replace', [3, 3], replace),
  defineFunction('text', 'split', [2, 2], split),
  defineFunction('text', 'join', [2, 2], join),
  defineFunction('text', 'string', [1, 1], (args, { spend }) =>
    limitedText('string', textOf('string', args[0] as JsonValue, spend)),
  ),
  defineFunction('text', 'substring', [2, 3], substring),
  defineFunction('text', 'format', [1, 128], (args, { spend }) =>
    formatText(textArgument('format', args, 0), args.slice(1), spend),
  ),
];
