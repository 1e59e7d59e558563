import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from './kubernetes-object';
import { strategicMergePatch } from './strategic-merge-patch';

const containers = (...list: JsonValue[]): JsonObject => ({ containers: list });

describe('a strategic merge patch', () => {
  test.each<{ name: string; target: JsonObject; patch: JsonObject; result: JsonObject }>([
    {
      name: 'merges maps',
      target: { a: { b: 1, c: 2 } },
      patch: { a: { c: 3 } },
      result: { a: { b: 1, c: 3 } },
    },
    { name: 'deletes by null', target: { a: 1, b: 2 }, patch: { a: null }, result: { b: 2 } },
    {
      name: 'replaces lists without a merge key',
      target: { args: ['a'] },
      patch: { args: ['b'] },
      result: { args: ['b'] },
    },
    {
      name: 'merges containers by name, keeping others',
      target: containers(
        { name: 'a', image: '1', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: '1' },
      ),
      patch: containers({ name: 'a', image: '2', env: [{ name: 'Y', value: '2' }] }),
      result: containers(
        {
          name: 'a',
          image: '2',
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
        },
        { name: 'b', image: '1' },
      ),
    },
    {
      name: 'deletes an element',
      target: containers({ name: 'a' }, { name: 'b' }),
      patch: containers({ name: 'a', $patch: 'delete' }),
      result: containers({ name: 'b' }),
    },
    {
      name: 'replaces a list whole when told to',
      target: containers({ name: 'a' }, { name: 'b' }),
      patch: containers({ name: 'c' }, { $patch: 'replace' }),
      result: containers({ name: 'c' }),
    },
    {
      name: 'replaces a map whole when told to',
      target: { selector: { a: '1' } },
      patch: { selector: { $patch: 'replace', b: '2' } },
      result: { selector: { b: '2' } },
    },
    {
      name: 'deletes a map when told to',
      target: { a: { b: 1 }, c: 1 },
      patch: { a: { $patch: 'delete' } },
      result: { c: 1 },
    },
    {
      name: 'keeps only the keys it is told to retain',
      target: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      patch: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      result: { strategy: { type: 'Recreate' } },
    },
    {
      name: 'merges finalizers as a set',
      target: { finalizers: ['a'] },
      patch: { finalizers: ['a', 'b'] },
      result: { finalizers: ['a', 'b'] },
    },
    {
      name: 'deletes from a list of plain values',
      target: { finalizers: ['a', 'b', 'c'] },
      patch: { '$deleteFromPrimitiveList/finalizers': ['b'] },
      result: { finalizers: ['a', 'c'] },
    },
    {
      name: 'puts elements in the order it is told',
      target: containers({ name: 'a' }, { name: 'b' }),
      patch: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
        ...containers({ name: 'c' }),
      },
      result: containers({ name: 'c' }, { name: 'b' }, { name: 'a' }),
    },
    {
      name: 'tells service ports of one number apart by protocol',
      target: {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      patch: { ports: [{ port: 53, protocol: 'TCP', name: 'dns-tcp' }] },
      result: {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP', name: 'dns-tcp' },
        ],
      },
    },
    {
      name: 'takes keys like __proto__ for what they are',
      target: { labels: {} },
      patch: JSON.parse('{"labels":{"__proto__":"x","constructor":"y"}}') as JsonObject,
      result: JSON.parse('{"labels":{"__proto__":"x","constructor":"y"}}') as JsonObject,
    },
  ])('$name', ({ target, patch, result }) => {
    const before = structuredClone(target);
    expect(strategicMergePatch(target, patch)).toEqual(result);
    expect(target).toEqual(before);
  });
});
