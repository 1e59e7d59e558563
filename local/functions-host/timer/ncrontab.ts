/** A parsed schedule. `next` gives the first occurrence strictly after a time, or undefined when there is none. */
export interface Ncrontab {
  readonly text: string;
  next(after: Date): Date | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['january', 'february', 'march', 'april', 'may', 'june'].concat([
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]);
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const fields: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day-of-week', min: 0, max: 6, names: days },
];
/** Days searched for an occurrence: the calendar repeats after 400 years, leap days on a weekday within 40. */
const horizonDays = 40 * 366;

/**
 * Parses a schedule as the timer trigger does: six fields (second first), or five (no second). Numbers, names of
 * months and days (or their beginnings, any case), `*`, `a-b`, lists and steps. Day and day-of-week must both match.
 * Times are UTC. Throws an Error that says which field is wrong.
 */
export function parseNcrontab(text: string): Ncrontab {
  const parts = text.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== 6) {
    throw new Error(
      `the schedule '${text}' has ${parts.length === 1 && parts[0] === '' ? 0 : parts.length} fields; NCRONTAB has six: second minute hour day month day-of-week`,
    );
  }
  const [seconds, minutes, hours, monthDays, monthSet, weekDays] = fields.map((field, at) =>
    parseField(parts[at] ?? '', field, text),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  const times = { seconds: sorted(seconds), minutes: sorted(minutes), hours: sorted(hours) };
  const dayMatches = (date: Date) =>
    monthSet.has(date.getUTCMonth() + 1) &&
    monthDays.has(date.getUTCDate()) &&
    weekDays.has(date.getUTCDay());

  return {
    text,
    next(after) {
      const from = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
      const day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
      for (let searched = 0; searched < horizonDays; searched += 1) {
        if (dayMatches(day)) {
          const second = searched === 0 ? (from.getTime() - day.getTime()) / 1000 : 0;
          const found = firstTime(times, second);
          if (found !== undefined) return new Date(day.getTime() + found * 1000);
        }
        day.setUTCDate(day.getUTCDate() + 1);
      }
      return undefined;
    },
  };
}

/** The shortest time between two of the next occurrences, in milliseconds: what `useMonitor` looks at. */
export function minimumInterval(schedule: Ncrontab, samples = 10): number {
  let shortest = Number.POSITIVE_INFINITY;
  let at = schedule.next(new Date(Date.UTC(2024, 0, 1)));
  for (let taken = 0; taken < samples && at !== undefined; taken += 1) {
    const next = schedule.next(at);
    if (next !== undefined) shortest = Math.min(shortest, next.getTime() - at.getTime());
    at = next;
  }
  return shortest;
}

function firstTime(
  times: { seconds: readonly number[]; minutes: readonly number[]; hours: readonly number[] },
  from: number,
): number | undefined {
  for (const hour of times.hours) {
    if (hour * 3600 + 3599 < from) continue;
    for (const minute of times.minutes) {
      const start = hour * 3600 + minute * 60;
      if (start + 59 < from) continue;
      const second = times.seconds.find((value) => start + value >= from);
      if (second !== undefined) return start + second;
    }
  }
  return undefined;
}

function parseField(part: string, field: Field, text: string): Set<number> {
  const values = new Set<number>();
  const fail = (why: string): never => {
    throw new Error(`the schedule '${text}' is no NCRONTAB expression: ${field.name} '${part}' ${why}`);
  };
  const value = (token: string): number => {
    const named = /^[a-z]+$/i.test(token)
      ? (field.names?.findIndex((name) => name.startsWith(token.toLowerCase())) ?? -1)
      : -1;
    if (named >= 0) return named + field.min;
    if (!/^\d+$/.test(token))
      return fail(`must be made of numbers${field.names ? ' or names' : ''}, '*', '-', ',' and '/'`);
    const number = Number(token);
    if (number < field.min || number > field.max) fail(`must be between ${field.min} and ${field.max}`);
    return number;
  };
  for (const item of part.split(',')) {
    const [range = '', stepText, extra] = item.split('/');
    if (extra !== undefined) fail('has more than one step');
    const step =
      stepText === undefined
        ? 1
        : /^\d+$/.test(stepText)
          ? Number(stepText)
          : fail('has a step that is no number');
    if (step < 1) fail('has a step below 1');
    const [low, high] = bounds(range, stepText !== undefined, field, value);
    for (let at = low; at <= high; at += step) values.add(at);
  }
  return values;
}

function bounds(
  range: string,
  stepped: boolean,
  field: Field,
  value: (token: string) => number,
): readonly [number, number] {
  if (range === '*') return [field.min, field.max];
  const dash = range.indexOf('-');
  if (dash > 0) {
    const low = value(range.slice(0, dash));
    const high = value(range.slice(dash + 1));
    // NCrontab swaps the ends of a range that runs backwards.
    return low <= high ? [low, high] : [high, low];
  }
  const only = value(range);
  return [only, stepped ? field.max : only];
}

function sorted(values: ReadonlySet<number>): readonly number[] {
  return [...values].sort((a, b) => a - b);
}
