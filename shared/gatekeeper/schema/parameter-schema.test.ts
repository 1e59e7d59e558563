import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../json';
import { compileParameterSchema, type ParameterOutcome } from './parameter-schema';

function accept(
  schema: JsonObject | undefined,
  legacy: boolean,
  value: JsonValue | undefined,
): ParameterOutcome {
  const compiled = compileParameterSchema(schema, legacy);
  if ('problems' in compiled) throw new Error(compiled.problems.join('; '));
  return compiled.schema.accept(value);
}

const ports: JsonObject = {
  type: 'object',
  properties: {
    ports: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        required: ['min'],
        properties: { min: { type: 'integer', minimum: 0 }, open: { type: 'boolean', default: false } },
      },
    },
    mode: { type: 'string', enum: ['a', 'b'] },
    limit: { 'x-kubernetes-int-or-string': true },
    name: { type: 'string', pattern: '^[a-z]+$', maxLength: 3 },
    free: { type: 'object', additionalProperties: { type: 'number' } },
  },
};

describe('a structural parameter schema', () => {
  it('fills in defaults, in items too, and leaves the given value alone', () => {
    const given: JsonObject = { ports: [{ min: 1 }] };
    expect(accept(ports, false, given)).toEqual({ value: { ports: [{ min: 1, open: false }] } });
    expect(given).toEqual({ ports: [{ min: 1 }] });
    expect(accept(ports, false, {})).toEqual({ value: { ports: [] } });
  });

  it('leaves absent parameters absent', () => {
    expect(accept(ports, false, undefined)).toEqual({ value: undefined });
    expect(accept(ports, false, null)).toEqual({ value: undefined });
  });

  it.each<[JsonObject, string[]]>([
    [{ ports: [{ min: -1 }] }, ['spec.parameters.ports[0].min must be at least 0']],
    [{ ports: [{}] }, ['spec.parameters.ports[0].min is required']],
    [{ ports: 80 }, ['spec.parameters.ports must be of type array, not integer']],
    [{ ports: [{ min: 1.5 }] }, ['spec.parameters.ports[0].min must be of type integer, not number']],
    [{ mode: 'c' }, ['spec.parameters.mode must be one of "a", "b", not "c"']],
    [{ limit: true }, ['spec.parameters.limit must be an integer or a string, not boolean']],
    [
      { name: 'ABCD' },
      [
        'spec.parameters.name must have at most 3 characters',
        'spec.parameters.name must match the pattern ^[a-z]+$',
      ],
    ],
    [{ free: { x: 'y' } }, ['spec.parameters.free.x must be of type number, not string']],
  ])('refuses %j', (value, problems) => {
    expect(accept(ports, false, value)).toEqual({ problems, unknown: [] });
  });

  it('refuses fields that it does not know', () => {
    expect(accept(ports, false, { prots: [], ports: [{ min: 1, max: 2 }] })).toEqual({
      problems: [],
      unknown: ['spec.parameters.prots', 'spec.parameters.ports[0].max'],
    });
  });

  it('allows no parameters at all when it is missing', () => {
    expect(accept(undefined, false, {})).toEqual({ problems: [], unknown: ['spec.parameters'] });
  });

  it('must name a type at each level', () => {
    expect(
      compileParameterSchema({ properties: { a: { type: 'array' }, b: { type: 'text' } } }, false),
    ).toEqual({
      problems: [
        'openAPIV3Schema.type: Required value: must not be empty for specified object fields',
        'openAPIV3Schema.properties[a].items: Required value: must be specified',
        'openAPIV3Schema.properties[b].type: Unsupported value: "text"',
      ],
    });
  });
});

describe('a schema that Kubernetes refuses', () => {
  const at = 'openAPIV3Schema.properties[a]';
  it.each<[string, JsonObject, string]>([
    [
      'a default of another type',
      { type: 'string', default: 1 },
      `${at}.default must be of type string, not integer`,
    ],
    [
      'a default with unknown fields',
      { type: 'object', properties: {}, default: { b: 1 } },
      `${at}.default.b: unknown field`,
    ],
    [
      'int-or-string that keeps unknown fields',
      { 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true },
      `${at}.x-kubernetes-preserve-unknown-fields: must be false if x-kubernetes-int-or-string is true`,
    ],
    [
      'unique items',
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
      `${at}.uniqueItems: Forbidden: it cannot be set to true`,
    ],
    [
      'a list type that is not known',
      { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'bag' },
      `${at}.x-kubernetes-list-type: Unsupported value: "bag"`,
    ],
    [
      'a map list without keys',
      { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' },
      `${at}.x-kubernetes-list-map-keys: Required value: must not be empty`,
    ],
    [
      'a pattern that is none',
      { type: 'string', pattern: '[' },
      `${at}.pattern: Invalid value: "[" is no regular expression`,
    ],
    [
      'a type inside of a combination',
      { type: 'string', anyOf: [{ type: 'string' }] },
      `${at}.anyOf[0].type: Forbidden: must be empty to be structural`,
    ],
    [
      'a field that only a combination names',
      { type: 'object', allOf: [{ properties: { b: { minLength: 1 } } }] },
      `${at}.allOf[0].properties[b]: Required value: it must be specified outside, too`,
    ],
  ])('%s', (_name, a, problem) => {
    expect(compileParameterSchema({ type: 'object', properties: { a } }, false)).toEqual({
      problems: [problem],
    });
  });

  it('takes the two ways to write int-or-string', () => {
    const anyOf = [{ type: 'integer' }, { type: 'string' }];
    const a = { 'x-kubernetes-int-or-string': true, anyOf };
    const b = { 'x-kubernetes-int-or-string': true, allOf: [{ anyOf }, { pattern: '^[0-9]' }] };
    expect('schema' in compileParameterSchema({ type: 'object', properties: { a, b } }, false)).toBe(true);
  });
});

describe('the format of a text', () => {
  it.each([
    ['date', '2024-02-29', true],
    ['date', '2024-02-30', false],
    ['date-time', '2024-01-31T12:00:00Z', true],
    ['date-time', '2024-01-31', false],
    ['ipv4', '10.0.0.1', true],
    ['ipv4', '300.0.0.1', false],
    ['ipv6', '::1', true],
    ['cidr', '10.0.0.0/8', true],
    ['cidr', '10.0.0.0/33', false],
    ['uri', 'https://a/b', true],
    ['uri', 'a', false],
    ['email', 'a@b.c', true],
    ['email', 'a', false],
    ['hostname', 'a.example', true],
    ['hostname', 'a b', false],
    ['uuid', '123e4567-e89b-12d3-a456-426614174000', true],
    ['mac', '00:11:22:33:44:55', true],
    ['byte', 'aGk=', true],
    ['byte', 'aGk', false],
    ['duration', '1h30m', true],
    ['duration', 'soon', false],
    ['no-such-format', 'anything', true],
  ])('%s: %s', (format, value, fits) => {
    const outcome = accept({ type: 'object', properties: { a: { type: 'string', format } } }, false, {
      a: value,
    });
    expect('value' in outcome).toBe(fits);
  });
});

describe('a legacy parameter schema', () => {
  it('may be missing or partial, and keeps unknown fields', () => {
    expect(accept(undefined, true, { any: { thing: 1 } })).toEqual({ value: { any: { thing: 1 } } });
    expect(
      accept({ properties: { list: { type: 'array' } } }, true, { list: [{ a: 1 }, 2], more: 1 }),
    ).toEqual({
      value: { list: [{ a: 1 }, 2], more: 1 },
    });
  });

  it('refuses several item schemas', () => {
    expect(compileParameterSchema({ type: 'array', items: [{}, {}] }, true)).toEqual({
      problems: ['openAPIV3Schema.items: several item schemas are not supported'],
    });
  });
});

describe('combinations in a schema', () => {
  it.each<[string, JsonObject, JsonValue, string[]]>([
    [
      'anyOf',
      { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      {},
      ['spec.parameters must satisfy at least one of "anyOf"'],
    ],
    [
      'oneOf',
      { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, b: 1 },
      ['spec.parameters must satisfy exactly one of "oneOf"'],
    ],
    ['not', { not: { required: ['a'] } }, { a: 1 }, ['spec.parameters must not satisfy "not"']],
    ['allOf', { allOf: [{ minProperties: 1 }] }, {}, ['spec.parameters must have at least 1 fields']],
  ])('%s', (_name, schema, value, problems) => {
    expect(accept(schema, true, value)).toEqual({ problems, unknown: [] });
  });
});
