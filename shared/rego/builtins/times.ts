import { builtinError, currentSession } from '../runtime/session';
import { integer, isNumber, toBigInt } from '../values/number';
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
import { intOperand, isArray, wrong } from './operands';

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
    const w = clockOperand('time.date', 1, t);
    return w && [w.year, w.month, w.day];
  },
  'time.clock': (t: RegoValue) => {
    const w = clockOperand('time.clock', 1, t);
    return w && [w.hour, w.minute, w.second];
  },
  'time.weekday': (t: RegoValue) => {
    const w = clockOperand('time.weekday', 1, t);
    return (
      w && (WEEKDAYS[new Date(Number(toNanoseconds({ ...w, offset: 0 }) / 1_000_000n)).getUTCDay()] as string)
    );
  },
  'time.add_date': addDate,
  'time.diff': difference,
  'time.format': (t: RegoValue) => {
    const w = clockOperand('time.format', 1, t);
    if (w === undefined) return undefined;
    const layout = isArray(t) && t.length > 2 ? t[2] : 'RFC3339Nano';
    if (typeof layout !== 'string') return wrong('time.format', 1, 'string', layout as RegoValue);
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

function momentOperand(name: string, n: number, t: RegoValue): Moment | undefined {
  const value = isArray(t) ? t[0] : t;
  const zone = isArray(t) ? t[1] : 'UTC';
  if (value === undefined || !isNumber(value)) {
    return isArray(t) || value === undefined
      ? builtinError(name, `operand ${n} must be ns or [ns, zone]`)
      : wrong(name, n, 'one of {number, array[number, string]}', t);
  }
  if (typeof zone !== 'string') return builtinError(name, `operand ${n}: zone must be a string`);
  const ns = toBigInt(value);
  if (ns === undefined) return builtinError(name, 'timestamp is no integer');
  if (ns < MIN || ns > MAX) return builtinError(name, 'timestamp too big');
  return { ns, zone };
}

function clockOperand(name: string, n: number, t: RegoValue): WallClock | undefined {
  const moment = momentOperand(name, n, t);
  if (moment === undefined) return undefined;
  return wallClock(moment.ns, moment.zone) ?? builtinError(name, `unknown time zone ${moment.zone}`);
}

function parseDuration(s: RegoValue): RegoValue | undefined {
  if (typeof s !== 'string') return wrong('time.parse_duration_ns', 1, 'string', s);
  const bad = (): undefined =>
    builtinError('time.parse_duration_ns', `time: invalid duration ${JSON.stringify(s)}`);
  const match = /^([+-]?)(.+)$/s.exec(s);
  if (match === null || s.length > 200) return bad();
  const [, sign, body] = match as unknown as [string, string, string];
  if (body === '0') return 0;
  let total = 0n;
  let rest = body;
  while (rest !== '') {
    const part = /^(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/.exec(rest);
    if (part === null || (part[1] === '' && (part[2] ?? '') === '')) return bad();
    const unit = UNITS[part[3] as string] as bigint;
    const digits = part[2] ?? '';
    total +=
      BigInt(part[1] || 0) * unit +
      (digits === '' ? 0n : (BigInt(digits) * unit) / 10n ** BigInt(digits.length));
    rest = rest.slice(part[0].length);
  }
  return total > MAX ? bad() : integer(sign === '-' ? -total : total);
}

function addDate(t: RegoValue, years: RegoValue, months: RegoValue, days: RegoValue): RegoValue | undefined {
  const name = 'time.add_date';
  const moment = momentOperand(name, 1, t);
  if (moment === undefined) return undefined;
  const [y, m, d] = [years, months, days].map(intOperand);
  if (y === undefined) return wrong(name, 2, 'integer', years);
  if (m === undefined) return wrong(name, 3, 'integer', months);
  if (d === undefined) return wrong(name, 4, 'integer', days);
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
  const x = momentOperand('time.diff', 1, a);
  const y = x && momentOperand('time.diff', 2, b);
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
