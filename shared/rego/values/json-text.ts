import { isNumber, numberText } from './number';
import { RegoMap, type RegoObject, RegoSet, type RegoValue, sortedEntries } from './value';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** JSON text as OPA writes it: no blanks, keys sorted, `<`, `>`, `&` and the line separators escaped. */
export function valueToJsonText(value: RegoValue): string {
  if (typeof value === 'string') return jsonString(value);
  if (isNumber(value)) return numberText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly RegoValue[]).map(valueToJsonText).join()}]`;
  if (value instanceof RegoSet) return `[${value.sorted().map(valueToJsonText).join()}]`;
  return `{${jsonEntries(value as RegoObject | RegoMap)
    .map(([key, member]) => `${jsonString(key)}:${valueToJsonText(member)}`)
    .join()}}`;
}

/** Entries with keys as JSON has them, sorted by those. */
export function jsonEntries(value: RegoObject | RegoMap): (readonly [string, RegoValue])[] {
  if (!(value instanceof RegoMap)) return sortedEntries(value);
  return value
    .sorted()
    .map(([key, member]) => [typeof key === 'string' ? key : valueToJsonText(key), member] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

export function jsonString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
  const escaped = text.replace(/["\\\u0000-\u001f<>&\u2028\u2029]/g, (c) => ESCAPES[c] ?? unicode(c));
  return `"${escaped}"`;
}

function unicode(c: string): string {
  return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
