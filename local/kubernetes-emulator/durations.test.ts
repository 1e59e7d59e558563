import { expect, test } from 'vitest';
import { since } from './durations';

test.each([
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [183, '3m3s'],
  [600, '10m'],
  [10_799, '179m'],
  [12_000, '3h20m'],
  [28_800, '8h'],
  [172_799, '47h'],
  [190_800, '2d5h'],
  [3_456_000, '40d'],
  [94_608_000, '3y'],
  [315_360_000, '10y'],
  [-5, '0s'],
])('%d seconds ago reads %s', (seconds, text) => {
  const now = new Date('2026-01-02T03:04:05Z');
  expect(since(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(text);
});

test('an unknown time reads <unknown>', () => {
  expect(since(undefined, new Date())).toBe('<unknown>');
  expect(since('soon', new Date())).toBe('<unknown>');
});
