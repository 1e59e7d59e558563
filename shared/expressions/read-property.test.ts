import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json-value';
import { readProperty } from './read-property';

const withKeys = (count: number, ...more: readonly (readonly [string, string])[]): JsonObject =>
  Object.fromEntries([...Array.from({ length: count }, (_, index) => [`key${index}`, 'x']), ...more]);

describe.each([
  ['a small object', 3],
  ['a large object', 1_000],
])('a property of %s', (_what, size) => {
  const object = withKeys(size, ['Owner', 'first'], ['OWNER', 'second'], ['__proto__', 'own']);

  it.each([
    ['Owner', 'first'],
    ['OWNER', 'second'],
    ['owner', 'first'],
    ['KEY1', 'x'],
    ['__PROTO__', 'own'],
    ['absent', undefined],
    ['constructor', undefined],
    ['toString', undefined],
  ])('%s, read twice, is %s', (name, expected) => {
    expect([readProperty(object, name), readProperty(object, name)]).toEqual([expected, expected]);
  });
});

it('a value that is no object has no properties', () => {
  expect([readProperty('text', 'length'), readProperty([1], '0'), readProperty(undefined, 'x')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
