import { describe, expect, it } from 'vitest';
import type { LogLevel } from '../functions-host';
import { createComplaints } from './create-complaints';

function told(entries: readonly (readonly [LogLevel, string])[]): string[] {
  const lines: string[] = [];
  const complain = createComplaints((line) => lines.push(line));
  for (const [level, message] of entries) complain({ level, category: 'Host', message });
  return lines;
}

describe('complaints of the host', () => {
  it('are warnings and worse, their first line, once each', () => {
    expect(
      told([
        ['information', 'started'],
        ['warning', 'slow'],
        ['error', "Executed 'Functions.evaluate' (Failed, Id=1, Duration=5ms)\n  at stack"],
        ['error', "Executed 'Functions.evaluate' (Failed, Id=2, Duration=7ms)\n  at stack"],
        ['critical', 'out of memory'],
      ]),
    ).toEqual([
      '  warning: slow',
      "  error: Executed 'Functions.evaluate' failed",
      '  critical: out of memory',
    ]);
  });

  it('cannot steer the terminal', () => {
    expect(told([['error', 'pod \u001b[2Jx\r\u202e was refused']])).toEqual([
      '  error: pod \\u001b[2Jx\\u000d\\u202e was refused',
    ]);
  });

  it('are cut where they are endless', () => {
    expect(told([['error', 'x'.repeat(5_000)]])).toEqual([`  error: ${'x'.repeat(1_000)} …`]);
  });

  it('are forgotten when there are many, the oldest first', () => {
    const numbers = Array.from({ length: 501 }, (_, index): [LogLevel, string] => ['error', `${index}`]);
    const again: [LogLevel, string][] = [
      ['error', '500'],
      ['error', '0'],
    ];
    expect(told([...numbers, ...again]).slice(501)).toEqual(['  error: 0']);
  });
});
