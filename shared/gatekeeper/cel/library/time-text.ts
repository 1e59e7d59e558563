import { CelDuration, CelTimestamp } from '../language/cel-value';

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
/** Longest duration or timestamp that is read. */
const maxLength = 256;

/** Reads a duration as Go writes it, such as `1h30m`; undefined for other texts. */
export function parseDuration(text: string): CelDuration | undefined {
  if (text.length > maxLength) return undefined;
  const negative = text.startsWith('-');
  const rest = text.replace(/^[+-]/, '');
  if (rest === '0') return new CelDuration(0n);
  if (rest === '') return undefined;
  let total = 0n;
  part.lastIndex = 0;
  for (let at = 0; at < rest.length; at = part.lastIndex) {
    const match = part.exec(rest);
    if (match === null) return undefined;
    const [, whole = '', fraction = '', unit = ''] = match;
    if (whole === '' && fraction === '') return undefined;
    const size = units.get(unit) ?? 0n;
    total += BigInt(whole === '' ? 0 : whole) * size;
    if (fraction !== '') total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  const nanoseconds = negative ? -total : total;
  return BigInt.asIntN(64, nanoseconds) === nanoseconds ? new CelDuration(nanoseconds) : undefined;
}

/** A duration in seconds, such as `5400s` or `0.5s`. */
export function durationText({ nanoseconds }: CelDuration): string {
  const negative = nanoseconds < 0n;
  const size = negative ? -nanoseconds : nanoseconds;
  const fraction = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${negative ? '-' : ''}${size / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}s`;
}

const timestampPattern =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,30}))?(?:(Z)|([+-])(\d{2}):(\d{2}))$/;

/** Reads a time of RFC 3339; undefined for other texts. */
export function parseTimestamp(text: string): CelTimestamp | undefined {
  const match = timestampPattern.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const sound =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!sound || year === 0) return undefined;
  const [, , , , , , , fraction = '', , sign, offsetHours, offsetMinutes] = match;
  const offset =
    sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  const nanoseconds = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return new CelTimestamp(BigInt(date.getTime() - offset * 60_000) * 1_000_000n + nanoseconds, offset);
}

/** A time as RFC 3339 writes it, with as many decimals as it needs and the offset that it was written with. */
export function timestampText({ nanoseconds, offset }: CelTimestamp): string {
  const fraction = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const milliseconds = Number((nanoseconds - fraction) / 1_000_000n);
  const date = new Date(milliseconds + offset * 60_000).toISOString().slice(0, 19);
  const decimals = String(fraction).padStart(9, '0').replace(/0+$/, '');
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${date}${decimals === '' ? '' : `.${decimals}`}${offset === 0 ? 'Z' : zone}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
