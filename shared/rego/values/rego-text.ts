import { isNumber, numberText } from './number';
import { RegoMap, type RegoObject, RegoSet, type RegoValue, sortedEntries } from './value';

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
  if (isNumber(value)) return numberText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly RegoValue[]).map(valueToRegoText).join(', ')}]`;
  if (value instanceof RegoSet) {
    return value.size === 0 ? 'set()' : `{${value.sorted().map(valueToRegoText).join(', ')}}`;
  }
  const entries = value instanceof RegoMap ? value.sorted() : sortedEntries(value as RegoObject);
  return `{${entries.map(([k, v]) => `${valueToRegoText(k)}: ${valueToRegoText(v)}`).join(', ')}}`;
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
