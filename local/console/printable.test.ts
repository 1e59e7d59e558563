import { describe, expect, it } from 'vitest';
import { printable, printableLines } from './printable';

describe('printable text', () => {
  it.each([
    ['escape sequences', 'pod \u001b[2Jgone', 'pod \\u001b[2Jgone'],
    ['the one-byte escape of old terminals', '\u009b31m', '\\u009b31m'],
    ['line breaks, so that one line stays one line', 'a\r\nb\u2028c', 'a\\u000d\\u000ab\\u2028c'],
    ['turned writing', 'safe\u202egpj.exe', 'safe\\u202egpj.exe'],
    ['nothing else', 'Čerťův “náš” 🐉 {"a": 1}', 'Čerťův “náš” 🐉 {"a": 1}'],
  ])('writes out %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('keeps lines where there may be several', () => {
    expect(printableLines('a\u0007\nb\r\n')).toBe('a\\u0007\nb\\u000d\n');
  });
});
