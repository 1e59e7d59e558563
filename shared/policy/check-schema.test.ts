import { describe, expect, it } from 'vitest';
import { checkSchema } from './check-schema';
import type { JsonObject, JsonValue } from './json';

const labelSelector: JsonObject = {
  type: 'object',
  properties: {
    matchLabels: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
    matchExpressions: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          key: { type: 'string' },
          operator: { type: 'string', enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] },
          values: { type: 'array', items: { type: 'string' } },
        },
        required: ['key', 'operator'],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

describe('checkSchema', () => {
  it.each<[string, JsonObject, JsonValue]>([
    ['an empty object', labelSelector, {}],
    ['labels', labelSelector, { matchLabels: { app: 'x' } }],
    ['expressions', labelSelector, { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
    ['several types', { type: ['string', 'null'] }, null],
    ['types in any letter case', { type: 'Object' }, {}],
    ['an integer that is written as a float', { type: 'integer' }, 1.0],
    ['an unknown keyword', { 'x-ms-enum': { name: 'Day' }, $ref: '#/nowhere', format: 'int32' }, 'x'],
    ['a key called __proto__', { required: ['__proto__'] }, JSON.parse('{"__proto__":1}')],
    ['tuples', { items: [{ type: 'string' }, { type: 'integer' }] }, ['a', 1, null]],
    ['one of several', { oneOf: [{ type: 'string' }, { type: 'integer' }] }, 1],
    ['a pattern', { pattern: '^[+-][0-9]{2}:[0-9]{2}$' }, '+01:00'],
    ['characters beyond the first plane, counted once', { maxLength: 1 }, '🚢'],
  ])('accepts %s', (_, schema, value) => {
    expect(checkSchema(schema, value)).toBeUndefined();
  });

  it.each<[string, JsonObject, JsonValue, string, string]>([
    ['another type', labelSelector, [], '$', 'must be of type object'],
    ['an unknown property', labelSelector, { matchlabels: {} }, '$.matchlabels', 'must not be there'],
    [
      'too few properties',
      labelSelector,
      { matchLabels: {} },
      '$.matchLabels',
      'must have at least 1 properties',
    ],
    [
      'a wrong additional property',
      labelSelector,
      { matchLabels: { a: 1 } },
      '$.matchLabels.a',
      'must be of type string',
    ],
    [
      'a missing property',
      labelSelector,
      { matchExpressions: [{ key: 'a' }] },
      '$.matchExpressions[0]',
      "must have the property 'operator'",
    ],
    ['a value outside the enum', { enum: ['Monday', 1] }, 'monday', '$', 'must be one of "Monday", 1'],
    ['another constant', { const: { a: 1 } }, { a: 2 }, '$', 'must be one of {"a":1}'],
    ['a number too small', { minimum: 1 }, 0, '$', 'must be at least 1'],
    ['a number too large', { maximum: 7 }, 8, '$', 'must be at most 7'],
    ['a number at an exclusive bound', { exclusiveMinimum: 1 }, 1, '$', 'must be more than 1'],
    ['too many elements', { maxItems: 1 }, [1, 2], '$', 'must have at most 1 elements'],
    [
      'a repeated element',
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      '$',
      'must not have an element twice',
    ],
    ['a text too short', { minLength: 2 }, 'a', '$', 'must have at least 2 characters'],
    ['a text off the pattern', { pattern: '^a+$' }, 'b', '$', 'must match the pattern ^a+$'],
    [
      'a pattern that RE2 does not have',
      { pattern: '(?=a)' },
      'a',
      '$',
      'has a pattern in its schema that cannot be used: (?=a)',
    ],
    ['a forbidden shape', { not: { type: 'string' } }, 'x', '$', 'must not fit the schema under not'],
    ['two of oneOf', { oneOf: [{}, {}] }, 1, '$', 'must fit exactly one of 2 schemas, but fits 2'],
    [
      'none of anyOf',
      { anyOf: [{ type: 'string' }] },
      1,
      '$',
      'must fit at least one of 1 schemas, but fits 0',
    ],
    [
      'a property named like a method',
      { properties: { constructor: { type: 'string' } } },
      JSON.parse('{"constructor":1}'),
      '$.constructor',
      'must be of type string',
    ],
  ])('refuses %s', (_, schema, value, path, expected) => {
    expect(checkSchema(schema, value)).toEqual({ path, expected });
  });

  it('gives up on a schema that multiplies its own work', () => {
    let schema: JsonObject = { type: 'integer' };
    for (let level = 0; level < 20; level += 1) schema = { allOf: [schema, schema, schema] };
    expect(checkSchema(schema, 1)?.expected).toBe('takes too many steps to check');
  });

  it('matches a hostile pattern in linear time', () => {
    const text = `${'a'.repeat(20_000)}!`;
    expect(checkSchema({ pattern: '^(a+)+$' }, text)?.expected).toBe('must match the pattern ^(a+)+$');
  });
});
