import { describe, expect, it } from 'vitest';
import { compileGenerateNameWildcard, compileWildcard, compileWildcards } from './wildcard';

describe('a wildcard', () => {
  it.each([
    ['kube-*', 'kube-system', true],
    ['kube-*', 'my-kube-system', false],
    ['*-system', 'kube-system', true],
    ['*-system', 'kube-system-2', false],
    ['*sys*', 'kube-system', true],
    ['*sys*', 'default', false],
    ['*', '', true],
    ['default', 'default', true],
    ['default', 'default-2', false],
    ['a*b', 'a*b', true],
    ['a*b', 'axb', false],
  ])('%s on %s is %s', (pattern, name, expected) => {
    expect(compileWildcard(pattern)(name)).toBe(expected);
    expect(compileWildcards([pattern])(name)).toBe(expected);
  });

  it.each([
    ['web-*', 'web-', true],
    ['*eb*', 'web-', true],
    ['web-', 'web-', false],
    ['*b-', 'web-', false],
  ])('%s on the generated name %s is %s, since the final name is not known', (pattern, name, expected) => {
    expect(compileGenerateNameWildcard(pattern)(name)).toBe(expected);
  });

  it('matches nothing when the list is empty', () => {
    expect(compileWildcards([])('default')).toBe(false);
  });
});
