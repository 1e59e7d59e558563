import { type DecimalParts, decimalParts } from './decimal';
import { generalForm, integer, numberFromText, partsOf, type RegoNumber } from './number';

/** OPA computes fractions in binary floating point with a mantissa of this many bits. */
const PRECISION = 64;

interface Float {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export type FloatOperator = '+' | '-' | '*' | '/';

/** `a op b` in floats of 64 bits mantissa, rounded half to even, as the shortest number that identifies the result. */
export function floatArithmetic(op: FloatOperator, a: RegoNumber, b: RegoNumber): RegoNumber {
  const x = fromDecimal(a);
  const y = fromDecimal(b);
  switch (op) {
    case '+':
      return toNumber(add(x, y));
    case '-':
      return toNumber(add(x, { mantissa: -y.mantissa, exponent: y.exponent }));
    case '*':
      return toNumber(round(x.mantissa * y.mantissa, x.exponent + y.exponent, false));
    case '/':
      return toNumber(divide(x, y));
  }
}

/** The number as such a float; what has more digits is rounded. */
export function inFloat(value: RegoNumber): RegoNumber {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : toNumber(fromDecimal(value));
}

/** The number as such a float, without its fraction; `exact` says that it had none. */
export function wholeInFloat(value: RegoNumber, nudge: RegoNumber = 0): { whole: bigint; exact: boolean } {
  const { mantissa, exponent } = add(fromDecimal(value), fromDecimal(nudge));
  if (exponent >= 0) return { whole: mantissa << BigInt(exponent), exact: true };
  const unit = 1n << BigInt(-exponent);
  return { whole: mantissa / unit, exact: mantissa % unit === 0n };
}

/** The product of numbers, rounded to a double after each. */
export function productInDoubles(numbers: readonly RegoNumber[]): RegoNumber {
  let product: Float = { mantissa: 1n, exponent: 0 };
  for (const each of numbers) {
    const x = fromDecimal(each);
    product = round(product.mantissa * x.mantissa, product.exponent + x.exponent, false, 53);
  }
  const double = Number(product.mantissa) * 2 ** product.exponent;
  if (!Number.isFinite(double) || Math.abs(double) < 2 ** -1000) return toNumber(product);
  if (!Number.isInteger(double)) return double;
  const { mantissa, exponent } = decimalParts(String(double));
  return integer(mantissa * 10n ** BigInt(exponent));
}

function fromDecimal(value: RegoNumber): Float {
  const { mantissa, exponent } = partsOf(value);
  if (exponent >= 0) return round(mantissa * 10n ** BigInt(exponent), 0, false);
  return divide({ mantissa, exponent: 0 }, { mantissa: 10n ** BigInt(-exponent), exponent: 0 });
}

function add(x: Float, y: Float): Float {
  if (x.mantissa === 0n) return y;
  if (y.mantissa === 0n) return x;
  const low = Math.min(x.exponent, y.exponent);
  return round(
    (x.mantissa << BigInt(x.exponent - low)) + (y.mantissa << BigInt(y.exponent - low)),
    low,
    false,
  );
}

function divide(x: Float, y: Float): Float {
  if (x.mantissa === 0n) return x;
  const shift = Math.max(0, bits(y.mantissa) - bits(x.mantissa) + PRECISION + 2);
  const numerator = x.mantissa << BigInt(shift);
  const quotient = numerator / y.mantissa;
  return round(quotient, x.exponent - y.exponent - shift, quotient * y.mantissa !== numerator);
}

/** Rounds `mantissa * 2^exponent`; `more` says that a non-zero tail was already cut off. */
function round(mantissa: bigint, exponent: number, more: boolean, precision = PRECISION): Float {
  const negative = mantissa < 0n;
  const size = negative ? -mantissa : mantissa;
  const excess = bits(size) - precision;
  if (excess <= 0) return { mantissa, exponent };
  const cut = BigInt(excess);
  let kept = size >> cut;
  const rest = size - (kept << cut);
  const half = 1n << (cut - 1n);
  if (rest > half || (rest === half && (more || (kept & 1n) === 1n))) kept += 1n;
  return { mantissa: negative ? -kept : kept, exponent: exponent + excess };
}

function bits(value: bigint): number {
  const size = value < 0n ? -value : value;
  const hex = size.toString(16);
  return size === 0n ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}

function toNumber(value: Float): RegoNumber {
  if (value.mantissa === 0n) return 0;
  const whole = wholePart(value);
  if (whole !== undefined && bits(whole) <= PRECISION) return integer(whole);
  const { mantissa, exponent } = shortest(value);
  // Integers too are told by their shortest digits, filled up with zeros.
  if (whole !== undefined) return integer(mantissa * 10n ** BigInt(exponent));
  return numberFromText(generalForm(mantissa, exponent));
}

function wholePart({ mantissa, exponent }: Float): bigint | undefined {
  if (exponent >= 0) return mantissa << BigInt(exponent);
  const cut = BigInt(-exponent);
  const whole = mantissa >> cut;
  return whole << cut === mantissa ? whole : undefined;
}

/** The fewest digits that still read back as the same float. */
function shortest(value: Float): DecimalParts {
  const negative = value.mantissa < 0n;
  const raw = negative ? -value.mantissa : value.mantissa;
  // The value as numerator over a power of two.
  const binary = Math.min(value.exponent, 0);
  const size = raw << BigInt(value.exponent - binary);
  const denominator = 1n << BigInt(-binary);
  const point = decimalExponent(size, denominator);
  for (let digits = 1; digits <= 22; digits++) {
    const exponent = point - digits;
    const scaled = exponent >= 0 ? size : size * 10n ** BigInt(-exponent);
    const base = exponent >= 0 ? denominator * 10n ** BigInt(exponent) : denominator;
    const down = scaled / base;
    const nearest = (scaled - down * base) * 2n >= base ? down + 1n : down;
    if (same(nearest, exponent, size, binary)) {
      const parts = decimalParts(`${nearest}e${exponent}`);
      return { mantissa: negative ? -parts.mantissa : parts.mantissa, exponent: parts.exponent };
    }
  }
  throw new Error('a 64-bit mantissa always fits 22 digits');
}

function same(mantissa: bigint, exponent: number, size: bigint, binary: number): boolean {
  const back =
    exponent >= 0
      ? round(mantissa * 10n ** BigInt(exponent), 0, false)
      : divide({ mantissa, exponent: 0 }, { mantissa: 10n ** BigInt(-exponent), exponent: 0 });
  const low = Math.min(back.exponent, binary);
  return back.mantissa << BigInt(back.exponent - low) === size << BigInt(binary - low);
}

/** Number of digits before the decimal point (negative for leading zeros after it). */
function decimalExponent(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  if (whole > 0n) return whole.toString().length;
  let n = 0;
  let scaled = numerator * 10n;
  while (scaled < denominator) {
    scaled *= 10n;
    n--;
  }
  return n;
}
