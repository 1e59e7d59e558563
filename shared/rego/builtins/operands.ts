import { operandError } from '../runtime/session';
import { Decimal } from '../values/decimal';
import { isNumber } from '../values/number';
import { RegoSet, type RegoValue, typeName } from '../values/value';
import { operandFailure } from './failure';

/** Complains about operand `n` of builtin `name`; for `return wrong(...)`. */
export function wrong(name: string, n: number, want: string, got: RegoValue): undefined {
  return operandError(name, n, want, typeName(got));
}

/** Complains about operand `n`, which must be an integer written as one. */
export function wrongInteger(name: string, n: number, got: RegoValue): undefined {
  return isNumber(got) ? notWhole(name, n) : wrong(name, n, 'number', got);
}

/** Complains about operand `n`, a number with a fraction where there must be none. */
export function notWhole(name: string, n: number): undefined {
  return operandFailure(name, n, 'must be integer number but got floating-point number');
}

/** Complains about a member of operand `n`: all must be `want`. */
export function wrongMember(
  name: string,
  n: number,
  collection: RegoValue,
  want: string,
  got: RegoValue,
): undefined {
  const kind = typeName(collection);
  return operandError(name, n, `${kind} of ${want}s`, `${kind} containing ${typeName(got)}`);
}

const MAX_INT64 = 2n ** 63n - 1n;

/** The integer of an operand whose text is one and fits 64 bits; `1.0` is one, `1e3` is none. */
export function intOperand(value: RegoValue): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'bigint')
    return value <= MAX_INT64 && value >= -MAX_INT64 - 1n ? Number(value) : undefined;
  if (value instanceof Decimal && value.text.length <= 20 && /^[-+]?\d+(?:\.0*)?$/.test(value.text))
    return Number(value.text);
  return undefined;
}

/** Elements of an array or a set, else undefined. */
export function listOperand(value: RegoValue): readonly RegoValue[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof RegoSet ? value.sorted() : undefined;
}

export function isArray(value: RegoValue): value is readonly RegoValue[] {
  return Array.isArray(value);
}
