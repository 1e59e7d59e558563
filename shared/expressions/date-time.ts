import { ExpressionFailure } from './errors';

/** A moment with the zone it was written in. */
export interface DateTime {
  /** Milliseconds since 1970-01-01T00:00:00Z, without the part below a second. */
  readonly epochSeconds: number;
  /** The part below a second, in nanoseconds. */
  readonly nanoseconds: number;
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
  /** How many digits the fraction had as written; 0: none. */
  readonly fractionDigits: number;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s?(Z|z|[+-]\d{2}:?\d{2})?$/;
const AMOUNT = '(\\d{1,9}(?:\\.\\d{1,9})?)';
const DURATION = new RegExp(
  `^([+-])?P(?:${AMOUNT}Y)?(?:${AMOUNT}M)?(?:${AMOUNT}W)?(?:${AMOUNT}D)?(?:T(?:${AMOUNT}H)?(?:${AMOUNT}M)?(?:${AMOUNT}S)?)?$`,
);

const SECONDS_PER_DAY = 86_400;
const NANOSECONDS_PER_SECOND = 1_000_000_000;
/** 0001-01-01 and 9999-12-31, the range of .NET's dates, in seconds since 1970. */
const EARLIEST = -62_135_596_800;
const LATEST = 253_402_300_799;

/** Reads ISO 8601 text, with "T" or a space; without a zone it is UTC. Throws ExpressionFailure. */
export function parseDateTime(name: string, text: string): DateTime {
  const match = ISO.exec(text.trim());
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match ?? [];
  const epoch = match ? Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) : Number.NaN;
  // Date.parse accepts 30 February and yields 1 March.
  if (Number.isNaN(epoch) || new Date(epoch).getUTCDate() !== Number(day)) {
    throw new ExpressionFailure(
      'InvalidDateTime',
      `${name}() was given ${JSON.stringify(text.slice(0, 40))}, which is no date; write it as 2026-01-31T13:45:00Z.`,
    );
  }
  const offsetMinutes = parseOffset(zone);
  return checked(name, {
    epochSeconds: epoch / 1000 - offsetMinutes * 60,
    nanoseconds: Number(fraction.padEnd(9, '0')),
    offsetMinutes,
    fractionDigits: fraction.length,
  });
}

function parseOffset(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function checked(name: string, value: DateTime): DateTime {
  if (!(value.epochSeconds >= EARLIEST && value.epochSeconds <= LATEST)) {
    throw new ExpressionFailure('InvalidDateTime', `${name}() leaves the years 1 to 9999.`);
  }
  return value;
}

/** A moment in UTC from seconds since 1970. */
export function dateTimeFromEpoch(name: string, epochSeconds: number): DateTime {
  return checked(name, { epochSeconds, nanoseconds: 0, offsetMinutes: 0, fractionDigits: 0 });
}

/** Moves a moment by seconds and nanoseconds, which have the same sign. */
export function shiftDateTime(name: string, value: DateTime, seconds: number, nanoseconds = 0): DateTime {
  const total = value.nanoseconds + nanoseconds;
  const carry = Math.floor(total / NANOSECONDS_PER_SECOND);
  return checked(name, {
    ...value,
    epochSeconds: value.epochSeconds + seconds + carry,
    nanoseconds: total - carry * NANOSECONDS_PER_SECOND,
    fractionDigits: Math.max(value.fractionDigits, nanoseconds === 0 ? 0 : 7),
  });
}

/** Reads an ISO 8601 duration; every part may have a fraction. As in .NET a year is 365 days and a month 30. */
export function parseDuration(name: string, text: string): { seconds: number; nanoseconds: number } {
  const match = DURATION.exec(text);
  if (match === null || !/\d/.test(text) || text.endsWith('T')) {
    throw new ExpressionFailure(
      'InvalidDateTime',
      `${name}() was given ${JSON.stringify(text.slice(0, 40))}, which is no duration; write it as P1DT2H30M.`,
    );
  }
  const part = (position: number): number => Number(match[position] ?? 0);
  const days = part(2) * 365 + part(3) * 30 + part(4) * 7 + part(5);
  const sign = match[1] === '-' ? -1 : 1;
  // Apart from each other, since a large number of seconds leaves no digits for nanoseconds.
  const parts = [days * SECONDS_PER_DAY + part(6) * 3600 + part(7) * 60, part(8)];
  const sum = (of: (seconds: number) => number): number => parts.reduce((total, one) => total + of(one), 0);
  return {
    seconds: sign * sum(Math.floor),
    nanoseconds: sign * Math.round(sum((seconds) => seconds % 1) * NANOSECONDS_PER_SECOND),
  };
}
