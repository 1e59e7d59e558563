import { Buffer } from 'node:buffer';
import {
  CelDuration,
  CelError,
  CelOpaque,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
  isMap,
  mapEntries,
  typeOf,
} from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';
import { bytesText } from './conversions';
import { floatText } from './float-text';
import { durationText, timestampText } from './time-text';

/** Most decimals that `%.nf` and `%.ne` print. */
const maxPrecision = 100;
const defaultPrecision = 6;
const clause = /%(?:\.(\d{1,3}))?([\s\S]?)/g;

/** `format` and `strings.quote` of CEL's string extension. */
export function registerFormat({ global, member }: CelRegistry): void {
  global('strings.quote', ['string'], 'string', quote);
  member('format', ['string', 'list(dyn)'], 'string', format);
}

function format(template: string, values: readonly unknown[]): string {
  let next = 0;
  const text = template.replace(clause, (_match, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (verb === '') throw failure('unexpected end of string');
    if (next >= values.length) throw failure(`index ${next} out of range`);
    const value = values[next];
    next += 1;
    const digits = precision === undefined ? defaultPrecision : Math.min(Number(precision), maxPrecision);
    return formatOne(value, verb, digits);
  });
  return text;
}

const failure = (problem: string): CelError => new CelError(`error during formatting: ${problem}`);

function formatOne(value: unknown, verb: string, precision: number): string {
  const given = (): string => typeOf(value);
  switch (verb) {
    case 's':
      return showText(value);
    case 'd':
      if (typeof value === 'bigint') return String(value);
      if (value instanceof CelUint) return String(value.value);
      throw failure(`decimal clause can only be used on integers, was given ${given()}`);
    case 'f':
      if (typeof value === 'number') return fixed(value, precision);
      throw failure(`fixed-point clause can only be used on doubles, was given ${given()}`);
    case 'e':
      if (typeof value === 'number') return scientific(value);
      throw failure(`scientific clause can only be used on doubles, was given ${given()}`);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return inBase(value, 2, 'only integers and bools can be formatted as binary');
    case 'o':
      return inBase(value, 8, 'octal clause can only be used on integers');
    case 'x':
      return hexadecimal(value);
    case 'X':
      return hexadecimal(value).toUpperCase();
    default:
      throw failure(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

/** With commas between thousands, as the English locale has them. */
function fixed(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const [whole = '', decimals] = decimalText(value, precision).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** `toFixed`, also for the numbers from 10^21 on that it prints with an exponent. */
function decimalText(value: number, precision: number): string {
  if (Math.abs(value) < 1e21) return value.toFixed(precision);
  return `${BigInt(value)}${precision === 0 ? '' : `.${'0'.repeat(precision)}`}`;
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** CEL's own implementation prints six decimals, whatever the clause says. */
function scientific(value: number): string {
  if (!Number.isFinite(value)) return fixed(value, defaultPrecision);
  const [mantissa = '', exponent = '+0'] = value.toExponential(defaultPrecision).split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  const power = [...digits].map((digit) => raised[Number(digit)] ?? '').join('');
  return `${mantissa}×10${exponent.startsWith('-') ? '⁻' : ''}${power}`;
}

function inBase(value: unknown, base: number, problem: string): string {
  if (typeof value === 'bigint') return value.toString(base);
  if (value instanceof CelUint) return value.value.toString(base);
  throw failure(`${problem}, was given ${typeOf(value)}`);
}

function hexadecimal(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return inBase(value, 16, 'only integers, byte buffers, and strings can be formatted as hex');
}

function showText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (value instanceof CelTypeValue) return value.name;
  if (isList(value)) return `[${value.map(showMember).join(', ')}]`;
  if (isMap(value)) {
    const members = [...mapEntries(value)].map(
      ([key, member]) => [showKey(key), showMember(member)] as const,
    );
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${key}:${member}`).join(', ')}}`;
  }
  throw failure(
    `string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeOf(value)}`,
  );
}

function showKey(key: unknown): string {
  if (typeof key === 'number' || key === null)
    throw failure(`no formatting function for map key of type ${typeOf(key)}`);
  return showMember(key);
}

/** A member of a list or a map as CEL would write it. */
function showMember(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(bytesText(value))}`;
  if (typeof value === 'number')
    return Number.isFinite(value) ? decimalText(value, defaultPrecision) : goQuote(floatText(value));
  if (value instanceof CelTimestamp) return `timestamp(${goQuote(timestampText(value))})`;
  if (value instanceof CelDuration) return `duration(${goQuote(durationText(value))})`;
  if (typeOf(value) === 'optional_type' || value instanceof CelOpaque)
    throw failure(`no formatting function for ${typeOf(value)}`);
  return showText(value);
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** `strings.quote`: only what must be is escaped. */
function quote(text: string): string {
  return `"${[...text].map((character) => shortEscapes.get(character) ?? character).join('')}"`;
}

/** As Go's `%q`. */
function goQuote(text: string): string {
  const escaped = [...text].map((character) => {
    const short = shortEscapes.get(character);
    if (short !== undefined) return short;
    if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
