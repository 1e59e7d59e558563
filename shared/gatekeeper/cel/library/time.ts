import { type CelDuration, CelError, type CelTimestamp } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';

const dayInMilliseconds = 86_400_000;

/** The parts of a time that a function gives, from a date shifted to its zone. */
const parts: readonly (readonly [name: string, of: (date: Date) => number])[] = [
  ['getFullYear', (date) => date.getUTCFullYear()],
  ['getMonth', (date) => date.getUTCMonth()],
  ['getDate', (date) => date.getUTCDate()],
  ['getDayOfMonth', (date) => date.getUTCDate() - 1],
  ['getDayOfWeek', (date) => date.getUTCDay()],
  [
    'getDayOfYear',
    (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayInMilliseconds),
  ],
  ['getHours', (date) => date.getUTCHours()],
  ['getMinutes', (date) => date.getUTCMinutes()],
  ['getSeconds', (date) => date.getUTCSeconds()],
  ['getMilliseconds', (date) => date.getUTCMilliseconds()],
];

/** Functions on times and durations. */
export function registerTime({ member }: CelRegistry): void {
  for (const [name, of] of parts) {
    member(name, ['timestamp'], 'int', (time: CelTimestamp) => BigInt(of(dateOf(time))));
    member(name, ['timestamp', 'string'], 'int', (time: CelTimestamp, zone: string) =>
      BigInt(of(inZone(dateOf(time), zone))),
    );
  }
  member('getHours', ['duration'], 'int', (value: CelDuration) => value.nanoseconds / 3_600_000_000_000n);
  member('getMinutes', ['duration'], 'int', (value: CelDuration) => value.nanoseconds / 60_000_000_000n);
  member('getSeconds', ['duration'], 'int', (value: CelDuration) => value.nanoseconds / 1_000_000_000n);
  member('getMilliseconds', ['duration'], 'int', (value: CelDuration) => value.nanoseconds / 1_000_000n);
}

function dateOf(time: CelTimestamp): Date {
  const nanoseconds = time.nanoseconds;
  const rest = ((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return new Date(Number((nanoseconds - rest) / 1_000_000n));
}

/** A date whose UTC parts are those of the zone: a name, or an offset such as `+02:00`. */
function inZone(date: Date, zone: string): Date {
  const offset = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(date.getTime() + (offset[1] === '-' ? -minutes : minutes) * 60_000);
  }
  if (zone === '') return date;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const found = new Map(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => found.get(name) ?? 0;
    return new Date(
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) +
        date.getUTCMilliseconds(),
    );
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}
