import { describe, expect, it } from 'vitest';
import { foldKey, foldText } from './fold-text';

describe('folding the case of texts', () => {
  it.each([
    ['Straße', 'STRASSE'],
    ['ﬃce', 'FFICE'],
    ['ΚΟΣΜΟΣ', 'κοσμος'],
    ['σ', 'ς'],
    ['CAFÉ', 'café'],
    ['K', 'k'],
  ])('%s and %s are the same', (left, right) => {
    expect(foldText(left)).toBe(foldText(right));
  });

  it('keeps the dotless i apart', () => {
    expect(foldText('ı')).not.toBe(foldText('I'));
  });

  it('keeps keys apart that differ beyond ASCII', () => {
    expect(foldKey('ABC')).toBe('abc');
    expect(foldKey('É')).not.toBe(foldKey('é'));
  });
});
