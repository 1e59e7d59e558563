import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../expressions';
import { catalogueFromProviders } from './aliases/provider-catalogue';
import { applyOperations } from './apply-operations';
import { compilePolicyRule } from './compile-policy-rule';
import { ruleOf } from './testing/rule-of';

const type = 'Microsoft.ContainerService/managedClusters';
const resource: JsonObject = {
  type,
  tags: { Owner: 'Filch', house: 'none' },
  properties: { enableRBAC: false, pools: [{ name: 'a', mode: 'System' }, { name: 'b' }], list: ['x'] },
};

function apply(effect: string, details: JsonValue, on: JsonObject = resource, parameters: JsonObject = {}) {
  const rule = compilePolicyRule(ruleOf({ field: 'type', exists: true }, { effect, details }));
  const operations = rule.operations({ resource: on, parameters, utcNow: '2026-06-01T00:00:00Z' }, effect);
  if (operations === undefined) throw new Error('the effect has no operations');
  return applyOperations(on, operations);
}

const modify = (operation: string, field: string, value?: JsonValue, more: JsonObject = {}) =>
  apply('modify', { operations: [{ operation, field, ...(value === undefined ? {} : { value }), ...more }] });

describe('modify', () => {
  it.each<[string, string, string, JsonValue | undefined, JsonObject, string]>([
    ['adds a tag', 'add', 'tags.floor', 3, { tags: { Owner: 'Filch', house: 'none', floor: 3 } }, 'applied'],
    [
      'replaces a tag, its name as it was',
      'addOrReplace',
      "tags['OWNER']",
      'Hagrid',
      { tags: { Owner: 'Hagrid', house: 'none' } },
      'applied',
    ],
    ['removes a tag', 'remove', 'tags[house]', undefined, { tags: { Owner: 'Filch' } }, 'applied'],
    ['leaves an absent tag absent', 'remove', 'tags.absent', undefined, {}, 'unchanged'],
    ['leaves what is right', 'addOrReplace', 'tags.owner', 'Filch', {}, 'unchanged'],
    [
      'adds a tag whose name is odd',
      'add',
      "tags['__proto__']",
      1,
      { tags: JSON.parse('{"Owner":"Filch","house":"none","__proto__":1}') as JsonObject },
      'applied',
    ],
    [
      'sets a property',
      'addOrReplace',
      `${type}/enableRBAC`,
      true,
      { properties: { ...(resource['properties'] as JsonObject), enableRBAC: true } },
      'applied',
    ],
    [
      'skips a property of an absent object',
      'addOrReplace',
      `${type}/aadProfile.managed`,
      true,
      {},
      'skipped',
    ],
    ['skips a property of another type', 'addOrReplace', 'Microsoft.X/y/z', 1, {}, 'skipped'],
    [
      'adds an element',
      'add',
      `${type}/list[*]`,
      'y',
      { properties: { ...(resource['properties'] as JsonObject), list: ['x', 'y'] } },
      'applied',
    ],
    [
      'leaves one element',
      'addOrReplace',
      `${type}/list[*]`,
      'y',
      { properties: { ...(resource['properties'] as JsonObject), list: ['y'] } },
      'applied',
    ],
    [
      'sets the whole array',
      'addOrReplace',
      `${type}/list`,
      [1],
      { properties: { ...(resource['properties'] as JsonObject), list: [1] } },
      'applied',
    ],
    [
      'sets a member of every element',
      'addOrReplace',
      `${type}/pools[*].mode`,
      'User',
      {
        properties: {
          ...(resource['properties'] as JsonObject),
          pools: [
            { name: 'a', mode: 'User' },
            { name: 'b', mode: 'User' },
          ],
        },
      },
      'applied',
    ],
  ])('%s', (_what, operation, field, value, changed, result) => {
    const applied = modify(operation, field, value);
    expect(applied.resource).toEqual({ ...resource, ...changed });
    expect(applied.results).toEqual([{ field, result }]);
    expect(applied.denied).toBe(false);
  });

  it('makes tags where there are none', () => {
    const details = { operations: [{ operation: 'add', field: 'tags.a', value: 1 }] };
    expect(apply('modify', details, { type }).resource).toEqual({ type, tags: { a: 1 } });
  });

  it('shares what it does not change', () => {
    expect(modify('add', 'tags.floor', 3).resource['properties']).toBe(resource['properties']);
    expect(modify('addOrReplace', 'tags.owner', 'Filch').resource).toBe(resource);
  });

  it.each<[JsonValue]>([["[equals('a', 'b')]"], ['false'], [false]])(
    'leaves out an operation whose condition is false: %j',
    (condition) => {
      const applied = modify('add', 'tags.floor', 3, { condition });
      expect([applied.resource, applied.results[0]?.result]).toEqual([resource, 'skipped']);
    },
  );

  it('runs operations in order, each on what the one before left', () => {
    const operations = [
      { operation: 'addOrReplace', field: "[concat('tags[', parameters('tag'), ']')]", value: 1 },
      { operation: 'add', field: 'tags.a', value: 1 },
    ];
    const { results } = apply('modify', { operations }, resource, { tag: 'a' });
    expect(results).toEqual([
      { field: 'tags[a]', result: 'applied' },
      { field: 'tags.a', result: 'unchanged' },
    ]);
  });

  it.each([
    ['deny', true],
    ['audit', false],
  ])('with conflictEffect %s an add on another value refuses: %s', (conflictEffect, denied) => {
    const operations = [
      { operation: 'add', field: 'tags.floor', value: 3 },
      { operation: 'add', field: 'tags.owner', value: 'Hagrid' },
    ];
    const applied = apply('modify', { conflictEffect, operations });
    expect(applied.denied).toBe(denied);
    expect(applied.results.map(({ result }) => result)).toEqual(['applied', 'conflict']);
    expect(applied.resource).toEqual(
      denied ? resource : { ...resource, tags: { Owner: 'Filch', house: 'none', floor: 3 } },
    );
  });

  it('is refused at once for an alias that a catalogue does not mark Modifiable', () => {
    const aliases = catalogueFromProviders([
      {
        namespace: 'Microsoft.X',
        resourceTypes: [
          {
            resourceType: 'y',
            aliases: [
              { name: 'Microsoft.X/y/fixed', defaultPath: 'properties.fixed' },
              {
                name: 'Microsoft.X/y/free',
                defaultPath: 'properties.free',
                defaultMetadata: { attributes: 'None, Modifiable' },
              },
            ],
          },
        ],
      },
    ]);
    const compile = (field: string) =>
      compilePolicyRule(
        ruleOf(
          { field: 'type', exists: true },
          { effect: 'modify', details: { operations: [{ operation: 'add', field, value: 1 }] } },
        ),
        { aliases },
      );
    expect(() => compile('Microsoft.X/y/fixed')).toThrow(
      expect.objectContaining({ code: 'AliasNotModifiable', path: 'then.details.operations[0].field' }),
    );
    expect(compile('Microsoft.X/y/free').unknownAliases).toEqual([]);
  });
});

describe('append', () => {
  it('adds what is absent', () => {
    expect(apply('append', [{ field: 'tags.floor', value: 3 }]).resource['tags']).toEqual({
      Owner: 'Filch',
      house: 'none',
      floor: 3,
    });
  });

  it('refuses where another value is', () => {
    const { denied, results } = apply('append', { field: 'tags.owner', value: 'Hagrid' });
    expect([denied, results]).toEqual([true, [{ field: 'tags.owner', result: 'conflict' }]]);
  });
});
