import { integerArgument, numberArgument, unsuitable } from '../arguments';
import { ExpressionFailure } from '../errors';
import { defineFunction, type FunctionDefinition } from '../function-definition';
import { isJsonArray, type JsonValue } from '../json-value';

const NUMBER_TEXT = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function asNumber(name: string, args: readonly JsonValue[]): number {
  const value = args[0];
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && NUMBER_TEXT.test(value)) return Number(value);
  return unsuitable(name, args, 0, 'a number or the text of one');
}

function divisor(name: string, args: readonly JsonValue[]): number {
  const value = integerArgument(name, args, 1);
  if (value === 0) {
    throw new ExpressionFailure(
      'DivisionByZero',
      `${name}() divides by zero; check the second argument with if().`,
    );
  }
  return value;
}

function extreme(name: 'min' | 'max', args: readonly JsonValue[]): JsonValue {
  const values = args.length === 1 && isJsonArray(args[0]) ? args[0] : args;
  if (values.length === 0) unsuitable(name, args, 0, 'at least one number');
  const numbers = values.map((_, position) => numberArgument(name, values, position));
  return numbers.reduce((best, value) => (name === 'min' ? Math.min(best, value) : Math.max(best, value)));
}

/** Zero has no sign in JSON. */
const positiveZero = (value: number): number => (value === 0 ? 0 : value);

export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('number', 'int', [1, 1], (args) => positiveZero(Math.trunc(asNumber('int', args)))),
  defineFunction('number', 'float', [1, 1], (args) => asNumber('float', args)),
  defineFunction(
    'number',
    'add',
    [2, 2],
    (args) => numberArgument('add', args, 0) + numberArgument('add', args, 1),
  ),
  defineFunction(
    'number',
    'sub',
    [2, 2],
    (args) => numberArgument('sub', args, 0) - numberArgument('sub', args, 1),
  ),
  defineFunction('number', 'mul', [2, 2], (args) =>
    positiveZero(numberArgument('mul', args, 0) * numberArgument('mul', args, 1)),
  ),
  defineFunction('number', 'div', [2, 2], (args) =>
    positiveZero(Math.trunc(integerArgument('div', args, 0) / divisor('div', args))),
  ),
  defineFunction('number', 'mod', [2, 2], (args) =>
    positiveZero(integerArgument('mod', args, 0) % divisor('mod', args)),
  ),
  defineFunction('number', 'min', [1, 128], (args) => extreme('min', args)),
  defineFunction('number', 'max', [1, 128], (args) => extreme('max', args)),
];
