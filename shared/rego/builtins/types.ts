import { isObject } from '../runtime/access';
import { builtinError, operandError } from '../runtime/session';
import { isNumber, numberFromText } from '../values/number';
import { RegoSet, type RegoValue, setOf, typeName } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

/** `is_*`, `type_name`, `to_number`. */
export const typeBuiltins = builtinTable({
  is_array: (x: RegoValue) => Array.isArray(x),
  is_boolean: (x: RegoValue) => typeof x === 'boolean',
  is_null: (x: RegoValue) => x === null,
  is_number: (x: RegoValue) => isNumber(x),
  is_object: (x: RegoValue) => isObject(x),
  is_set: (x: RegoValue) => x instanceof RegoSet,
  is_string: (x: RegoValue) => typeof x === 'string',
  type_name: (x: RegoValue) => typeName(x),
  to_number: toNumber,
});

/** `cast_*`: kept for v0 only. */
export const castBuiltins = builtinTable({
  cast_array: (x: RegoValue) =>
    Array.isArray(x)
      ? x
      : x instanceof RegoSet
        ? [...x.sorted()]
        : wrong('cast_array', 1, 'one of {array, set}', x),
  cast_set: (x: RegoValue) =>
    x instanceof RegoSet ? x : Array.isArray(x) ? setOf(x) : wrong('cast_set', 1, 'one of {array, set}', x),
  cast_string: (x: RegoValue) => (typeof x === 'string' ? x : wrong('cast_string', 1, 'string', x)),
  cast_boolean: (x: RegoValue) => (typeof x === 'boolean' ? x : wrong('cast_boolean', 1, 'boolean', x)),
  cast_null: (x: RegoValue) => (x === null ? x : wrong('cast_null', 1, 'null', x)),
  cast_object: (x: RegoValue) => (isObject(x) ? x : wrong('cast_object', 1, 'object', x)),
});

function toNumber(x: RegoValue): RegoValue | undefined {
  if (isNumber(x)) return x;
  if (typeof x === 'string' && isShortInteger(x)) return Number(x);
  if (x === null) return 0;
  if (typeof x === 'boolean') return x ? 1 : 0;
  if (typeof x !== 'string') return wrong('to_number', 1, 'one of {null, boolean, number, string}', x);
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(x) || !Number.isFinite(Number(x))) {
    if (/^[+-]?(?:inf|infinity|nan)$/i.test(x))
      return operandError('to_number', 1, 'valid number string', 'string');
    return builtinError('to_number', `strconv.ParseFloat: parsing ${JSON.stringify(x)}: invalid syntax`);
  }
  const unsigned = x.startsWith('+') ? x.slice(1) : x;
  return numberFromText(unsigned.replace(/^(-?)0+(?=\d)/, '$1'));
}

/** Up to 15 digits without a leading zero: nothing to check and nothing to lose. */
function isShortInteger(s: string): boolean {
  if (s.length === 0 || s.length > 15 || (s.length > 1 && s.charCodeAt(0) === 48)) return false;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c < 48 || c > 57) return false;
  }
  return true;
}
