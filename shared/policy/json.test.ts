import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from './canonical-json';
import { emptyJsonObject, type JsonValue, ownProperty } from './json';
import { limits } from './limits';
import { measureJson } from './measure-json';

describe('ownProperty', () => {
  const object = JSON.parse('{"Mode":"All","__proto__":{"policyRule":1},"mode2":null}');
  it.each([
    ['the exact name', 'Mode', 'All'],
    ['another letter case', 'mODE', 'All'],
    ['null, as a value', 'mode2', null],
    ['an own __proto__', '__proto__', { policyRule: 1 }],
    ['nothing that is only inherited', 'policyRule', undefined],
    ['nothing from Object.prototype', 'constructor', undefined],
  ])('finds %s', (_, name, expected) => {
    expect(ownProperty(object, name)).toEqual(expected);
  });
});

describe('canonicalJson', () => {
  it.each<[JsonValue, string]>([
    [{ b: 1, a: [true, null, 'x"'] }, '{"a":[true,null,"x\\""],"b":1}'],
    [{ B: 1, a: 2, A: 3 }, '{"A":3,"B":1,"a":2}'],
    [[], '[]'],
    [1.5e300, '1.5e+300'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])('writes %j', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it('makes hashes that see content and not order', () => {
    expect(contentHash({ a: 1, b: { c: 2, d: 3 } })).toBe(contentHash({ b: { d: 3, c: 2 }, a: 1 }));
    expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: '1' }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
    expect(contentHash({})).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('measureJson', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

  it('lets a document within the limits pass', () => {
    expect(measureJson(nested(limits.depth))).toBeUndefined();
    expect(measureJson({ a: [1, 'x', null] })).toBeUndefined();
  });

  it.each([
    ['just too deep', nested(limits.depth + 2), 'TooDeep'],
    ['absurdly deep', nested(100_000), 'TooDeep'],
    ['one huge text', { a: 'x'.repeat(limits.readCharacters) }, 'TooLarge'],
    ['one huge list', Array.from({ length: 1_000_000 }, () => 1), 'TooLarge'],
    ['one huge key', { ['k'.repeat(limits.readCharacters)]: 1 }, 'TooLarge'],
  ])('refuses a document that is %s', (_, document, code) => {
    expect(measureJson(document)?.code).toBe(code);
  });
});

describe('emptyJsonObject', () => {
  it('treats every key alike', () => {
    const object = emptyJsonObject();
    for (const key of ['__proto__', 'constructor']) object[key] = { polluted: true };
    expect(Object.keys(object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
