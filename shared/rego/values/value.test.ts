import { describe, expect, test } from 'vitest';
import { compareStrings } from './compare-strings';
import { valueToJsonText } from './json-text';
import { numberFromText, numberText } from './number';
import { parseExactJson } from './parse-json';
import { floatArithmetic } from './soft-float';
import { compareValues, equal, RegoSet, type RegoValue, setOf } from './value';

describe('numbers keep their exact value and their text', () => {
  test.each([
    '0',
    '-1',
    '1.0',
    '1e5',
    '1E400',
    '0.1',
    '9007199254740993',
    '-9223372036854775808',
    '0.30000000000000000001',
  ])('%s', (text) => {
    expect(numberText(numberFromText(text))).toBe(text);
  });

  test.each<[string, string, number]>([
    ['1', '1.0', 0],
    ['100', '1e2', 0],
    ['9007199254740992', '9007199254740993', -1],
    ['0.1', '0.1000000000000000055511151231257827', -1],
    ['1e400', '9e399', 1],
    ['-1e400', '1', -1],
    ['0', '0.0', 0],
  ])('%s against %s is %d', (a, b, order) => {
    expect(Math.sign(compareValues(numberFromText(a), numberFromText(b)))).toBe(order);
    expect(equal(numberFromText(a), numberFromText(b))).toBe(order === 0);
  });

  test.each<['+' | '-' | '*' | '/', string, string, string]>([
    ['+', '0.1', '0.2', '0.3'],
    ['-', '0.3', '0.2', '0.10000000000000000001'],
    ['*', '0.1', '0.2', '0.020000000000000000001'],
    ['/', '10', '3', '3.3333333333333333333'],
    ['/', '1', '1000000', '1e-06'],
    ['*', '1.5', '2', '3'],
    ['+', '1e30', '0.5', '1000000000000000000000000000000'],
  ])('floats of 64 bits mantissa: %s of %s and %s is %s', (op, a, b, expected) => {
    expect(numberText(floatArithmetic(op, numberFromText(a), numberFromText(b)))).toBe(expected);
  });
});

test('strings are ordered by code points, where UTF-16 units say otherwise', () => {
  expect(compareStrings('\uff61', '\u{10002}')).toBeLessThan(0);
  expect(compareStrings('\u{10002}', '\uff61')).toBeGreaterThan(0);
  expect(compareStrings('a', 'ab')).toBeLessThan(0);
  expect(compareStrings('', '')).toBe(0);
});

describe('sets', () => {
  test('hold equal elements once, however they are put in', () => {
    const set = new RegoSet();
    for (let i = 0; i < 300; i++) set.push({ n: i % 50, nested: { deep: [i % 50] } });
    expect(set.size).toBe(50);
    expect(set.find({ n: 7, nested: { deep: [7] } })).toEqual({ n: 7, nested: { deep: [7] } });
    expect(set.find({ n: 7, nested: { deep: [8] } })).toBeUndefined();
    expect(set.add({ nested: { deep: [3] }, n: 3 })).toBe(false);
    expect(set.add({ n: 50 })).toBe(true);
    expect(
      set
        .sorted()
        .map((v) => (v as { n: number }).n)
        .slice(0, 3),
    ).toEqual([0, 1, 2]);
  });

  test('that differ only deep inside stay apart and fast', () => {
    const nest = (n: number): RegoValue => [[[[[[n]]]]]];
    const set = new RegoSet();
    for (let i = 0; i < 5_000; i++) expect(set.add(nest(i))).toBe(true);
    for (let i = 0; i < 5_000; i += 97) expect(set.add(nest(i))).toBe(false);
    expect(set.size).toBe(5_000);
  });

  test('are equal by elements, not by order', () => {
    expect(equal(setOf([1, [2], 'a']), setOf(['a', 1, [2]]))).toBe(true);
    expect(equal(setOf([1]), setOf([1, 2]))).toBe(false);
    expect(equal(setOf([]), [])).toBe(false);
  });

  test('may be gone through while somebody sorts or searches them', () => {
    const set = new RegoSet();
    for (const n of [3, 1, 3, 2, 1]) set.push(n);
    const seen: RegoValue[] = [];
    for (const item of set.bag) {
      seen.push(item);
      set.find(2);
      set.sorted();
    }
    expect(seen).toEqual([3, 1, 3, 2, 1]);
    expect(set.sorted()).toEqual([1, 2, 3]);
  });
});

describe('JSON with exact numbers', () => {
  test.each(['{"a":[1,2.50,1e3,-0.1,true,null]}', '123456789012345678901234567890', '"\\u003c\\\\"'])(
    '%s comes out as it went in',
    (text) => {
      expect(valueToJsonText(parseExactJson(text))).toBe(text);
    },
  );

  test('keys named __proto__ are ordinary, and the last of equal keys wins', () => {
    const value = parseExactJson('{"__proto__": {"x": 1}, "a": 1, "a": 2}') as { a: number };
    expect(Object.keys(value).sort()).toEqual(['__proto__', 'a']);
    expect(value.a).toBe(2);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each(['', '{', '[1,]', '{"a":}', '01', '1.', 'nul', '1 2', '"\n"', '[1]]', `${'['.repeat(6000)}`])(
    '%j is refused',
    (text) => {
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
    },
  );
});
