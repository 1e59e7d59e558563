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
