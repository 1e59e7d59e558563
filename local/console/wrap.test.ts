import { describe, expect, it } from 'vitest';
import { wrap } from './wrap';

describe('wrap', () => {
  it('leaves a short line alone', () => {
    expect(wrap('a short line', 20, 2)).toEqual(['a short line']);
  });

  it('breaks at blanks and indents what follows', () => {
    expect(wrap('one two three four', 9, 2)).toEqual(['one two', '  three', '  four']);
  });

  it('breaks a word that is longer than a line', () => {
    expect(wrap('abcdefghij', 4, 1)).toEqual(['abcd', ' efg', ' hij']);
  });
});
