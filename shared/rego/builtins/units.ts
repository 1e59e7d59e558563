import { builtinError } from '../runtime/session';
import { decimalParts } from '../values/decimal';
import { integer, numberFromText } from '../values/number';
import { floatArithmetic, wholeInFloat } from '../values/soft-float';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

const DECIMAL: Readonly<Record<string, number>> = { '': 0, k: 3, m: 6, g: 9, t: 12, p: 15, e: 18 };
const BINARY: Readonly<Record<string, bigint>> = {
  ki: 1n << 10n,
  mi: 1n << 20n,
  gi: 1n << 30n,
  ti: 1n << 40n,
  pi: 1n << 50n,
  ei: 1n << 60n,
};

/** OPA's milli is the double nearest to a thousandth: this over 2^60. */
const MILLI = 1_152_921_504_606_847n;

/** Decimals kept of a result that is no integer. */
const FRACTION_DIGITS = 10;

export const unitBuiltins = builtinTable({ 'units.parse': parseUnits, 'units.parse_bytes': parseBytes });

function parseUnits(text: RegoValue): RegoValue | undefined {
  if (typeof text !== 'string') return wrong('units.parse', 1, 'string', text);
  const parts = amountAndUnit('units.parse', text);
  if (parts === undefined) return undefined;
  // Milli and mega differ by case only; for the other letters case says nothing.
  const unit = parts.unit === 'm' ? 'milli' : parts.unit.toLowerCase();
  return scaled('units.parse', parts.amount, unit, false);
}

function parseBytes(text: RegoValue): RegoValue | undefined {
  if (typeof text !== 'string') return wrong('units.parse_bytes', 1, 'string', text);
  const parts = amountAndUnit('units.parse_bytes', text);
  if (parts === undefined) return undefined;
  const unit = parts.unit.toLowerCase();
  const short = unit.length > 1 && unit.endsWith('b') ? unit.slice(0, -1) : unit;
  return scaled('units.parse_bytes', parts.amount, short, true);
}

/** OPA's messages name the builtin themselves. */
function unitError(name: string, message: string): undefined {
  return builtinError(name, `${name}: ${message}`);
}

function amountAndUnit(name: string, text: string): { amount: string; unit: string } | undefined {
  const clean = text.replaceAll('"', '');
  const none = name === 'units.parse' ? 'no amount provided' : 'no byte amount provided';
  if (clean === '') return unitError(name, none);
  if (clean.includes(' ')) return unitError(name, 'spaces not allowed in resource strings');
  const match = /^([-+]?[0-9.]*(?:[eE][-+]?\d{1,6}(?![0-9.]))?)(.*)$/s.exec(clean) as RegExpExecArray;
  const [, amount, unit] = match as unknown as [string, string, string];
  if (amount === '') return unitError(name, none);
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(amount)) {
    return unitError(name, notANumber(name));
  }
  return { amount: amount.replace(/^\+/, ''), unit };
}

function notANumber(name: string): string {
  return `could not parse ${name === 'units.parse' ? 'amount' : 'byte amount'} to a number`;
}

function scaled(name: string, amount: string, unit: string, truncate: boolean): RegoValue | undefined {
  let { mantissa, exponent } = decimalParts(amount);
  if (Math.abs(exponent) > 100_000) return unitError(name, notANumber(name));
  let divisor = 1n;
  const power = DECIMAL[unit];
  const factor = BINARY[unit];
  if (unit === 'milli') {
    mantissa *= MILLI;
    divisor = 2n ** 60n;
  } else if (power !== undefined) exponent += power;
  else if (factor !== undefined) mantissa *= factor;
  else return unitError(name, `${truncate ? 'byte unit' : 'unit'} ${unit} not recognized`);
  if (truncate) return bytesOf(amount, unit);
  if (exponent >= 0) mantissa *= 10n ** BigInt(exponent);
  else divisor *= 10n ** BigInt(-exponent);
  return mantissa % divisor === 0n ? integer(mantissa / divisor) : numberFromText(fixed(mantissa, divisor));
}

/** Whole bytes; OPA multiplies in floats and cuts off. */
function bytesOf(amount: string, unit: string): RegoValue {
  const factor = BINARY[unit] ?? 10n ** BigInt(DECIMAL[unit] ?? 0);
  return integer(wholeInFloat(floatArithmetic('*', numberFromText(amount), integer(factor))).whole);
}

/** `mantissa / divisor` with ten decimals, rounded half away from zero. */
function fixed(mantissa: bigint, divisor: bigint): string {
  const negative = mantissa < 0n;
  const scaled = (negative ? -mantissa : mantissa) * 10n ** BigInt(FRACTION_DIGITS);
  const size = (scaled * 2n + divisor) / (divisor * 2n);
  const text = size.toString().padStart(FRACTION_DIGITS + 1, '0');
  return `${negative ? '-' : ''}${text.slice(0, -FRACTION_DIGITS)}.${text.slice(-FRACTION_DIGITS)}`;
}
