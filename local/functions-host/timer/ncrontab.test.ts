import { describe, expect, it } from 'vitest';
import { minimumInterval, parseNcrontab } from './ncrontab';

/** The next occurrences after a time, as ISO texts without the milliseconds. */
function occurrences(schedule: string, after: string, count = 3): string[] {
  const parsed = parseNcrontab(schedule);
  const times: string[] = [];
  let at: Date | undefined = new Date(after);
  for (let taken = 0; taken < count && at !== undefined; taken += 1) {
    at = parsed.next(at);
    if (at !== undefined) times.push(at.toISOString().slice(0, 19));
  }
  return times;
}

describe('NCRONTAB', () => {
  it.each([
    ['every second', '* * * * * *', '2026-03-02T10:00:00.5Z', ['2026-03-02T10:00:01', '2026-03-02T10:00:02']],
    [
      'every five minutes',
      '0 */5 * * * *',
      '2026-03-02T10:04:00Z',
      ['2026-03-02T10:05:00', '2026-03-02T10:10:00'],
    ],
    [
      'strictly after the time',
      '0 0 2 * * *',
      '2026-03-02T02:00:00Z',
      ['2026-03-03T02:00:00', '2026-03-04T02:00:00'],
    ],
    ['a range', '0 0 9-10 * * *', '2026-03-02T09:30:00Z', ['2026-03-02T10:00:00', '2026-03-03T09:00:00']],
    [
      'a range that runs backwards',
      '0 0 10-9 * * *',
      '2026-03-02T09:30:00Z',
      ['2026-03-02T10:00:00', '2026-03-03T09:00:00'],
    ],
    [
      'a stepped range',
      '0 10-40/15 * * * *',
      '2026-03-02T10:00:00Z',
      ['2026-03-02T10:10:00', '2026-03-02T10:25:00'],
    ],
    [
      'a step from one value on',
      '0 50/5 * * * *',
      '2026-03-02T10:00:00Z',
      ['2026-03-02T10:50:00', '2026-03-02T10:55:00'],
    ],
    ['a list', '0,30 0 0 * * *', '2026-03-02T00:00:00Z', ['2026-03-02T00:00:30', '2026-03-03T00:00:00']],
    [
      'names of days',
      '0 0 8 * * Mon-Fri',
      '2026-03-06T09:00:00Z',
      ['2026-03-09T08:00:00', '2026-03-10T08:00:00'],
    ],
    ['Sunday as 0', '0 0 8 * * 0', '2026-03-02T00:00:00Z', ['2026-03-08T08:00:00', '2026-03-15T08:00:00']],
    [
      'names of months in full',
      '0 0 0 1 January,jul *',
      '2026-03-02T00:00:00Z',
      ['2026-07-01T00:00:00', '2027-01-01T00:00:00'],
    ],
    [
      'day and day-of-week both',
      '0 0 0 13 * Friday',
      '2026-03-02T00:00:00Z',
      ['2026-03-13T00:00:00', '2026-11-13T00:00:00'],
    ],
    ['a leap day', '0 0 0 29 2 *', '2026-03-02T00:00:00Z', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
    [
      'five fields, no second',
      '30 4 * * *',
      '2026-03-02T00:00:00Z',
      ['2026-03-02T04:30:00', '2026-03-03T04:30:00'],
    ],
    ['a day that never comes', '0 0 0 30 2 *', '2026-03-02T00:00:00Z', []],
  ])('counts %s', (_, schedule, after, expected) => {
    expect(occurrences(schedule, after, 2)).toEqual(expected);
  });

  it.each([
    ['', 'has 0 fields'],
    ['* * * *', 'has 4 fields'],
    ['60 * * * * *', "second '60' must be between 0 and 59"],
    ['0 0 24 * * *', "hour '24' must be between 0 and 23"],
    ['0 0 0 0 * *', "day '0' must be between 1 and 31"],
    ['0 0 0 * 13 *', "month '13' must be between 1 and 12"],
    ['0 0 0 * * 7', "day-of-week '7' must be between 0 and 6"],
    ['0 0 0 * * Blursday', "day-of-week 'Blursday' must be made of numbers or names"],
    ['0 Mon * * * *', "minute 'Mon' must be made of numbers, '*'"],
    ['0 */0 * * * *', "minute '*/0' has a step below 1"],
    ['0 */x * * * *', "minute '*/x' has a step that is no number"],
    ['0 */2/2 * * * *', "minute '*/2/2' has more than one step"],
    ['0 1,,2 * * * *', "minute '1,,2' must be made of numbers"],
    ['0 -5 * * * *', "minute '-5' must be made of numbers"],
  ])('refuses %j', (schedule, problem) => {
    expect(() => parseNcrontab(schedule)).toThrow(problem);
  });

  it.each([
    ['* * * * * *', 1_000],
    ['0 */5 * * * *', 300_000],
    ['0 0,10 * * * *', 600_000],
    ['0 0 0 30 2 *', Number.POSITIVE_INFINITY],
  ])('finds the shortest interval of %j', (schedule, expected) => {
    expect(minimumInterval(parseNcrontab(schedule))).toBe(expected);
  });
});
