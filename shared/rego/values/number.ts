import { Decimal, type DecimalParts, decimalParts } from './decimal';

/** Every representation of a Rego number. */
export type RegoNumber = number | bigint | Decimal;

/** Integers with more digits than this are compared and kept as decimals, never expanded. */
const MAX_INTEGER_DIGITS = 20_000;

/** The number that decimal text stands for, in its cheapest exact representation; the text survives (`1.0` stays). */
export function numberFromText(text: string): RegoNumber {
  if (text.length < 16 && /^-?(?:0|[1-9]\d*)$/.test(text)) {
    const n = Number(text);
    return Object.is(n, -0) ? 0 : n;
  }
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return integer(BigInt(text));
  const n = Number(text);
  return Number.isFinite(n) && !Number.isInteger(n) && numberText(n) === text ? n : new Decimal(text);
}

/** An integer as a number where that is exact, else as a bigint. */
export function integer(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export function isNumber(value: unknown): value is RegoNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal;
}

/** The number's text as OPA prints it. */
export function numberText(value: RegoNumber): string {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    const { mantissa, exponent } = decimalParts(String(value));
    return generalForm(mantissa, exponent);
  }
  return typeof value === 'bigint' ? value.toString() : value.text;
}

/** Go's shortest `g` form: an exponent below -4 or from 6 on is written out. */
export function generalForm(mantissa: bigint, exponent: number): string {
  const negative = mantissa < 0n;
  const digits = (negative ? -mantissa : mantissa).toString();
  const sign = negative ? '-' : '';
  const e = digits.length - 1 + exponent;
  if (digits === '0') return '0';
  if (e < -4 || e >= 6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = Math.abs(e);
    return `${sign}${digits[0]}${fraction}e${e < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
  }
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  if (e >= 0) return `${sign}${digits.slice(0, e + 1)}.${digits.slice(e + 1)}`;
  return `${sign}0.${'0'.repeat(-e - 1)}${digits}`;
}

export function partsOf(value: RegoNumber): DecimalParts {
  if (value instanceof Decimal) return value.parts;
  return decimalParts(String(value));
}

/** The exact integer, or undefined if the number has a fraction (or is too large to write out). */
export function toBigInt(value: RegoNumber): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  const { mantissa, exponent } = partsOf(value);
  if (exponent < 0 || exponent > MAX_INTEGER_DIGITS) return undefined;
  return mantissa * 10n ** BigInt(exponent);
}

/** The nearest double. */
export function toDouble(value: RegoNumber): number {
  return typeof value === 'number' ? value : Number(value instanceof Decimal ? value.text : value);
}

/** Order of two numbers by exact value: negative, zero or positive. */
export function compareNumbers(a: RegoNumber, b: RegoNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  const x = partsOf(a);
  const y = partsOf(b);
  const signX = sign(x.mantissa);
  const signY = sign(y.mantissa);
  if (signX !== signY) return signX - signY;
  if (signX === 0) return 0;
  const magnitude = digitCount(x) - digitCount(y);
  if (magnitude !== 0) return magnitude > 0 ? signX : -signX;
  const low = Math.min(x.exponent, y.exponent);
  const left = x.mantissa * 10n ** BigInt(x.exponent - low);
  const right = y.mantissa * 10n ** BigInt(y.exponent - low);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One key for all representations of the same number. */
export function numberKey(value: RegoNumber): number | bigint | string {
  if (typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value))) return value;
  const whole = toBigInt(value);
  if (whole !== undefined) return integer(whole);
  const { mantissa, exponent } = partsOf(value);
  const double = toDouble(value);
  if (Number.isFinite(double) && !Number.isInteger(double)) {
    const back = decimalParts(String(double));
    if (back.mantissa === mantissa && back.exponent === exponent) return double;
  }
  return `\u0000n${mantissa}e${exponent}`;
}

function sign(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

function digitCount(parts: DecimalParts): number {
  const text = parts.mantissa.toString();
  return text.length - (text.startsWith('-') ? 1 : 0) + parts.exponent;
}
