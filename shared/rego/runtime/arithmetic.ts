import { integer, isNumber, type RegoNumber, toBigInt } from '../values/number';
import { type FloatOperator, floatArithmetic } from '../values/soft-float';
import { RegoSet, type RegoValue, typeName } from '../values/value';
import { builtinError, operandError } from './session';

/** Integers whose digits would outgrow this are refused: `x * x` repeated must not fill the memory. */
const MAX_BITS = 1 << 20;

export function plus(a: RegoValue, b: RegoValue): RegoValue | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return sum;
  }
  return numeric('plus', '+', a, b);
}

export function minus(a: RegoValue, b: RegoValue): RegoValue | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference) && Number.isSafeInteger(a) && Number.isSafeInteger(b))
      return difference;
  }
  if (a instanceof RegoSet && b instanceof RegoSet) {
    return RegoSet.ofDistinct(a.items.filter((item) => b.find(item) === undefined));
  }
  if (a instanceof RegoSet) return operandError('minus', 2, isNumber(b) ? 'set' : 'number', typeName(b));
  return numeric('minus', '-', a, b);
}

export function mul(a: RegoValue, b: RegoValue): RegoValue | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product) && Number.isSafeInteger(a) && Number.isSafeInteger(b))
      return product + 0;
  }
  return numeric('mul', '*', a, b);
}

export function div(a: RegoValue, b: RegoValue): RegoValue | undefined {
  if (!isNumber(a)) return operandError('div', 1, 'number', typeName(a));
  if (!isNumber(b)) return operandError('div', 2, 'number', typeName(b));
  if (isZero(b)) return builtinError('div', 'divide by zero');
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const quotient = a / b;
    if (Number.isSafeInteger(quotient)) return quotient + 0;
  }
  return floatArithmetic('/', a, b);
}

export function rem(a: RegoValue, b: RegoValue): RegoValue | undefined {
  if (!isNumber(a)) return operandError('rem', 1, 'number', typeName(a));
  if (!isNumber(b)) return operandError('rem', 2, 'number', typeName(b));
  const x = toBigInt(a);
  const y = toBigInt(b);
  if (x === undefined || y === undefined) return builtinError('rem', 'modulo on floating-point number');
  if (y === 0n) return builtinError('rem', 'modulo by zero');
  return integer(x % y);
}

function isZero(value: RegoNumber): boolean {
  return value === 0 || value === 0n || toBigInt(value) === 0n;
}

function numeric(name: string, op: FloatOperator, a: RegoValue, b: RegoValue): RegoValue | undefined {
  if (!isNumber(a))
    return operandError(name, 1, name === 'minus' ? 'one of {number, set}' : 'number', typeName(a));
  if (!isNumber(b)) return operandError(name, 2, 'number', typeName(b));
  const x = toBigInt(a);
  const y = toBigInt(b);
  if (x === undefined || y === undefined) return floatArithmetic(op, a, b);
  if (op === '*' && size(x) + size(y) > MAX_BITS) return builtinError(name, 'result is too large');
  return integer(op === '+' ? x + y : op === '-' ? x - y : x * y);
}

function size(value: bigint): number {
  return value > -0x1_0000_0000n && value < 0x1_0000_0000n ? 32 : value.toString(16).length * 4;
}
