import { limitedLength } from '../arguments';
import { ExpressionFailure } from '../errors';
import type { JsonValue } from '../json-value';
import type { Spend } from '../steps';
import { textOf } from './json-text';

/** Widest column that an alignment may ask for, in characters. */
const MAX_ALIGNMENT = 10_000;
/** Most digits that a number format may ask for (as .NET has it). */
const MAX_PRECISION = 99;
const BRACE = /[{}]/g;
const PLACEHOLDER = /^(\d{1,6})(?:,([^:]*))?(?::(.*))?$/s;

const wrong = (message: string): ExpressionFailure =>
  new ExpressionFailure('InvalidArgument', `format(): ${message}`);

/** .NET's composite formatting: `{index[,alignment][:format]}`, `{{` and `}}` for the braces themselves. */
export function formatText(pattern: string, args: readonly JsonValue[], spend: Spend): string {
  let output = '';
  let index = 0;
  while (index < pattern.length) {
    const character = pattern[index] as string;
    if ((character === '{' || character === '}') && pattern[index + 1] === character) {
      output += character;
      index += 2;
    } else if (character === '{') {
      const close = pattern.indexOf('}', index);
      if (close < 0) throw wrong('an opening brace has no partner; write {{ for the character itself.');
      output += placeholder(pattern.slice(index + 1, close), args, spend);
      index = close + 1;
    } else if (character === '}') {
      throw wrong('a closing brace has no partner; write }} for the character itself.');
    } else {
      BRACE.lastIndex = index;
      const next = BRACE.exec(pattern)?.index ?? pattern.length;
      output += pattern.slice(index, next);
      index = next;
    }
    limitedLength('format', output.length);
  }
  return output;
}

function placeholder(text: string, args: readonly JsonValue[], spend: Spend): string {
  const match = PLACEHOLDER.exec(text);
  if (match === null) throw wrong(`{${text}} is no placeholder; write {0}, {0,10} or {0:N2}.`);
  const position = Number(match[1]);
  const value = args[position];
  if (value === undefined) {
    throw wrong(`placeholder {${position}} has no argument; ${args.length} are given, counted from 0.`);
  }
  const formatted = formatValue(value, match[3], spend);
  return match[2] === undefined ? formatted : align(formatted, match[2]);
}

function align(text: string, alignment: string): string {
  const width = alignment.trim();
  if (!/^[+-]?\d+$/.test(width))
    throw wrong(`"${alignment}" is no alignment; write a whole number such as 10 or -10.`);
  const columns = Number(width);
  if (Math.abs(columns) > MAX_ALIGNMENT) throw wrong(`an alignment is at most ${MAX_ALIGNMENT} characters.`);
  return columns < 0 ? text.padEnd(-columns) : text.padStart(columns);
}

function formatValue(value: JsonValue, format: string | undefined, spend: Spend): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return format ? formatNumber(value, format) : String(value);
  return textOf('format', value, spend);
}

/** The standard numeric formats of .NET's invariant culture; custom ones with 0, # and a decimal point. */
function formatNumber(value: number, format: string): string {
  const match = /^([A-Za-z])(\d{0,2})$/.exec(format);
  if (match === null) return customNumber(value, format);
  const letter = match[1] as string;
  const precision = match[2] === '' ? undefined : Math.min(Number(match[2]), MAX_PRECISION);
  switch (letter.toUpperCase()) {
    case 'D': {
      if (!Number.isInteger(value)) throw wrong(`format ${format} is for whole numbers.`);
      return (
        (value < 0 ? '-' : '') +
        Math.abs(value)
          .toString()
          .padStart(precision ?? 0, '0')
      );
    }
    case 'X': {
      if (!Number.isInteger(value)) throw wrong(`format ${format} is for whole numbers.`);
      const digits = value < 0 ? BigInt.asUintN(64, BigInt(value)).toString(16) : value.toString(16);
      const padded = digits.padStart(precision ?? 0, '0');
      return letter === 'X' ? padded.toUpperCase() : padded;
    }
    case 'N':
      return grouped(value, precision ?? 2);
    case 'F':
      return value.toFixed(precision ?? 2);
    case 'C':
      return value < 0 ? `(¤${grouped(-value, precision ?? 2)})` : `¤${grouped(value, precision ?? 2)}`;
    case 'P':
      return `${grouped(value * 100, precision ?? 2)} %`;
    case 'E': {
      const [mantissa = '', exponent = '+0'] = value.toExponential(precision ?? 6).split('e');
      const text = `${mantissa}${letter}${exponent[0]}${exponent.slice(1).padStart(3, '0')}`;
      return text;
    }
    case 'G':
      return precision === undefined || precision === 0
        ? String(value)
        : String(Number(value.toPrecision(precision)));
    case 'R':
      return String(value);
    default:
      throw wrong(`"${format}" is no number format; use C, D, E, F, G, N, P or X.`);
  }
}

function grouped(value: number, digits: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const separated = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return (value < 0 ? '-' : '') + (fraction === undefined ? separated : `${separated}.${fraction}`);
}

function customNumber(value: number, format: string): string {
  const match = /^([#0,]+)(?:\.([#0]+))?$/.exec(format);
  if (match === null)
    throw wrong(`"${format}" is no number format; use letters such as N2 or digits such as 0.00.`);
  const [, whole = '', fraction = ''] = match;
  const [digits = '', decimals = ''] = Math.abs(value).toFixed(fraction.length).split('.');
  const least = whole.replace(/[^0]/g, '').length;
  let text = digits.padStart(least, '0');
  if (whole.includes(',')) text = text.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const required = fraction.lastIndexOf('0') + 1;
  const kept = decimals.slice(0, required) + decimals.slice(required).replace(/0+$/, '');
  return (value < 0 ? '-' : '') + (kept === '' ? text : `${text}.${kept}`);
}
