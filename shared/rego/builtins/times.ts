import { builtinError, currentSession } from '../runtime/session';
import { integer, isNumber, type RegoNumber, toBigInt } from '../values/number';
import { inFloat } from '../values/soft-float';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import {
  formatTime,
  LAYOUTS,
  parseTime,
  toNanoseconds,
  type WallClock,
  WEEKDAYS,
  wallClock,
} from './go-time';
import { intOperand, isArray, wrong, wrongInteger } from './operands';

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

export const timeBuiltins = builtinTable({
  'time.now_ns': () =>
    currentSession().now ??
    builtinError('time.now_ns', 'this evaluation was given no time; pass nowNanoseconds'),
  'time.parse_rfc3339_ns': (s: RegoValue) => {
    if (typeof s !== 'string') return wrong('time.parse_rfc3339_ns', 1, 'string', s);
    return parsed('time.parse_rfc3339_ns', LAYOUTS['RFC3339'] as string, s);
  },
  'time.parse_ns': (layout: RegoValue, s: RegoValue) => {
    if (typeof layout !== 'string') return wrong('time.parse_ns', 1, 'string', layout);
    if (typeof s !== 'string') return wrong('time.parse_ns', 2, 'string', s);
    return parsed('time.parse_ns', Object.hasOwn(LAYOUTS, layout) ? (LAYOUTS[layout] as string) : layout, s);
  },
  'time.parse_duration_ns': parseDuration,
  'time.date': (t: RegoValue) => {
    const w = clockOperand('time.date', t);
    return w && [w.year, w.month, w.day];
  },
  'time.clock': (t: RegoValue) => {
    const w = clockOperand('time.clock', t);
    return w && [w.hour, w.minute, w.second];
  },
  'time.weekday': (t: RegoValue) => {
    const w = clockOperand('time.weekday', t);
    return w && (WEEKDAYS[new Date(Date.UTC(w.year, w.month - 1, w.day)).getUTCDay()] as string);
  },
  'time.add_date': addDate,
  'time.diff': difference,
  'time.format': (t: RegoValue) => {
    const w = clockOperand('time.format', t);
    if (w === undefined) return undefined;
    const given = isArray(t) ? t[2] : undefined;
    const layout = typeof given === 'string' && given !== '' ? given : 'RFC3339Nano';
    return formatTime(w, Object.hasOwn(LAYOUTS, layout) ? (LAYOUTS[layout] as string) : layout);
  },
});

function inRange(name: string, ns: bigint): RegoValue | undefined {
  return ns < MIN || ns > MAX ? builtinError(name, 'time outside of valid range') : integer(ns);
}

function parsed(name: string, layout: string, s: string): RegoValue | undefined {
  const result = parseTime(layout, s);
  return typeof result === 'string' ? builtinError(name, result) : inRange(name, result);
}

interface Moment {
  readonly ns: bigint;
  readonly zone: string;
}

function momentOperand(name: string, t: RegoValue): Moment | undefined {
  if (!isArray(t)) {
    if (!isNumber(t)) return wrong(name, 1, 'either number (ns) or [number (ns), string (tz)]', t);
    return inTime(name, t, 'UTC');
  }
  const [value, zone = 'UTC', layout = ''] = t;
  if (value === undefined) return wrong(name, 1, 'either number (ns) or [number (ns), string (tz)]', t);
  if (!isNumber(value)) return wrong(name, 1, 'number', value);
  if (typeof zone !== 'string') return wrong(name, 1, 'string', zone);
  if (wallClock(0n, zone) === undefined) return builtinError(name, `unknown time zone ${zone}`);
  return typeof layout === 'string' ? inTime(name, value, zone) : wrong(name, 1, 'string', layout);
}

function inTime(name: string, value: RegoNumber, zone: string): Moment | undefined {
  const ns = toBigInt(inFloat(value));
  if (ns === undefined || ns < MIN || ns > MAX) return builtinError(name, 'timestamp too big');
  return { ns, zone };
}

function clockOperand(name: string, t: RegoValue): WallClock | undefined {
  const moment = momentOperand(name, t);
  if (moment === undefined) return undefined;
  return wallClock(moment.ns, moment.zone) ?? builtinError(name, `unknown time zone ${moment.zone}`);
}

/** Hours of the units that OPA adds to Go's. */
const LONG_UNITS: Readonly<Record<string, number>> = { d: 24, w: 7 * 24, y: 365 * 24 };

function parseDuration(s: RegoValue): RegoValue | undefined {
  const name = 'time.parse_duration_ns';
  if (typeof s !== 'string') return wrong(name, 1, 'string', s);
  const quoted = JSON.stringify(s);
  const invalid = `time: invalid duration ${quoted}`;
  if (s.length > 200) return builtinError(name, invalid);
  const plain = /[dwy]/.test(s) ? withoutLongUnits(s) : s;
  const result = plain === undefined ? invalid : durationOf(plain, quoted);
  return typeof result === 'string' ? builtinError(name, result) : integer(result);
}

/** Days, weeks and years written as hours; undefined if there is anything but amounts and units. */
function withoutLongUnits(s: string): string | undefined {
  const match = /^([+-]?)((?:[0-9.]+(?:ms|us|µs|ns|[a-z]))+)$/.exec(s);
  if (match === null) return undefined;
  let bad = false;
  const hours = (match[2] as string).replace(
    /([0-9.]+)(ms|us|µs|ns|[a-z])/g,
    (part, digits: string, unit) => {
      const factor = LONG_UNITS[unit as string];
      if (factor === undefined) return part;
      if (!/^(?:\d+\.?\d*|\.\d+)$/.test(digits)) bad = true;
      return `${(Number(digits) * factor).toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })}h`;
    },
  );
  return bad ? undefined : `${match[1]}${hours}`;
}

/** Nanoseconds, or what is wrong. */
function durationOf(s: string, quoted: string): bigint | string {
  const invalid = `time: invalid duration ${quoted}`;
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(s) as unknown as [string, string, string];
  if (body === '0') return 0n;
  if (body === '') return invalid;
  let total = 0n;
  for (let rest = body; rest !== ''; ) {
    const [part, whole, fraction = '', unit] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest) as unknown as [
      string,
      string,
      string | undefined,
      string,
    ];
    if (whole === '' && fraction === '') return invalid;
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    const size = Object.hasOwn(UNITS, unit) ? (UNITS[unit] as bigint) : undefined;
    if (size === undefined) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    total += BigInt(whole || 0) * size;
    // Go adds a fraction as a double and cuts it off.
    if (fraction !== '') total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    if (total > MAX + 1n) return invalid;
    rest = rest.slice(part.length);
  }
  if (sign === '-') return -total;
  return total > MAX ? invalid : total;
}

function addDate(t: RegoValue, years: RegoValue, months: RegoValue, days: RegoValue): RegoValue | undefined {
  const name = 'time.add_date';
  const moment = momentOperand(name, t);
  if (moment === undefined) return undefined;
  const y = intOperand(years);
  if (y === undefined) return wrongInteger(name, 2, years);
  const m = intOperand(months);
  if (m === undefined) return wrongInteger(name, 3, months);
  const d = intOperand(days);
  if (d === undefined) return wrongInteger(name, 4, days);
  if (Math.max(Math.abs(y), Math.abs(m), Math.abs(d)) > 300_000)
    return builtinError(name, 'time outside of valid range');
  const w = wallClock(moment.ns, moment.zone);
  if (w === undefined) return builtinError(name, `unknown time zone ${moment.zone}`);
  const moved = toNanoseconds({ ...w, year: w.year + y, month: w.month + m, day: w.day + d });
  if (moved < MIN || moved > MAX) return builtinError(name, 'time outside of valid range');
  // The offset may be another one on the new day.
  const there = wallClock(moved, moment.zone);
  return inRange(
    name,
    there === undefined ? moved : moved + BigInt(w.offset - there.offset) * 1_000_000_000n,
  );
}

function difference(a: RegoValue, b: RegoValue): RegoValue | undefined {
  const x = momentOperand('time.diff', a);
  const y = x && momentOperand('time.diff', b);
  if (x === undefined || y === undefined) return undefined;
  // Both in the zone of the first, the earlier one first.
  const [early, late] = x.ns <= y.ns ? [x.ns, y.ns] : [y.ns, x.ns];
  const from = wallClock(early, x.zone);
  const to = wallClock(late, x.zone);
  if (from === undefined || to === undefined) return builtinError('time.diff', `unknown time zone ${x.zone}`);
  let year = to.year - from.year;
  let month = to.month - from.month;
  let day = to.day - from.day;
  let hour = to.hour - from.hour;
  let minute = to.minute - from.minute;
  // Fractions do not count, as in OPA.
  let second = to.second - from.second;
  if (second < 0) {
    second += 60;
    minute--;
  }
  if (minute < 0) {
    minute += 60;
    hour--;
  }
  if (hour < 0) {
    hour += 24;
    day--;
  }
  if (day < 0) {
    day += new Date(Date.UTC(from.year, from.month, 0)).getUTCDate();
    month--;
  }
  if (month < 0) {
    month += 12;
    year--;
  }
  return [year, month, day, hour, minute, second];
}
