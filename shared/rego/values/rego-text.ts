import { isNumber, numberText } from './number';
import { RegoMap, type RegoObject, RegoSet, type RegoValue, sortedKeys } from './value';

/** Nothing in it needs an escape. */
const PLAIN = /^[ !#-[\]-~]*$/;

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A value as Rego would write it: what `%v` prints for composites. */
export function valueToRegoText(value: RegoValue): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return numberText(value);
  if (Array.isArray(value)) return `[${listText(value as readonly RegoValue[])}]`;
  if (value instanceof RegoSet) return value.size === 0 ? 'set()' : `{${listText(value.sorted())}}`;
  return `{${value instanceof RegoMap ? entriesText(value) : membersText(value as RegoObject)}}`;
}

// Put together piece by piece: lists of pieces would only be made to be joined.

function listText(values: readonly RegoValue[]): string {
  let text = '';
  for (let i = 0; i < values.length; i++)
    text += (i === 0 ? '' : ', ') + valueToRegoText(values[i] as RegoValue);
  return text;
}

function membersText(object: RegoObject): string {
  let text = '';
  const keys = sortedKeys(object);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    text += `${(i === 0 ? '' : ', ') + quoted(key)}: ${valueToRegoText(object[key] as RegoValue)}`;
  }
  return text;
}

function entriesText(map: RegoMap): string {
  return map
    .sorted()
    .map(([key, value]) => `${valueToRegoText(key)}: ${valueToRegoText(value)}`)
    .join(', ');
}

/** Go's quoting of a string. */
export function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let result = '"';
  for (const c of text) result += SHORT[c] ?? (isPrintable(c) ? c : escaped(c));
  return `${result}"`;
}

function isPrintable(c: string): boolean {
  return c === ' ' || !/[\p{C}\p{Z}]/u.test(c);
}

function escaped(c: string): string {
  const code = c.codePointAt(0) as number;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}
