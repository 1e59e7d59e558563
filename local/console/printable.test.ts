import { describe, expect, it } from 'vitest';
import { printable } from './printable';

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
});
