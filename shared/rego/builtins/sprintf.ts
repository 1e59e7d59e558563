import { builtinError, charge, currentSession } from '../runtime/session';
import { Decimal } from '../values/decimal';
import { isNumber, numberText } from '../values/number';
import { quoted, valueToRegoText } from '../values/rego-text';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import {
  binaryParts,
  exponential,
  fixedPoint,
  goExponent,
  hexadecimal,
  precisionG,
  shortestG,
} from './go-float-text';
import { isArray, wrong } from './operands';

/** Widths and precisions beyond this are refused, as in Go. */
const MAX_WIDTH = 1_000_000;

export const sprintfBuiltins = builtinTable({ sprintf });

/** What Go's formatter sees of a Rego value. */
type Argument =
  | { readonly type: 'int64' | '*big.Int'; readonly value: bigint }
  | { readonly type: 'float64'; readonly value: number }
  | { readonly type: 'string'; readonly value: string };

function sprintf(format: RegoValue, args: RegoValue): RegoValue | undefined {
  if (typeof format !== 'string') return wrong('sprintf', 1, 'string', format);
  if (!isArray(args)) return wrong('sprintf', 2, 'array', args);
  const simple = simpleFormat(format, args);
  if (simple !== undefined) return simple;
  const text = formatGo(format, args.map(toArgument));
  if (text === undefined) return builtinError('sprintf', 'width or precision is too large');
  charge(Math.ceil(text.length / 1024));
  return text;
}

/** The common case: only plain `%v` and `%s` of strings and composites, as many as there are arguments. */
function simpleFormat(format: string, args: readonly RegoValue[]): string | undefined {
  let result = '';
  let from = 0;
  let used = 0;
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
    const verb = format.charCodeAt(at + 1);
    if (verb !== 118 && verb !== 115) return undefined;
    const value = args[used++];
    if (value === undefined) return undefined;
    const kind = typeof value;
    if (kind === 'string') result += format.slice(from, at) + (value as string);
    else if (kind === 'number') {
      if (verb === 115 || !Number.isSafeInteger(value as number)) return undefined;
      result += format.slice(from, at) + String(value);
    } else if (kind === 'bigint' || value instanceof Decimal) return undefined;
    else result += format.slice(from, at) + printed(value);
    from = at + 2;
  }
  return used === args.length ? result + format.slice(from) : undefined;
}

function toArgument(value: RegoValue): Argument {
  if (typeof value === 'string') return { type: 'string', value };
  if (!isNumber(value)) return { type: 'string', value: printed(value) };
  const text = numberText(value);
  if (/^-?\d+$/.test(text)) {
    const whole = BigInt(text);
    const fits = whole >= -(2n ** 63n) && whole < 2n ** 63n;
    return { type: fits ? 'int64' : '*big.Int', value: whole };
  }
  const double = Number(text);
  return Number.isFinite(double) ? { type: 'float64', value: double } : { type: 'string', value: text };
}

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | undefined;
  precision: number | undefined;
}

function formatGo(format: string, args: readonly Argument[]): string | undefined {
  let result = '';
  let next = 0;
  let reordered = false;
  let i = 0;
  while (i < format.length) {
    const at = format.indexOf('%', i);
    if (at < 0) {
      result += format.slice(i);
      break;
    }
    result += format.slice(i, at);
    i = at + 1;
    const flags: Flags = {
      minus: false,
      plus: false,
      sharp: false,
      space: false,
      zero: false,
      width: undefined,
      precision: undefined,
    };
    for (;;) {
      const c = format[i];
      if (c === '-') flags.minus = true;
      else if (c === '+') flags.plus = true;
      else if (c === '#') flags.sharp = true;
      else if (c === ' ') flags.space = true;
      else if (c === '0') flags.zero = true;
      else break;
      i++;
    }
    let bad = '';
    const index = (): void => {
      const match = /^\[([^\]]*)\]/.exec(format.slice(i));
      if (match === null) return;
      i += match[0].length;
      reordered = true;
      const n = Number(match[1]);
      if (!/^\d+$/.test(match[1] as string) || n < 1 || n > args.length) bad = '%!BADINDEX';
      else next = n - 1;
    };
    index();
    if (format[i] === '*') {
      i++;
      const arg = args[next++];
      if (arg?.type === 'int64') {
        const width = Number(arg.value);
        if (width < 0) flags.minus = true;
        flags.width = Math.abs(width);
      } else result += '%!(BADWIDTH)';
      index();
    } else {
      const digits = /^\d+/.exec(format.slice(i, i + 20));
      if (digits !== null) {
        flags.width = Number(digits[0]);
        i += digits[0].length;
      }
    }
    if (format[i] === '.') {
      i++;
      index();
      if (format[i] === '*') {
        i++;
        const arg = args[next++];
        if (arg?.type === 'int64' && arg.value >= 0n) flags.precision = Number(arg.value);
        else if (arg?.type !== 'int64') result += '%!(BADPREC)';
        index();
      } else {
        const digits = /^\d*/.exec(format.slice(i, i + 20)) as RegExpExecArray;
        flags.precision = Number(digits[0] || 0);
        i += digits[0].length;
      }
    }
    index();
    if ((flags.width ?? 0) > MAX_WIDTH || (flags.precision ?? 0) > MAX_WIDTH) return undefined;
    const verb = i < format.length ? String.fromCodePoint(format.codePointAt(i) as number) : undefined;
    if (verb === undefined) {
      result += '%!(NOVERB)';
      break;
    }
    i += verb.length;
    if (verb === '%') {
      result += '%';
      continue;
    }
    if (bad !== '') {
      result += `%!${verb}(BADINDEX)`;
      continue;
    }
    const arg = args[next];
    if (arg === undefined) {
      result += `%!${verb}(MISSING)`;
      continue;
    }
    next++;
    result += formatArgument(verb, flags, arg);
  }
  if (!reordered && next < args.length) {
    const extra = args.slice(next).map((arg) => `${arg.type}=${plain(arg)}`);
    result += `%!(EXTRA ${extra.join(', ')})`;
  }
  return result;
}

function plain(arg: Argument): string {
  return formatArgument('v', noFlags(), arg);
}

function noFlags(): Flags {
  return {
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    width: undefined,
    precision: undefined,
  };
}

function formatArgument(verb: string, written: Flags, arg: Argument): string {
  // With `v`, plus and sharp ask for Go's own notation, which only texts have one of.
  const flags =
    verb === 'v'
      ? {
          ...written,
          plus: written.plus && arg.type === '*big.Int',
          sharp: written.sharp && arg.type === 'string',
        }
      : written;
  if (verb === 'T') return formatString('s', written, arg.type);
  return arg.type === 'string' ? formatString(verb, flags, arg.value) : formatNumber(verb, flags, arg);
}

function formatNumber(
  verb: string,
  flags: Flags,
  arg: Exclude<Argument, { readonly type: 'string' }>,
): string {
  if (arg.type === 'float64') return formatFloat(verb, flags, arg.value);
  return formatInteger(verb, flags, arg);
}

function complaint(verb: string, flags: Flags, arg: Argument): string {
  const inside = arg.type === 'string' ? formatString('s', flags, arg.value) : formatNumber('v', flags, arg);
  return `%!${verb}(${arg.type}=${inside})`;
}

function pad(text: string, flags: Flags, zeros = false): string {
  const { width } = flags;
  if (width === undefined) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  if (!zeros || !flags.zero) return ' '.repeat(missing) + text;
  const sign = /^[+\- ]/.test(text) ? (text[0] as string) : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function formatString(verb: string, flags: Flags, value: string): string {
  const cut = flags.precision === undefined ? value : [...value].slice(0, flags.precision).join('');
  switch (verb) {
    case 'v':
      return flags.sharp ? pad(quoted(cut), flags) : pad(cut, flags, true);
    case 's':
      return pad(cut, flags, true);
    case 'q':
      return pad(flags.sharp && !cut.includes('`') ? `\`${cut}\`` : quoted(cut), flags, true);
    case 'x':
    case 'X': {
      const bytes = Buffer.from(value, 'utf8').subarray(0, flags.precision ?? undefined);
      const parts = [...bytes].map((b) => b.toString(16).padStart(2, '0'));
      const prefix = flags.sharp ? '0x' : '';
      const text = flags.space
        ? parts.map((p) => prefix + p).join(' ')
        : (parts.length > 0 ? prefix : '') + parts.join('');
      return pad(verb === 'X' ? text.toUpperCase() : text, flags, true);
    }
    default:
      return complaint(verb, flags, { type: 'string', value });
  }
}

function formatInteger(verb: string, flags: Flags, arg: Argument & { value: bigint }): string {
  const { value } = arg;
  const radix = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }[verb];
  if (radix !== undefined) {
    const negative = value < 0n;
    let digits = (negative ? -value : value).toString(radix);
    if (verb === 'X') digits = digits.toUpperCase();
    if (flags.precision !== undefined)
      digits = flags.precision === 0 && value === 0n ? '' : digits.padStart(flags.precision, '0');
    let prefix = '';
    if (verb === 'O') prefix = '0o';
    else if (flags.sharp) prefix = { b: '0b', o: '0', x: '0x', X: '0X' }[verb] ?? '';
    const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
    if (flags.zero && !flags.minus && flags.width !== undefined && flags.precision === undefined) {
      digits = digits.padStart(flags.width - sign.length, '0');
    }
    return pad(sign + prefix + digits, flags);
  }
  if (arg.type === '*big.Int')
    return verb === 's' ? pad(value.toString(), flags) : `%!${verb}(big.Int=${value})`;
  if (verb === 'c') return pad(rune(value), flags);
  if (verb === 'q')
    return pad(
      `'${rune(value) === "'" ? "\\'" : quoted(rune(value)).slice(1, -1).replaceAll('\\"', '"')}'`,
      flags,
    );
  if (verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, flags);
  return complaint(verb, flags, arg);
}

function rune(value: bigint): string {
  const code = Number(value);
  return code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : '\ufffd';
}

function formatFloat(verb: string, flags: Flags, value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const size = Math.abs(value);
  let text: string;
  switch (verb) {
    case 'v':
    case 'g':
    case 'G':
      text =
        flags.precision === undefined && !flags.sharp
          ? shortestG(size)
          : precisionG(size, flags.precision ?? 6, flags.sharp);
      break;
    case 'f':
    case 'F':
      text = fixedPoint(size, flags.precision ?? 6);
      break;
    case 'e':
    case 'E':
      text = goExponent(exponential(size, flags.precision ?? 6));
      break;
    case 'x':
    case 'X':
      text = hexadecimal(size, flags.precision);
      break;
    case 'b':
      text = binaryParts(size)
        .join('p')
        .replace(/p(?!-)/, 'p+');
      break;
    default:
      return complaint(verb, flags, { type: 'float64', value });
  }
  if (verb === 'E' || verb === 'G' || verb === 'X') text = text.toUpperCase();
  return pad(sign + text, flags, true);
}

/** Text of a value; of composites only once in an evaluation. */
function printed(value: RegoValue): string {
  if (typeof value !== 'object' || value === null) return valueToRegoText(value);
  const session = currentSession();
  session.texts ??= new Map();
  let text = session.texts.get(value);
  if (text === undefined) {
    text = valueToRegoText(value);
    session.texts.set(value, text);
  }
  return text;
}

/** `%v` of one value, for formats that are known when the policy is compiled. */
export function formatV(value: RegoValue): string {
  if (typeof value === 'string') return value;
  if (!isNumber(value)) return printed(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return formatArgument('v', noFlags(), toArgument(value));
}

/** `%s` of one value. */
export function formatS(value: RegoValue): string {
  if (typeof value === 'string') return value;
  return isNumber(value) ? formatArgument('s', noFlags(), toArgument(value)) : printed(value);
}

/** `%d` of one value. */
export function formatD(value: RegoValue): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return formatArgument('d', noFlags(), toArgument(value));
}
