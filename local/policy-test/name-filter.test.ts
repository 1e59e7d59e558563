import { describe, expect, it } from 'vitest';
import { readNameFilter } from './name-filter';

const names: readonly (readonly [test: string, name: string])[] = [
  ['labels', 'missing label'],
  ['labels', 'all there'],
  ['images', 'missing tag'],
];

/** The cases that a filter chooses among the names. */
function chosen(text: string): string[] {
  const filter = readNameFilter(text);
  return names
    .filter(([test, name]) => {
      const cases = names.filter(([other]) => other === test).map(([, each]) => each);
      return filter.test(test, cases) && filter.case(test, name);
    })
    .map(([, name]) => name);
}

describe('a filter of names', () => {
  it.each([
    ['', ['missing label', 'all there', 'missing tag']],
    ['missing', ['missing label', 'missing tag']],
    ['^labels$', ['missing label', 'all there']],
    ['labels//missing', ['missing label']],
    ['^labels$//', ['missing label', 'all there']],
    ['//there$', ['all there']],
    ['nothing', []],
  ])('"%s" chooses %j', (text, expected) => {
    expect(chosen(text)).toEqual(expected);
  });

  it.each([
    ['a//b//c', 'A filter has at most one "//", as in "test//case".'],
    ['a[', 'The filter is no regular expression'],
  ])('"%s" is refused', (text, message) => {
    expect(() => readNameFilter(text)).toThrow(message);
  });
});
