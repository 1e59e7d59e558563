import { describe, expect, test } from 'vitest';
import { KubernetesApiError } from './api-error';
import { jsonPatch } from './json-patch';
import type { JsonObject, JsonValue } from './kubernetes-object';

describe('a JSON patch', () => {
  test.each<{ name: string; target: JsonObject; patch: JsonValue; result: JsonObject }>([
    { name: 'adds a member', target: {}, patch: [{ op: 'add', path: '/a', value: 1 }], result: { a: 1 } },
    {
      name: 'adds into and at the end of a list',
      target: { a: [1, 3] },
      patch: [
        { op: 'add', path: '/a/1', value: 2 },
        { op: 'add', path: '/a/-', value: 4 },
      ],
      result: { a: [1, 2, 3, 4] },
    },
    {
      name: 'removes',
      target: { a: [1, 2], b: 1 },
      patch: [
        { op: 'remove', path: '/a/0' },
        { op: 'remove', path: '/b' },
      ],
      result: { a: [2] },
    },
    {
      name: 'replaces',
      target: { a: { b: 1 } },
      patch: [{ op: 'replace', path: '/a/b', value: 2 }],
      result: { a: { b: 2 } },
    },
    { name: 'moves', target: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/b' }], result: { b: 1 } },
    {
      name: 'copies',
      target: { a: [1] },
      patch: [{ op: 'copy', from: '/a', path: '/b' }],
      result: { a: [1], b: [1] },
    },
    {
      name: 'tests without regard to key order',
      target: { a: { b: 1, c: 2 } },
      patch: [{ op: 'test', path: '/a', value: { c: 2, b: 1 } }],
      result: { a: { b: 1, c: 2 } },
    },
    {
      name: 'unescapes pointers',
      target: { 'a/b~c': 1 },
      patch: [{ op: 'remove', path: '/a~1b~0c' }],
      result: {},
    },
    {
      name: 'adds a key like __proto__ as an ordinary one',
      target: {},
      patch: [{ op: 'add', path: '/__proto__', value: 1 }],
      result: JSON.parse('{"__proto__":1}') as JsonObject,
    },
  ])('$name', ({ target, patch, result }) => {
    const before = structuredClone(target);
    expect(JSON.stringify(jsonPatch(target, patch))).toBe(JSON.stringify(result));
    expect(target).toEqual(before);
  });

  test.each<{ name: string; patch: JsonValue; message: string }>([
    {
      name: 'a failed test',
      patch: [{ op: 'test', path: '/a', value: 2 }],
      message: 'testing value /a failed',
    },
    {
      name: 'a path that is not there',
      patch: [{ op: 'remove', path: '/x/y' }],
      message: 'missing path: /x/y',
    },
    {
      name: 'an inherited name',
      patch: [{ op: 'remove', path: '/constructor' }],
      message: 'missing path: /constructor',
    },
    {
      name: 'an index beyond the list',
      patch: [{ op: 'add', path: '/l/9', value: 1 }],
      message: 'index 9 is out of the list',
    },
    {
      name: 'an unknown operation',
      patch: [{ op: 'melt', path: '/a' }],
      message: 'unknown operation "melt"',
    },
    { name: 'no pointer', patch: [{ op: 'add', path: 'a', value: 1 }], message: '"a" is no JSON pointer' },
  ])('is refused for $name', ({ patch, message }) => {
    let refusal: unknown;
    try {
      jsonPatch({ a: 1, l: [] }, patch);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(KubernetesApiError);
    expect((refusal as KubernetesApiError).message).toBe(
      `the server rejected our request due to an error in our request: ${message}`,
    );
  });
});
