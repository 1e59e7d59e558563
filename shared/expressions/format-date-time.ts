import type { DateTime } from './date-time';
import { ExpressionFailure } from './errors';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** .NET's standard formats in the invariant culture; those marked `utc` convert first. */
const STANDARD: Readonly<Record<string, { pattern: string; utc?: true }>> = {
  d: { pattern: 'MM/dd/yyyy' },
  D: { pattern: 'dddd, dd MMMM yyyy' },
  f: { pattern: 'dddd, dd MMMM yyyy HH:mm' },
  F: { pattern: 'dddd, dd MMMM yyyy HH:mm:ss' },
  g: { pattern: 'MM/dd/yyyy HH:mm' },
  G: { pattern: 'MM/dd/yyyy HH:mm:ss' },
  m: { pattern: 'MMMM dd' },
  M: { pattern: 'MMMM dd' },
  o: { pattern: "yyyy-MM-dd'T'HH:mm:ss.fffffffK" },
  O: { pattern: "yyyy-MM-dd'T'HH:mm:ss.fffffffK" },
  r: { pattern: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", utc: true },
  R: { pattern: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", utc: true },
  s: { pattern: "yyyy-MM-dd'T'HH:mm:ss" },
  t: { pattern: 'HH:mm' },
  T: { pattern: 'HH:mm:ss' },
  u: { pattern: "yyyy-MM-dd HH:mm:ss'Z'", utc: true },
  U: { pattern: 'dddd, dd MMMM yyyy HH:mm:ss', utc: true },
  y: { pattern: 'yyyy MMMM' },
  Y: { pattern: 'yyyy MMMM' },
};

const PART = /'([^']*)'|"([^"]*)"|\\(.)|%?(y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K)|([\s\S])/g;

/** Writes a moment as ISO 8601 with the zone it came with, and with its fraction unless that is zero. */
export function isoText(value: DateTime): string {
  const digits = value.nanoseconds === 0 ? 0 : value.fractionDigits;
  const fraction = digits === 0 ? '' : `.${String(value.nanoseconds).padStart(9, '0').slice(0, digits)}`;
  return `${formatDateTime(value, 's')}${fraction}${zoneText(value.offsetMinutes)}`;
}

/** Writes a moment by a .NET standard format (one letter) or custom pattern. Throws ExpressionFailure. */
export function formatDateTime(value: DateTime, format: string): string {
  if (format.length === 1) {
    const standard = STANDARD[format];
    if (standard === undefined || !Object.hasOwn(STANDARD, format)) {
      throw new ExpressionFailure(
        'InvalidArgument',
        `${JSON.stringify(format)} is no standard date format; use one of ${Object.keys(STANDARD).join(' ')} or a pattern.`,
      );
    }
    return pattern(standard.utc ? { ...value, offsetMinutes: 0 } : value, standard.pattern);
  }
  return pattern(value, format);
}

function zoneText(offsetMinutes: number): string {
  return offsetMinutes === 0 ? 'Z' : offsetText(offsetMinutes);
}

function offsetText(offsetMinutes: number): string {
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60), 2)}:${pad(minutes % 60, 2)}`;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

function pattern(value: DateTime, format: string): string {
  const local = new Date((value.epochSeconds + value.offsetMinutes * 60) * 1000);
  return format.replace(
    PART,
    (
      _whole,
      quoted: string | undefined,
      doubleQuoted: string | undefined,
      escaped: string | undefined,
      part,
      other,
    ) => quoted ?? doubleQuoted ?? escaped ?? other ?? field(value, local, part as string),
  );
}

function field(value: DateTime, local: Date, part: string): string {
  const width = part.length;
  const nanoseconds = String(value.nanoseconds).padStart(9, '0');
  switch (part[0]) {
    case 'y':
      return width <= 2 ? pad(local.getUTCFullYear() % 100, width) : pad(local.getUTCFullYear(), width);
    case 'M': {
      const month = MONTHS[local.getUTCMonth()] as string;
      if (width >= 3) return width === 3 ? month.slice(0, 3) : month;
      return pad(local.getUTCMonth() + 1, width);
    }
    case 'd': {
      const day = DAYS[local.getUTCDay()] as string;
      if (width >= 3) return width === 3 ? day.slice(0, 3) : day;
      return pad(local.getUTCDate(), width);
    }
    case 'H':
      return pad(local.getUTCHours(), Math.min(width, 2));
    case 'h':
      return pad(local.getUTCHours() % 12 || 12, Math.min(width, 2));
    case 'm':
      return pad(local.getUTCMinutes(), Math.min(width, 2));
    case 's':
      return pad(local.getUTCSeconds(), Math.min(width, 2));
    case 'f':
      return nanoseconds.slice(0, Math.min(width, 7));
    case 'F':
      return nanoseconds.slice(0, Math.min(width, 7)).replace(/0+$/, '');
    case 't':
      return (local.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, width);
    case 'z': {
      const text = offsetText(value.offsetMinutes);
      if (width >= 3) return text;
      return width === 2 ? text.slice(0, 3) : text[0] + String(Number(text.slice(1, 3)));
    }
    default:
      return zoneText(value.offsetMinutes);
  }
}
