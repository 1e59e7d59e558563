/** Times as Go's `time` package has them: a count of nanoseconds and the fields of a wall clock in some zone. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nano: number;
  /** Seconds east of Greenwich. */
  offset: number;
  zone: string;
}

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
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Layouts that can be named. */
export const LAYOUTS: Readonly<Record<string, string>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
};

const BILLION = 1_000_000_000n;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall clock at `ns` in a zone; undefined for a zone that there is not. */
export function wallClock(ns: bigint, zone: string): WallClock | undefined {
  const seconds = floorDiv(ns, BILLION);
  const offset = zoneOffset(Number(seconds), zone);
  if (offset === undefined) return undefined;
  const date = new Date((Number(seconds) + offset.seconds) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nano: Number(ns - seconds * BILLION),
    offset: offset.seconds,
    zone: offset.name,
  };
}

/** Nanoseconds since 1970 of a wall clock that knows its offset. Fields may overflow into the next. */
export function toNanoseconds(w: WallClock): bigint {
  const date = new Date(0);
  date.setUTCFullYear(w.year, w.month - 1, w.day);
  date.setUTCHours(w.hour, w.minute, w.second);
  return BigInt(Math.round(date.getTime() / 1000) - w.offset) * BILLION + BigInt(w.nano);
}

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b < 0n ? q - 1n : q;
}

function zoneOffset(seconds: number, zone: string): { seconds: number; name: string } | undefined {
  if (zone === '' || zone === 'UTC' || zone === 'Local') return { seconds: 0, name: 'UTC' };
  // Names are files' names where OPA runs, so their case counts.
  if (!/^[A-Z]/.test(zone)) return undefined;
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        timeZoneName: 'short',
      });
    } catch {
      return undefined;
    }
    formatters.set(zone, formatter);
  }
  const parts = new Map(formatter.formatToParts(new Date(seconds * 1000)).map((p) => [p.type, p.value]));
  const get = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const local = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
  const offset = Math.round(local / 1000 - seconds);
  const name = parts.get('timeZoneName') ?? '';
  return { seconds: offset, name: name.startsWith('GMT') ? regionalName(seconds, zone, offset) : name };
}

/** Abbreviations are known in the English of their region only: CET in Britain's, IST in India's. */
function regionalName(seconds: number, zone: string, offset: number): string {
  if (offset === 0) return 'GMT';
  for (const locale of ['en-GB', 'en-IN', 'en-AU']) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' });
    const name =
      format.formatToParts(new Date(seconds * 1000)).find((p) => p.type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return numericZone(offset);
}

function numericZone(offset: number): string {
  const size = Math.abs(offset);
  const minutes = Math.floor((size % 3600) / 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${minutes === 0 ? '' : two(minutes)}`;
}

const TOKENS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|002|__2|_2|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

/** Formats with a Go layout. */
export function formatTime(w: WallClock, layout: string): string {
  return layout.replace(TOKENS, (token) => formatToken(w, token));
}

function formatToken(w: WallClock, token: string): string {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(w.year, w.month - 1, w.day);
  const weekday = WEEKDAYS[date.getUTCDay()] as string;
  const month = MONTHS[w.month - 1] as string;
  const hour12 = w.hour % 12 === 0 ? 12 : w.hour % 12;
  switch (token) {
    case 'January':
      return month;
    case 'Jan':
      return month.slice(0, 3);
    case 'Monday':
      return weekday;
    case 'Mon':
      return weekday.slice(0, 3);
    case 'MST':
      return w.zone;
    case '2006':
      return String(w.year).padStart(4, '0');
    case '06':
      return two(w.year % 100);
    case '01':
      return two(w.month);
    case '1':
      return String(w.month);
    case '02':
      return two(w.day);
    case '_2':
      return String(w.day).padStart(2, ' ');
    case '2':
      return String(w.day);
    case '002':
      return String(dayOfYear(date)).padStart(3, '0');
    case '__2':
      return String(dayOfYear(date)).padStart(3, ' ');
    case '15':
      return two(w.hour);
    case '03':
      return two(hour12);
    case '3':
      return String(hour12);
    case '04':
      return two(w.minute);
    case '4':
      return String(w.minute);
    case '05':
      return two(w.second);
    case '5':
      return String(w.second);
    case 'PM':
      return w.hour < 12 ? 'AM' : 'PM';
    case 'pm':
      return w.hour < 12 ? 'am' : 'pm';
    default:
      return token[0] === '.' || token[0] === ',' ? fraction(w.nano, token) : zoneText(w.offset, token);
  }
}

function fraction(nano: number, token: string): string {
  const digits = String(nano)
    .padStart(9, '0')
    .slice(0, token.length - 1);
  if (token[1] === '0') return (token[0] as string) + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : (token[0] as string) + kept;
}

function zoneText(offset: number, token: string): string {
  if (token.startsWith('Z') && offset === 0) return 'Z';
  const size = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  const h = two(Math.floor(size / 3600));
  const m = two(Math.floor((size % 3600) / 60));
  const s = two(size % 60);
  const shape = token.slice(1);
  if (shape === '07') return sign + h;
  const separator = shape.includes(':') ? ':' : '';
  const parts = shape.replaceAll(':', '').length > 4 ? [h, m, s] : [h, m];
  return sign + parts.join(separator);
}

function dayOfYear(date: Date): number {
  return Math.round((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** Reads a time by a Go layout, in nanoseconds; a text says what is wrong. */
export function parseTime(layout: string, value: string): bigint | string {
  const bad = `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse`;
  const w: WallClock = {
    year: 0,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    nano: 0,
    offset: 0,
    zone: 'UTC',
  };
  let half: 'AM' | 'PM' | undefined;
  let rest = value;
  let last = 0;
  const take = (pattern: RegExp): string | undefined => {
    const match = pattern.exec(rest);
    if (match === null || match.index !== 0) return undefined;
    rest = rest.slice(match[0].length);
    return match[0];
  };
  const literal = (expected: string): boolean => {
    if (!rest.startsWith(expected)) return false;
    rest = rest.slice(expected.length);
    return true;
  };
  for (const match of layout.matchAll(TOKENS)) {
    if (!literal(layout.slice(last, match.index))) return bad;
    const token = match[0];
    last = match.index + token.length;
    let ok = true;
    const number = (pattern: RegExp, store: (n: number) => void, low: number, high: number): void => {
      const digits = take(pattern);
      const n = Number(digits?.trim());
      ok = digits !== undefined && n >= low && n <= high;
      if (ok) store(n);
    };
    if (token === '2006') number(/\d{4}/y, (n) => (w.year = n), 0, 9999);
    else if (token === '06') number(/\d{2}/y, (n) => (w.year = n >= 69 ? 1900 + n : 2000 + n), 0, 99);
    else if (token === '01') number(/\d{2}/y, (n) => (w.month = n), 1, 12);
    else if (token === '1') number(/\d{1,2}/y, (n) => (w.month = n), 1, 12);
    else if (token === '02') number(/\d{2}/y, (n) => (w.day = n), 1, 31);
    else if (token === '_2' || token === '2') number(/ ?\d{1,2}/y, (n) => (w.day = n), 1, 31);
    else if (token === '15') number(/\d{2}/y, (n) => (w.hour = n), 0, 23);
    else if (token === '03') number(/\d{2}/y, (n) => (w.hour = n), 1, 12);
    else if (token === '3') number(/\d{1,2}/y, (n) => (w.hour = n), 1, 12);
    else if (token === '04') number(/\d{2}/y, (n) => (w.minute = n), 0, 59);
    else if (token === '4') number(/\d{1,2}/y, (n) => (w.minute = n), 0, 59);
    else if (token === '05' || token === '5') {
      number(token === '05' ? /\d{2}/y : /\d{1,2}/y, (n) => (w.second = n), 0, 59);
      // Go takes a fraction after the seconds even where the layout has none.
      const next = layout.slice(last);
      if (ok && !/^[.,][09]+(?!\d)/.test(next)) {
        const digits = take(/[.,]\d+/y);
        if (digits !== undefined) w.nano = Number(digits.slice(1, 10).padEnd(9, '0'));
      }
    } else if (token === 'January' || token === 'Jan') {
      const at = MONTHS.findIndex((m) =>
        rest.toLowerCase().startsWith((token === 'Jan' ? m.slice(0, 3) : m).toLowerCase()),
      );
      ok = at >= 0;
      if (ok) {
        w.month = at + 1;
        rest = rest.slice(token === 'Jan' ? 3 : (MONTHS[at] as string).length);
      }
    } else if (token === 'Monday' || token === 'Mon') {
      const name = WEEKDAYS.find((d) =>
        rest.toLowerCase().startsWith((token === 'Mon' ? d.slice(0, 3) : d).toLowerCase()),
      );
      ok = name !== undefined;
      if (name !== undefined) rest = rest.slice(token === 'Mon' ? 3 : name.length);
    } else if (token === 'MST') {
      ok = take(/GMT[+-]\d{1,2}|[A-Z]{3,5}|[+-]\d{2}/y) !== undefined;
    } else if (token === 'PM' || token === 'pm') {
      const text = take(/[AaPp][Mm]/y);
      ok = text !== undefined;
      if (text !== undefined) half = text.toUpperCase() as 'AM' | 'PM';
    } else if (token === '002' || token === '__2') {
      number(
        / ?\d{1,3}/y,
        (n) => {
          w.month = 1;
          w.day = n;
        },
        1,
        366,
      );
    } else if (token[0] === '.' || token[0] === ',') {
      const digits = take(token[1] === '0' ? new RegExp(`[.,]\\d{${token.length - 1}}`, 'y') : /[.,]\d+/y);
      ok = digits !== undefined || token[1] === '9';
      if (digits !== undefined) w.nano = Number(digits.slice(1, 10).padEnd(9, '0'));
    } else {
      const offset = parseOffset(token, take);
      ok = offset !== undefined;
      if (offset !== undefined) w.offset = offset;
    }
    if (!ok) return bad;
  }
  if (!literal(layout.slice(last)) || rest !== '')
    return rest === '' ? bad : `${bad}: extra text: ${JSON.stringify(rest)}`;
  if (half === 'PM' && w.hour < 12) w.hour += 12;
  if (half === 'AM' && w.hour === 12) w.hour = 0;
  if (w.month > 0 && w.day > daysIn(w.year, w.month) && !layout.includes('002'))
    return `${bad}: day out of range`;
  if (w.day > 365 && daysIn(w.year, 2) === 28 && /002|__2/.test(layout))
    return `${bad}: day-of-year out of range`;
  return toNanoseconds(w);
}

function parseOffset(token: string, take: (pattern: RegExp) => string | undefined): number | undefined {
  if (token.startsWith('Z') && take(/Z/y) !== undefined) return 0;
  const shape = token.slice(1);
  const pattern = shape === '07' ? /[+-]\d{2}/y : shape.includes(':') ? /[+-]\d{2}:\d{2}/y : /[+-]\d{4}/y;
  const text = take(pattern);
  if (text === undefined) return undefined;
  const digits = text.slice(1).replace(':', '');
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2) || 0) * 60;
  return text.startsWith('-') ? -size : size;
}

function daysIn(year: number, month: number): number {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}
