import { textArgument, wholeArgument } from '../arguments';
import { dateTimeFromEpoch, parseDateTime, parseDuration, shiftDateTime } from '../date-time';
import { ExpressionFailure } from '../errors';
import { formatDateTime, isoText } from '../format-date-time';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import type { JsonValue } from '../json-value';

const SECONDS_PER_DAY = 86_400;

function utcNow(args: readonly JsonValue[], context: FunctionContext): JsonValue {
  if (context.utcNow === undefined) {
    throw new ExpressionFailure('NotAvailable', 'utcNow() has no time here: the evaluation was given none.');
  }
  if (args.length === 0) return context.utcNow;
  return formatDateTime(parseDateTime('utcNow', context.utcNow), textArgument('utcNow', args, 0));
}

function dateTimeAdd(args: readonly JsonValue[]): JsonValue {
  const base = parseDateTime('dateTimeAdd', textArgument('dateTimeAdd', args, 0));
  const { seconds, nanoseconds } = parseDuration('dateTimeAdd', textArgument('dateTimeAdd', args, 1));
  const moved = shiftDateTime('dateTimeAdd', base, seconds, nanoseconds);
  return args.length > 2 ? formatDateTime(moved, textArgument('dateTimeAdd', args, 2)) : isoText(moved);
}

export const DATE_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('date', 'utcNow', [0, 1], utcNow),
  defineFunction('date', 'addDays', [2, 2], (args) => {
    const base = parseDateTime('addDays', textArgument('addDays', args, 0));
    return isoText(shiftDateTime('addDays', base, wholeArgument('addDays', args, 1) * SECONDS_PER_DAY));
  }),
  defineFunction('date', 'dateTimeAdd', [2, 3], dateTimeAdd),
  defineFunction('date', 'dateTimeFromEpoch', [1, 1], (args) =>
    isoText(dateTimeFromEpoch('dateTimeFromEpoch', wholeArgument('dateTimeFromEpoch', args, 0))),
  ),
  defineFunction(
    'date',
    'dateTimeToEpoch',
    [1, 1],
    (args) => parseDateTime('dateTimeToEpoch', textArgument('dateTimeToEpoch', args, 0)).epochSeconds,
  ),
];
