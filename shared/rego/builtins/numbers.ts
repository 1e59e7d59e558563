import { createHash } from 'node:crypto';
import { minus, plus } from '../runtime/arithmetic';
import { builtinError, charge, currentSession } from '../runtime/session';
import { compareNumbers, integer, isNumber, partsOf, type RegoNumber, toBigInt } from '../values/number';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { intOperand, wholeNumber, wrong } from './operands';

/** Longest result of a shift, in bits. */
const MAX_SHIFT = 65_536;

export const numberBuiltins = builtinTable({
  abs: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('abs', 1, 'number', x);
    return compareNumbers(x, 0) < 0 ? minus(0, x) : x;
  },
  round: (x: RegoValue) => (isNumber(x) ? integer(rounded(x)) : wrong('round', 1, 'number', x)),
  ceil: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('ceil', 1, 'number', x);
    const whole = truncated(x);
    return integer(compareNumbers(whole, x) < 0 ? whole + 1n : whole);
  },
  floor: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('floor', 1, 'number', x);
    const whole = truncated(x);
    return integer(compareNumbers(whole, x) > 0 ? whole - 1n : whole);
  },
  'numbers.range': (a: RegoValue, b: RegoValue) => range('numbers.range', a, b, 1),
  'numbers.range_step': (a: RegoValue, b: RegoValue, step: RegoValue) =>
    range('numbers.range_step', a, b, step),
  'rand.intn': randomInteger,
  'bits.and': bitwise('bits.and', (a, b) => a & b),
  'bits.or': bitwise('bits.or', (a, b) => a | b),
  'bits.xor': bitwise('bits.xor', (a, b) => a ^ b),
  'bits.negate': (x: RegoValue) => {
    if (!isNumber(x)) return wrong('bits.negate', 1, 'number', x);
    const whole = toBigInt(x);
    return whole === undefined ? notWhole('bits.negate', 1) : integer(~whole);
  },
  'bits.lsh': shift('bits.lsh', (a, n) => a << n),
  'bits.rsh': shift('bits.rsh', (a, n) => a >> n),
});

function truncated(x: RegoNumber): bigint {
  const { mantissa, exponent } = partsOf(x);
  if (exponent >= 0) return mantissa * 10n ** BigInt(Math.min(exponent, 20_000));
  return exponent < -20_000 ? 0n : mantissa / 10n ** BigInt(-exponent);
}

/** Half away from zero. */
function rounded(x: RegoNumber): bigint {
  const half = compareNumbers(x, 0) < 0 ? minus(x, 0.5) : plus(x, 0.5);
  return truncated(half as RegoNumber);
}

function notWhole(name: string, operand: number): undefined {
  return builtinError(name, `operand ${operand} must be integer number but got floating-point number`);
}

function range(name: string, a: RegoValue, b: RegoValue, step: RegoValue): RegoValue | undefined {
  if (!isNumber(a)) return wrong(name, 1, 'number', a);
  if (!isNumber(b)) return wrong(name, 2, 'number', b);
  if (!isNumber(step)) return wrong(name, 3, 'number', step);
  const from = toBigInt(a);
  const to = toBigInt(b);
  const by = toBigInt(step);
  if (from === undefined) return notWhole(name, 1);
  if (to === undefined) return notWhole(name, 2);
  if (by === undefined) return notWhole(name, 3);
  if (by <= 0n) return builtinError(name, `step must be a positive integer`);
  const size = (to > from ? to - from : from - to) / by + 1n;
  if (size > 10_000_000n) return builtinError(name, 'range is too long');
  charge(Number(size));
  const result: (number | bigint)[] = [];
  if (from <= to) for (let n = from; n <= to; n += by) result.push(integer(n));
  else for (let n = from; n >= to; n -= by) result.push(integer(n));
  return result;
}

/**
 * A number that looks random but follows from the key: evaluations are repeatable, so an audit gives the same answer
 * twice. The same key and bound give the same number, as OPA promises within a query.
 */
function randomInteger(key: RegoValue, bound: RegoValue): RegoValue | undefined {
  if (typeof key !== 'string') return wrong('rand.intn', 1, 'string', key);
  const n = intOperand(bound);
  if (n === undefined) return wrong('rand.intn', 2, 'integer', bound);
  if (n === 0) return 0;
  const digest = createHash('sha256')
    .update(`${key}\u0000${n}\u0000${String(currentSession().now)}`)
    .digest('hex');
  return integer(BigInt(`0x${digest.slice(0, 32)}`) % BigInt(Math.abs(n)));
}

function bitwise(name: string, op: (a: bigint, b: bigint) => bigint) {
  return (a: RegoValue, b: RegoValue): RegoValue | undefined => {
    if (!isNumber(a)) return wrong(name, 1, 'number', a);
    if (!isNumber(b)) return wrong(name, 2, 'number', b);
    const x = toBigInt(a);
    const y = toBigInt(b);
    if (x === undefined) return notWhole(name, 1);
    if (y === undefined) return notWhole(name, 2);
    return integer(op(x, y));
  };
}

function shift(name: string, op: (a: bigint, n: bigint) => bigint) {
  return (a: RegoValue, n: RegoValue): RegoValue | undefined => {
    if (!isNumber(a)) return wrong(name, 1, 'number', a);
    if (!isNumber(n)) return wrong(name, 2, 'number', n);
    const x = wholeNumber(a);
    const by = wholeNumber(n);
    if (x === undefined) return notWhole(name, 1);
    if (by === undefined) return notWhole(name, 2);
    if (by < 0n)
      return builtinError(name, 'operand 2 must be an unsigned integer number but got a negative integer');
    if (by > BigInt(MAX_SHIFT)) return builtinError(name, `shifts are limited to ${MAX_SHIFT} bits`);
    return integer(op(x, by));
  };
}
