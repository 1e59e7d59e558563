import { operandError } from '../runtime/session';
import { Decimal } from '../values/decimal';
import { isNumber, type RegoNumber, toBigInt } from '../values/number';
import { RegoSet, type RegoValue, typeName } from '../values/value';

/** Complains about operand `n` of builtin `name`; for `return wrong(...)`. */
export function wrong(name: string, n: number, want: string, got: RegoValue): undefined {
  return operandError(name, n, want, typeName(got));
}

/** The integer of an operand whose text is one; `1.0` and `1e3` are none. */
export function intOperand(value: RegoValue): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Decimal && /^-?\d+$/.test(value.text)) return Number(value.text);
  return undefined;
}

/** The integer of any number without a fraction. */
export function wholeNumber(value: RegoValue): bigint | undefined {
  return isNumber(value) ? toBigInt(value as RegoNumber) : undefined;
}

/** Elements of an array or a set, else undefined. */
export function listOperand(value: RegoValue): readonly RegoValue[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof RegoSet ? value.sorted() : undefined;
}

export function isArray(value: RegoValue): value is readonly RegoValue[] {
  return Array.isArray(value);
}
