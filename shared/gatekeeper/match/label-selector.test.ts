import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { compileLabelSelector } from './label-selector';

const expression = (operator: string, values?: string[]): JsonObject => ({
  matchExpressions: [{ key: 'tier', operator, ...(values === undefined ? {} : { values }) }],
});

describe('a label selector', () => {
  it.each<[string, JsonObject, JsonObject | undefined, boolean]>([
    ['{} matches anything', {}, undefined, true],
    ['matchLabels needs the same value', { matchLabels: { tier: 'web' } }, { tier: 'web' }, true],
    ['matchLabels fails on another value', { matchLabels: { tier: 'web' } }, { tier: 'db' }, false],
    ['matchLabels fails without labels', { matchLabels: { tier: 'web' } }, undefined, false],
    ['In needs the key', expression('In', ['web']), {}, false],
    ['In takes a listed value', expression('In', ['web', 'db']), { tier: 'db' }, true],
    ['NotIn holds without the key', expression('NotIn', ['web']), {}, true],
    ['NotIn fails on a listed value', expression('NotIn', ['web']), { tier: 'web' }, false],
    ['Exists needs the key', expression('Exists'), { tier: '' }, true],
    ['DoesNotExist fails on the key', expression('DoesNotExist'), { tier: '' }, false],
    ['constructor is an ordinary key', { matchLabels: { constructor: 'x' } }, {}, false],
  ])('%s', (_name, selector, labels, expected) => {
    expect(compileLabelSelector(selector)(labels)).toBe(expected);
  });

  it.each<[JsonObject, string]>([
    [expression('Near', ['x']), '"Near" is not a valid label selector operator (key "tier")'],
    [expression('In', []), `for 'in', 'notin' operators, values set can't be empty (key "tier")`],
    [expression('Exists', ['x']), 'values set must be empty for exists and does not exist (key "tier")'],
    [{ matchExpressions: {} }, '"matchExpressions" must be a list'],
    [{ matchLabels: { 'a b': 'x' } }, '"a b" is not a valid label key'],
    [{ matchLabels: { 'A.example/b': 'x' } }, '"A.example/b" is not a valid label key'],
    [{ matchLabels: { tier: 'a b' } }, '"a b" is not a valid value of the label "tier"'],
    [expression('In', ['-x']), '"-x" is not a valid value of the label "tier"'],
  ])('%j is refused', (selector, message) => {
    expect(() => compileLabelSelector(selector)).toThrow(message);
  });
});
