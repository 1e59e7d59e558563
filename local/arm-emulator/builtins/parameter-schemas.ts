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
