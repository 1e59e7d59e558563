import { builtinTable } from '../builtins/builtin';
import { isArray } from '../builtins/operands';
import { sprintfBuiltins } from '../builtins/sprintf';
import { timeBuiltins } from '../builtins/times';
import { uuidBuiltins } from '../builtins/uuids';
import { RegoEvaluationError } from '../errors';
import { isObject } from '../runtime/access';
import { objectOf } from '../runtime/build';
import { integer, isNumber, numberText, type RegoNumber } from '../values/number';
import { RegoSet, type RegoValue } from '../values/value';

/** The collection of `some … in`, if it is one. */
export const DOMAIN = 'internal.some_in_domain';

/** Ticks of 100 ns between 1582-10-15 and 1970. */
const GREGORIAN = 0x01b21dd213814000n;

/** Builtins that Regorus answers differently from OPA. */
export const regorusBuiltins = builtinTable({
  [DOMAIN]: someInDomain,
  sprintf: (format: RegoValue, args: RegoValue) => {
    if (typeof format !== 'string' || !isArray(args))
      return callOpa(sprintfBuiltins, 'sprintf', format, args);
    let used = 0;
    const values = [...args];
    const own = format.replace(/%(?:%|[^a-zA-Z%]*[a-zA-Z])/g, (verb) => {
      if (verb === '%%') return verb;
      const at = used++;
      const value = values[at];
      if (verb === '%o') return '0O%o';
      if (verb !== '%f' || value === undefined || !isNumber(value)) return verb;
      values[at] = numberText(value as RegoNumber);
      return '%s';
    });
    return callOpa(sprintfBuiltins, 'sprintf', own, values);
  },
  'time.format': (time: RegoValue) => {
    const [ns, zone, layout] = isArray(time) ? time : [time];
    if (ns === undefined || layout !== undefined) return callOpa(timeBuiltins, 'time.format', time);
    const fraction = '0'.repeat(fractionDigits(ns));
    const own = `2006-01-02T15:04:05${fraction === '' ? '' : `.${fraction}`}Z07:00`;
    return callOpa(timeBuiltins, 'time.format', [ns, zone ?? 'UTC', own]);
  },
  'uuid.parse': (text: RegoValue) => {
    const parsed = callOpa(uuidBuiltins, 'uuid.parse', text);
    const time = typeof text === 'string' ? uuidTime(text.replace(/[^0-9a-f]/gi, '')) : undefined;
    if (parsed === undefined || time === undefined) return parsed;
    return objectOf([
      ...Object.entries(parsed as { readonly [key: string]: RegoValue }),
      ['time', integer(time)],
    ]);
  },
});

function callOpa(table: typeof uuidBuiltins, name: string, ...args: RegoValue[]): RegoValue | undefined {
  return table[name]?.call(...args);
}

function someInDomain(domain: RegoValue): RegoValue {
  if (Array.isArray(domain) || domain instanceof RegoSet || isObject(domain)) return domain;
  throw new RegoEvaluationError('eval_type_error', '`some .. in collection` expects array/set/object.');
}

/** Digits of a second's fraction: the fewest thousands that hold it. */
function fractionDigits(ns: RegoValue): number {
  if (!isNumber(ns)) return 0;
  const digits = /(\d{1,9})$/.exec(numberText(ns as RegoNumber))?.[1]?.padStart(9, '0') ?? '';
  if (/^0*$/.test(digits)) return 0;
  if (digits.endsWith('000000')) return 3;
  return digits.endsWith('000') ? 6 : 9;
}

/** Nanoseconds since 1970 of a UUID of version 6 or 7. */
function uuidTime(hex: string): bigint | undefined {
  if (hex.length !== 32) return undefined;
  const version = hex[12];
  if (version === '7') return BigInt(`0x${hex.slice(0, 12)}`) * 1_000_000n;
  if (version !== '6') return undefined;
  return (BigInt(`0x${hex.slice(0, 12)}${hex.slice(13, 16)}`) - GREGORIAN) * 100n;
}
