import { describe, expect, test } from 'vitest';
import { parseLabelSelector } from './label-selector';

describe('a label selector', () => {
  const labels = { app: 'web', tier: 'front', 'example.com/team': 'a-b' };
  test.each([
    ['app=web', true],
    ['app==web', true],
    ['app=api', false],
    ['app = web , tier=front', true],
    ['app!=web', false],
    ['missing!=web', true],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['!app', false],
    ['app in (api, web)', true],
    ['app in (api)', false],
    ['app notin (api)', true],
    ['missing notin (api)', true],
    ['missing in (api)', false],
    ['example.com/team in (a-b),app', true],
    ['constructor', false],
    ['', true],
  ])('%s', (text, matches) => {
    expect(parseLabelSelector(text)(labels)).toBe(matches);
  });

  test.each(['a=b=c', 'a in b', '=x', 'a<b'])('%s is refused', (text) => {
    expect(() => parseLabelSelector(text)).toThrow(
      `unable to parse requirement: "${text}" is no label selector`,
    );
  });
});
