import { describe, expect, it } from 'vitest';
import { compile } from '../../rego';
import type { JsonValue } from '../json';
import { quantityLibrary } from './quantity';

const compare = `package compare

import data.lib.quantity

order = "less" { quantity.number(input[0]) < quantity.number(input[1]) }

order = "equal" { quantity.number(input[0]) == quantity.number(input[1]) }

order = "greater" { quantity.number(input[0]) > quantity.number(input[1]) }
`;

const program = compile(
  [
    { file: 'quantity.rego', source: quantityLibrary },
    { file: 'compare.rego', source: compare },
  ],
  { version: 'v0', entrypoints: ['data.compare.order'] },
);

function order(left: JsonValue, right: JsonValue): unknown {
  const outcome = program.evaluate('data.compare.order', { input: [left, right] });
  return outcome.defined ? outcome.value : undefined;
}

describe('quantities', () => {
  it('are the same in thousandths and as decimals, for every thousandth of a core', () => {
    const unequal = [];
    for (let milli = 1; milli <= 4_000; milli += 7)
      if (order(`${milli}m`, (milli / 1000).toFixed(3)) !== 'equal') unequal.push(milli);
    expect(unequal).toEqual([]);
  });

  it.each<[JsonValue, JsonValue]>([
    ['0.501', '501m'],
    [0.501, '501m'],
    [0.001, '1m'],
    [2, '2'],
    ['1e3', '1k'],
    ['1E3', 1000],
    ['1E', '1000P'],
    ['1Ei', '1024Pi'],
    ['8Ei', '9223372036854775808'],
    ['1.5Gi', '1536Mi'],
    ['128974848m', '128974.848'],
    ['100n', '0.1u'],
    ['2e-3', '2m'],
    ['5.', '5'],
    ['.5', '500m'],
    ['+5', '005'],
    ['-0', '0'],
  ])('%j equals %j', (left, right) => {
    expect(order(left, right)).toBe('equal');
  });

  it.each<[JsonValue, JsonValue]>([
    ['1G', '1Gi'],
    ['1M', '1Mi'],
    ['999m', 1],
    ['-1', '0'],
    ['1n', '1u'],
    ['7Ei', '8Ei'],
  ])('%j is less than %j', (left, right) => {
    expect([order(left, right), order(right, left)]).toEqual(['less', 'greater']);
  });

  it.each<JsonValue>([
    '',
    '.',
    'm',
    'Gi',
    '1K',
    '1ki',
    '1MI',
    '1GiB',
    '1 Gi',
    '1e',
    '1e3Mi',
    '1Ei3',
    '1e999999999',
    '0x1',
    '1_000',
    'NaN',
    'half',
    '1'.repeat(100_000),
    true,
    null,
    [],
  ])('%j is none', (text) => {
    expect(order(text, '0')).toBeUndefined();
  });
});
