import { describe, expect, it } from 'vitest';
import type { RegoValue } from '../values/value';
import { MISSING, newAnswers, recall, remember } from './answers';

describe('the answers of a function in an evaluation', () => {
  it('are those for the same argument, few or many', () => {
    const known = newAnswers();
    const containers: RegoValue[] = Array.from({ length: 20 }, (_, i) => ({ name: `c${i}` }));
    containers.forEach((container, i) => {
      expect(recall(known, 1, container)).toBe(undefined);
      expect(remember(known, 1, container, i)).toBe(i);
    });
    expect(containers.map((container) => recall(known, 1, container))).toEqual(containers.map((_, i) => i));
    expect(recall(known, 1, { name: 'c0' })).toBe(undefined);
  });

  it('tell "undefined" from "not asked yet"', () => {
    const known = newAnswers();
    expect(remember(known, 1, 'a', undefined)).toBe(undefined);
    expect(recall(known, 1, 'a')).toBe(MISSING);
  });

  it('are forgotten with the next evaluation', () => {
    const known = newAnswers();
    for (let i = 0; i < 20; i++) remember(known, 1, i, 'old');
    expect(recall(known, 2, 0)).toBe(undefined);
    remember(known, 2, 0, 'new');
    expect([0, 1, 19].map((i) => recall(known, 2, i))).toEqual(['new', undefined, undefined]);
  });
});
