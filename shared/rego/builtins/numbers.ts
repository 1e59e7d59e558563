import { createHash } from 'node:crypto';
import { minus } from '../runtime/arithmetic';
import { builtinError, charge, currentSession } from '../runtime/session';
import { compareNumbers, integer, isNumber, toBigInt } from '../values/number';
import { inFloat, wholeInFloat } from '../values/soft-float';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { operandFailure } from './failure';
import { intOperand, notWhole, wrong, wrongInteger } from './operands';

/** Longest result of a shift, in bits. */
const MAX_SHIFT = 65_536;

export const numberBuiltins = builtinTable({
  abs: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('abs', 1, 'number', x);
    if (typeof x === 'number' && Number.isSafeInteger(x)) return Math.abs(x);
    const float = inFloat(x);
    return compareNumbers(float, 0) < 0 ? minus(0, float) : float;
  },
  round: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('round', 1, 'number', x);
    // Half away from zero.
    return integer(wholeInFloat(x, compareNumbers(x, 0) < 0 ? -0.5 : 0.5).whole);
  },
  // Like OPA, these look at the sign after cutting the fraction off: between -1 and 0 they give 1 and 0.
  ceil: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('ceil', 1, 'number', x);
    const { whole, exact } = wholeInFloat(x);
    return integer(exact || whole < 0n ? whole : whole + 1n);
  },
  floor: (x: RegoValue) => {
    if (!isNumber(x)) return wrong('floor', 1, 'number', x);
    const { whole, exact } = wholeInFloat(x);
    return integer(exact || whole >= 0n ? whole : whole - 1n);
  },
  'numbers.range': (a: RegoValue, b: RegoValue) => range('numbers.range', a, b, 1),
  'numbers.range_step': (a: RegoValue, b: RegoValue, step: RegoValue) =>
    range('numbers.range_step', a, b, step),
  'rand.intn': randomInteger,
  'bits.and': bitwise('bits.and', (a, b) => a & b),
  'bits.or': bitwise('bits.or', (a, b) => a | b),
  'bits.xor': bitwise('bits.xor', (a, b) => a ^ b),
  'bits.negate': (x: RegoValue) => {
    const whole = wholeOperand('bits.negate', 1, x);
    return whole === undefined ? undefined : integer(~whole);
  },
  'bits.lsh': shift('bits.lsh', (a, n) => a << n),
  'bits.rsh': shift('bits.rsh', (a, n) => a >> n),
});

function range(name: string, a: RegoValue, b: RegoValue, step: RegoValue): RegoValue | undefined {
  const from = wholeOperand(name, 1, a);
  const to = from === undefined ? undefined : wholeOperand(name, 2, b);
  const by = to === undefined ? undefined : wholeOperand(name, 3, step);
  if (from === undefined || to === undefined || by === undefined) return undefined;
  if (by <= 0n) return builtinError(name, 'numbers.range_step: step must be a positive integer');
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
  if (n === undefined) return wrongInteger('rand.intn', 2, bound);
  if (n === 0) return 0;
  const digest = createHash('sha256')
    .update(`${key}\u0000${n}\u0000${String(currentSession().now)}`)
    .digest('hex');
  return integer(BigInt(`0x${digest.slice(0, 32)}`) % BigInt(Math.abs(n)));
}

/** The integer of an operand, however it is written: `1.0` and `1e3` are integers here. */
function wholeOperand(name: string, n: number, value: RegoValue): bigint | undefined {
  if (!isNumber(value)) return wrong(name, n, 'integer', value);
  return toBigInt(value) ?? notWhole(name, n);
}

function bitwise(name: string, op: (a: bigint, b: bigint) => bigint) {
  return (a: RegoValue, b: RegoValue): RegoValue | undefined => {
    const x = wholeOperand(name, 1, a);
    const y = x === undefined ? undefined : wholeOperand(name, 2, b);
    return x === undefined || y === undefined ? undefined : integer(op(x, y));
  };
}

function shift(name: string, op: (a: bigint, n: bigint) => bigint) {
  return (a: RegoValue, n: RegoValue): RegoValue | undefined => {
    const x = wholeOperand(name, 1, a);
    const by = x === undefined ? undefined : wholeOperand(name, 2, n);
    if (x === undefined || by === undefined) return undefined;
    if (by < 0n)
      return operandFailure(name, 2, 'must be an unsigned integer number but got a negative integer');
    if (by > BigInt(MAX_SHIFT)) return builtinError(name, `shifts are limited to ${MAX_SHIFT} bits`);
    return integer(op(x, by));
  };
}
