import type { JsonObject } from '../../../shared/policy/index';

const closed = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
});

const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });
const string: JsonObject = { type: 'string' };
const integer: JsonObject = { type: 'integer' };

export const hostPathsSchema = closed(
  {
    paths: listOf(closed({ pathPrefix: string, readOnly: { type: 'boolean' } }, ['pathPrefix', 'readOnly'])),
  },
  ['paths'],
);

export const rangesSchema = closed(
  { ranges: listOf(closed({ min: integer, max: integer }, ['min', 'max'])) },
  ['ranges'],
);

export const annotationsSchema = closed(
  { annotations: listOf(closed({ key: string, allowedRegex: string }, ['key', 'allowedRegex'])) },
  ['annotations'],
);

export const seLinuxSchema = closed(
  { options: listOf(closed({ level: string, role: string, type: string, user: string })) },
  ['options'],
);

export const severitySchema = closed({ High: integer, Medium: integer, Low: integer }, [
  'High',
  'Medium',
  'Low',
]);

/** A Kubernetes label selector. */
export const labelSelectorSchema = closed({
  matchLabels: { type: 'object', additionalProperties: string, minProperties: 1 },
  matchExpressions: {
    ...listOf(
      closed(
        {
          key: string,
          operator: { type: 'string', enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] },
          values: listOf(string),
        },
        ['key', 'operator'],
      ),
    ),
    minItems: 1,
  },
});

const required = (properties: JsonObject, names: readonly string[]): JsonObject => ({
  type: 'object',
  required: names,
  properties,
});
const range = (minimum: number, maximum: number): JsonObject => ({
  type: 'integer',
  format: 'int32',
  minimum,
  maximum,
});
const weekday: JsonObject = {
  type: 'string',
  enum: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
const day: JsonObject = { type: 'string', format: 'date' };

/** The window in which a cluster may upgrade itself, as its maintenance configuration has it. */
export const maintenanceWindowSchema = required(
  {
    properties: required(
      {
        maintenanceWindow: required(
          {
            schedule: {
              type: 'object',
              properties: {
                daily: required({ intervalDays: range(1, 7) }, ['intervalDays']),
                weekly: required({ intervalWeeks: range(1, 4), dayOfWeek: weekday }, [
                  'intervalWeeks',
                  'dayOfWeek',
                ]),
                absoluteMonthly: required({ intervalMonths: range(1, 6), dayOfMonth: range(1, 31) }, [
                  'intervalMonths',
                  'dayOfMonth',
                ]),
                relativeMonthly: required(
                  {
                    intervalMonths: range(1, 6),
                    weekIndex: { type: 'string', enum: ['First', 'Second', 'Third', 'Fourth', 'Last'] },
                    dayOfWeek: weekday,
                  },
                  ['intervalMonths', 'weekIndex', 'dayOfWeek'],
                ),
              },
            },
            durationHours: { ...range(4, 24), default: 24 },
            utcOffset: { type: 'string', pattern: '^(-|\\+)[0-9]{2}:[0-9]{2}$' },
            startDate: day,
            startTime: { type: 'string', pattern: '^\\d{2}:\\d{2}$' },
            notAllowedDates: listOf(required({ start: day, end: day }, ['start', 'end'])),
          },
          ['schedule', 'durationHours', 'startTime'],
        ),
      },
      ['maintenanceWindow'],
    ),
  },
  ['properties'],
);
