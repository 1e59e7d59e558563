import { RE2JS } from 're2js';
import { parseIpAddress } from '../cel/parse-ip-address';

type Check = (value: string) => boolean;

const uuid = (version: string, variant: string): Check => {
  const pattern = new RegExp(
    `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`,
    'i',
  );
  return (value) => pattern.test(value);
};

const anyHex = '[0-9a-f]';
const variantHex = '[89ab]';
const hostname = RE2JS.compile(
  '^([a-zA-Z0-9\\p{S}\\p{L}](-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?|([a-zA-Z0-9\\p{S}\\p{L}]([a-zA-Z0-9\\-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?\\.)+[a-zA-Z\\p{L}]{2,63})$',
);
const maxHostname = 255;
/** Longest text whose format is checked; what is longer has none of these formats. */
const maxLength = 4_096;

const formats: ReadonlyMap<string, readonly [wanted: string, check: Check]> = new Map([
  ['date', ['a date such as 2024-01-31', isDate]],
  ['datetime', ['a date and time such as 2024-01-31T12:00:00Z', isDateTime]],
  [
    'ipv4',
    [
      'an IPv4 address',
      (value: string) => value.includes('.') && !value.includes(':') && isAddress(dropZeros(value)),
    ],
  ],
  ['ipv6', ['an IPv6 address', (value: string) => value.includes(':') && isAddress(value)]],
  ['cidr', ['an address with a prefix length, such as 10.0.0.0/8', isCidr]],
  ['uri', ['an absolute URI or an absolute path', isRequestUri]],
  [
    'email',
    ['an e-mail address', (value: string) => /^(?:[^<>@]*<)?[^\s@<>]+@[^\s@<>]+>?$/.test(value.trim())],
  ],
  ['hostname', ['a host name', (value: string) => value.length <= maxHostname && hostname.matches(value)]],
  ['uuid', ['a UUID', uuid(anyHex, anyHex)]],
  ['uuid3', ['a UUID of version 3', uuid('3', anyHex)]],
  ['uuid4', ['a UUID of version 4', uuid('4', variantHex)]],
  ['uuid5', ['a UUID of version 5', uuid('5', variantHex)]],
  [
    'mac',
    [
      'a MAC address',
      (value: string) =>
        /^(?:[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?:(?:[:-][0-9a-f]{2}){2})?|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2,3})$/i.test(
          value,
        ),
    ],
  ],
  ['byte', ['base64 text', (value: string) => value !== '' && isBase64(value)]],
  ['duration', ['a duration such as 1h30m', isDuration]],
]);

/** What is wrong with a text of a declared `format`; unknown formats are let through, as Kubernetes does. */
export function formatProblem(format: string, value: string): string | undefined {
  const known = formats.get(format.replaceAll('-', ''));
  if (known === undefined) return undefined;
  const [wanted, check] = known;
  return value.length <= maxLength && check(value) ? undefined : `must be ${wanted}`;
}

function isAddress(value: string): boolean {
  return parseIpAddress(value) !== undefined;
}

/** Kubernetes still reads octets with leading zeros. */
function dropZeros(value: string): string {
  return value.replace(/(^|\.)0+(?=\d)/g, '$1');
}

function isCidr(value: string): boolean {
  const slash = value.lastIndexOf('/');
  const address = parseIpAddress(dropZeros(value.slice(0, Math.max(0, slash))));
  const length = value.slice(slash + 1);
  return address !== undefined && /^\d{1,3}$/.test(length) && Number(length) <= address.bits;
}

function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

function isDateTime(value: string): boolean {
  const [date = '', time = ''] = value.split(/[Tt]/);
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(time);
  if (match === null || !isDate(date)) return false;
  const [hours, minutes, seconds] = match.slice(1).map(Number) as [number, number, number];
  return hours < 24 && minutes < 60 && seconds < 60;
}

function isRequestUri(value: string): boolean {
  if (/[\s\p{Cc}]/u.test(value) || /%(?![0-9A-Fa-f]{2})/.test(value)) return false;
  return value.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:./.test(value);
}

function isBase64(value: string): boolean {
  return value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

/** Go's durations, and a number with a unit in words. */
function isDuration(value: string): boolean {
  return (
    /^[+-]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*)$/.test(
      value,
    ) ||
    /^\d+\s*(?:ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|hrs?|d|days?|w|weeks?|wks?)$/i.test(
      value,
    )
  );
}
