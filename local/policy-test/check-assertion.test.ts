import { describe, expect, it } from 'vitest';
import { checkAssertion } from './check-assertion';
import type { SuiteAssertion } from './suite-file';

const messages = ['port 80 is not allowed', 'port 443 is not allowed', 'no owner'];

describe('an assertion', () => {
  it.each<[SuiteAssertion, readonly string[]]>([
    [{ violations: true }, ['one']],
    [{ violations: false }, []],
    [{ violations: 0 }, []],
    [{ violations: 3 }, messages],
    [{ violations: 2, message: 'port' }, messages],
    [{ violations: false, message: 'PORT' }, messages],
    [{ violations: 2, message: '^port \\d+ is' }, messages],
    [{ violations: 3, message: '' }, messages],
  ])('%j holds for %j', (assertion, found) => {
    expect(checkAssertion(assertion, found)).toBeUndefined();
  });

  it.each<[SuiteAssertion, readonly string[], string]>([
    [{ violations: true }, [], 'expected at least one violation, found none'],
    [{ violations: false }, ['a'], 'expected no violation, found 1:\n  - a'],
    [{ violations: 1 }, ['a', 'b\nc'], 'expected exactly 1 violation, found 2:\n  - a\n  - b\n    c'],
    [
      { violations: 2, message: 'owner' },
      messages,
      'expected exactly 2 violations with a message like "owner", found 1 among 3:\n  - port 80 is not allowed\n  - port 443 is not allowed\n  - no owner',
    ],
    [
      { violations: true, message: '(' },
      ['a'],
      'the message "(" is no regular expression: error parsing regexp: missing closing ): `(`',
    ],
  ])('%j does not hold for %j', (assertion, found, problem) => {
    expect(checkAssertion(assertion, found)).toBe(problem);
  });
});
