import { decimalParts } from '../values/decimal';
import { generalForm } from '../values/number';

/** A double as `mantissa * 2^exponent`, with all 53 bits of the mantissa. */
export function binaryParts(size: number): readonly [bigint, number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, size);
  const raw = bits.getBigUint64(0);
  const exponent = Number(raw >> 52n);
  const fraction = raw & ((1n << 52n) - 1n);
  return exponent === 0 ? [fraction, -1074] : [fraction | (1n << 52n), exponent - 1075];
}

/** `0x1.8p+00`: one bit, a hexadecimal fraction without trailing zeros, and the power of two. */
export function hexadecimal(size: number, precision: number | undefined): string {
  let [mantissa, exponent] = binaryParts(size);
  if (mantissa === 0n) return `0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+00`;
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent--;
  }
  if (precision !== undefined && precision < 13) {
    const cut = BigInt(52 - 4 * precision);
    const rest = mantissa & ((1n << cut) - 1n);
    const half = 1n << (cut - 1n);
    mantissa >>= cut;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= cut;
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const digits = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const fraction =
    precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  const power = exponent + 52;
  const powerText = String(Math.abs(power)).padStart(2, '0');
  return `0x1${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${powerText}`;
}

/** `%g` without a precision: the fewest digits that tell the number from its neighbours. */
export function shortestG(size: number): string {
  const { mantissa, exponent } = decimalParts(String(size));
  return generalForm(mantissa, exponent);
}

/** `%g` with a precision; `sharp` keeps the zeros at its end. */
export function precisionG(size: number, precision: number, sharp: boolean): string {
  const digits = Math.max(precision, 1);
  const text = exponential(size, digits - 1);
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  const wide = exponent < -4 || exponent >= digits;
  const body = wide ? text : fixedPoint(size, Math.max(0, digits - 1 - exponent));
  if (sharp) return goExponent(body);
  const [base, power] = body.split('e') as [string, string | undefined];
  const short = base.includes('.') ? base.replace(/\.?0+$/, '') : base;
  return goExponent(power === undefined ? short : `${short}e${power}`);
}

/** `size * 10^power` as an integer, ties going to the even one: JavaScript's own functions round them up. */
function scaledWhole(size: number, power: number): bigint {
  const [mantissa, exponent] = binaryParts(size);
  let over = mantissa;
  let under = 1n;
  if (exponent >= 0) over <<= BigInt(exponent);
  else under <<= BigInt(-exponent);
  if (power >= 0) over *= 10n ** BigInt(power);
  else under *= 10n ** BigInt(-power);
  const whole = over / under;
  const twice = (over - whole * under) * 2n;
  return twice > under || (twice === under && (whole & 1n) === 1n) ? whole + 1n : whole;
}

/** Zeros beyond the digits that a double can have are not computed. */
const MAX_DIGITS = 1100;

/** `%f` of a number that is not negative. */
export function fixedPoint(size: number, digits: number): string {
  const kept = Math.min(digits, MAX_DIGITS);
  const text = scaledWhole(size, kept)
    .toString()
    .padStart(kept + 1, '0');
  const fraction = text.slice(text.length - kept).padEnd(digits, '0');
  return digits === 0 ? text : `${text.slice(0, text.length - kept)}.${fraction}`;
}

/** `%e` of a number that is not negative, its exponent without a leading zero. */
export function exponential(size: number, digits: number): string {
  const kept = Math.min(digits, MAX_DIGITS);
  let exponent = size === 0 ? 0 : Number(size.toExponential().split('e')[1]);
  let text = scaledWhole(size, kept - exponent).toString();
  if (text.length > kept + 1) {
    exponent++;
    text = scaledWhole(size, kept - exponent).toString();
  }
  const fraction = text
    .padStart(kept + 1, '0')
    .slice(1)
    .padEnd(digits, '0');
  const power = `e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  return `${text[0]}${digits === 0 ? '' : `.${fraction}`}${power}`;
}

/** JavaScript writes `1e+5`, Go `1e+05`. */
export function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
