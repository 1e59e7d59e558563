import { isObject, keysOf } from '../runtime/access';
import { entryOf } from '../runtime/build';
import { builtinError, charge } from '../runtime/session';
import { compareStrings } from '../values/compare-strings';
import { isNumber, numberText, toBigInt } from '../values/number';
import { valueToRegoText } from '../values/rego-text';
import { wholeInFloat } from '../values/soft-float';
import { type RegoMap, type RegoObject, RegoSet, type RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { operandFailure } from './failure';
import { intOperand, isArray, listOperand, wrong, wrongInteger, wrongMember } from './operands';

export const stringBuiltins = builtinTable({
  concat,
  contains: predicate('contains', (s, t) => s.includes(t)),
  startswith: predicate('startswith', (s, t) => s.startsWith(t)),
  endswith: predicate('endswith', (s, t) => s.endsWith(t)),
  format_int: formatInt,
  indexof: indexOf,
  indexof_n: indexOfAll,
  lower: (s: RegoValue) => (typeof s === 'string' ? simpleCase(s, 'lower') : wrong('lower', 1, 'string', s)),
  upper: (s: RegoValue) => (typeof s === 'string' ? simpleCase(s, 'upper') : wrong('upper', 1, 'string', s)),
  replace,
  'strings.replace_n': replaceMany,
  split,
  'strings.split_n': splitSome,
  'strings.any_prefix_match': anyMatch('strings.any_prefix_match', (s, t) => s.startsWith(t)),
  'strings.any_suffix_match': anyMatch('strings.any_suffix_match', (s, t) => s.endsWith(t)),
  'strings.count': (s: RegoValue, t: RegoValue) => {
    if (typeof s !== 'string') return wrong('strings.count', 1, 'string', s);
    if (typeof t !== 'string') return wrong('strings.count', 2, 'string', t);
    return t === '' ? [...s].length + 1 : s.split(t).length - 1;
  },
  'strings.reverse': (s: RegoValue) =>
    typeof s === 'string' ? [...s].reverse().join('') : wrong('strings.reverse', 1, 'string', s),
  substring,
  trim: trimmer('trim', true, true),
  trim_left: trimmer('trim_left', true, false),
  trim_right: trimmer('trim_right', false, true),
  trim_prefix: (s: RegoValue, t: RegoValue) => {
    if (typeof s !== 'string') return wrong('trim_prefix', 1, 'string', s);
    if (typeof t !== 'string') return wrong('trim_prefix', 2, 'string', t);
    return s.startsWith(t) ? s.slice(t.length) : s;
  },
  trim_suffix: (s: RegoValue, t: RegoValue) => {
    if (typeof s !== 'string') return wrong('trim_suffix', 1, 'string', s);
    if (typeof t !== 'string') return wrong('trim_suffix', 2, 'string', t);
    return s.endsWith(t) ? s.slice(0, s.length - t.length) : s;
  },
  trim_space: (s: RegoValue) =>
    typeof s === 'string' ? s.replace(WHITE_SPACE_ENDS, '') : wrong('trim_space', 1, 'string', s),
  'internal.template_string': (parts: RegoValue) => {
    if (!isArray(parts)) return wrong('internal.template_string', 1, 'array', parts);
    return parts.map(templatePart).join('');
  },
});

const WHITE_SPACE_ENDS =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

function templatePart(part: RegoValue): string {
  if (part instanceof RegoSet) {
    const [value] = part.items;
    return value === undefined ? '<undefined>' : plainText(value);
  }
  return plainText(part);
}

function plainText(value: RegoValue): string {
  return typeof value === 'string' ? value : valueToRegoText(value);
}

function predicate(name: string, test: (s: string, t: string) => boolean) {
  return (s: RegoValue, t: RegoValue): RegoValue | undefined => {
    if (typeof s === 'string' && typeof t === 'string') return test(s, t);
    return typeof s === 'string' ? wrong(name, 2, 'string', t) : wrong(name, 1, 'string', s);
  };
}

function anyMatch(name: string, test: (s: string, t: string) => boolean) {
  const anyOf = (s: string, base: RegoValue): boolean | undefined => {
    if (typeof base === 'string') return test(s, base);
    const list = listOperand(base);
    if (list === undefined) return wrong(name, 2, 'one of {string, set, array}', base);
    let hit = false;
    for (let i = 0; i < list.length; i++) {
      const t = list[i] as RegoValue;
      if (typeof t !== 'string') return wrongMember(name, 2, base, 'string', t);
      hit ||= test(s, t);
    }
    return hit;
  };
  return (search: RegoValue, base: RegoValue): RegoValue | undefined => {
    if (typeof search === 'string') return anyOf(search, base);
    const list = listOperand(search);
    if (list === undefined) return wrong(name, 1, 'one of {string, set, array}', search);
    if (list.length === 0) return anyOf('', base) === undefined ? undefined : false;
    let hit = false;
    for (let i = 0; i < list.length; i++) {
      const s = list[i] as RegoValue;
      if (typeof s !== 'string') return wrongMember(name, 1, search, 'string', s);
      const found = anyOf(s, base);
      if (found === undefined) return undefined;
      hit ||= found;
    }
    return hit;
  };
}

function concat(delimiter: RegoValue, parts: RegoValue): RegoValue | undefined {
  if (typeof delimiter !== 'string') return wrong('concat', 1, 'string', delimiter);
  const list = listOperand(parts);
  if (list === undefined) return wrong('concat', 2, 'one of {set, array}', parts);
  for (const part of list)
    if (typeof part !== 'string') return wrongMember('concat', 2, parts, 'string', part);
  return list.join(delimiter);
}

function formatInt(value: RegoValue, base: RegoValue): RegoValue | undefined {
  if (!isNumber(value)) return wrong('format_int', 1, 'number', value);
  if (!isNumber(base)) return wrong('format_int', 2, 'number', base);
  const radix = intOperand(base);
  if (radix !== 2 && radix !== 8 && radix !== 10 && radix !== 16)
    return operandFailure('format_int', 2, 'must be one of {2, 8, 10, 16}');
  const whole = /^-?\d+$/.test(numberText(value)) ? toBigInt(value) : wholeInFloat(value).whole;
  return (whole as bigint).toString(radix);
}

function indexOf(s: RegoValue, t: RegoValue): RegoValue | undefined {
  if (typeof s !== 'string') return wrong('indexof', 1, 'string', s);
  if (typeof t !== 'string') return wrong('indexof', 2, 'string', t);
  if (t === '') return builtinError('indexof', 'empty search character');
  const at = s.indexOf(t);
  return at < 0 ? -1 : codePoints(s, at);
}

function indexOfAll(s: RegoValue, t: RegoValue): RegoValue | undefined {
  if (typeof s !== 'string') return wrong('indexof_n', 1, 'string', s);
  if (typeof t !== 'string') return wrong('indexof_n', 2, 'string', t);
  if (t === '') return builtinError('indexof_n', 'empty search character');
  const found: number[] = [];
  let count = 0;
  let counted = 0;
  for (let at = s.indexOf(t); at >= 0; at = s.indexOf(t, at + 1)) {
    for (; counted < at; counted++) if (!isTrailing(s, counted)) count++;
    found.push(count);
  }
  return found;
}

function codePoints(s: string, end: number): number {
  let count = 0;
  for (let i = 0; i < end; i++) if (!isTrailing(s, i)) count++;
  return count;
}

function isTrailing(s: string, i: number): boolean {
  const c = s.charCodeAt(i);
  return (
    c >= 0xdc00 && c <= 0xdfff && i > 0 && s.charCodeAt(i - 1) >= 0xd800 && s.charCodeAt(i - 1) <= 0xdbff
  );
}

/** Greek letters with iota subscript: their capital is one letter, where JavaScript writes two. */
const TITLED: Readonly<Record<string, string>> = Object.fromEntries([
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((from) =>
    Array.from({ length: 8 }, (_, i) => [String.fromCharCode(from + i), String.fromCharCode(from + i + 8)]),
  ),
  ['\u1fb3', '\u1fbc'],
  ['\u1fc3', '\u1fcc'],
  ['\u1ff3', '\u1ffc'],
]);

/** Case mapping rune by rune, as Go has it: no `ß` → `SS`, no rule for final sigma. */
function simpleCase(s: string, to: 'lower' | 'upper'): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, where both ways agree
  if (/^[\u0000-\u007f]*$/.test(s)) return to === 'lower' ? s.toLowerCase() : s.toUpperCase();
  let result = '';
  for (const c of s) {
    const mapped = to === 'lower' ? c.toLowerCase() : c.toUpperCase();
    const size = c.codePointAt(0) as number;
    if (c === '\u0130') result += to === 'lower' ? 'i' : c;
    else if (to === 'upper' && Object.hasOwn(TITLED, c)) result += TITLED[c];
    else result += mapped.length === (size > 0xffff ? 2 : 1) || [...mapped].length === 1 ? mapped : c;
  }
  return result;
}

function replace(s: RegoValue, from: RegoValue, to: RegoValue): RegoValue | undefined {
  if (typeof s !== 'string') return wrong('replace', 1, 'string', s);
  if (typeof from !== 'string') return wrong('replace', 2, 'string', from);
  if (typeof to !== 'string') return wrong('replace', 3, 'string', to);
  if (from === '') return to + [...s].map((c) => c + to).join('');
  if (!s.includes(from)) return s;
  const parts = s.split(from);
  charge(Math.ceil((parts.length * to.length) / 1024));
  return parts.join(to);
}

function replaceMany(patterns: RegoValue, s: RegoValue): RegoValue | undefined {
  if (!isObject(patterns)) return wrong('strings.replace_n', 1, 'object', patterns);
  if (typeof s !== 'string') return wrong('strings.replace_n', 2, 'string', s);
  const object = patterns as RegoObject | RegoMap;
  const pairs: [string, string][] = [];
  for (const key of keysOf(object) ?? []) {
    const value = entryOf(object, key) as RegoValue;
    if (typeof key !== 'string') return badPattern('non-string key found in pattern object');
    if (typeof value !== 'string') return badPattern('non-string value found in pattern object');
    pairs.push([key, value]);
  }
  pairs.sort(([a], [b]) => compareStrings(a, b));
  let result = '';
  for (let i = 0; i <= s.length; ) {
    const hit = pairs.find(([from]) => s.startsWith(from, i));
    if (hit !== undefined && (hit[0] !== '' || i <= s.length)) {
      result += hit[1];
      if (hit[0] !== '') {
        i += hit[0].length;
        continue;
      }
    }
    if (i < s.length) result += s[i];
    i++;
  }
  return result;
}

function split(s: RegoValue, delimiter: RegoValue): RegoValue | undefined {
  if (typeof s !== 'string') return wrong('split', 1, 'string', s);
  if (typeof delimiter !== 'string') return wrong('split', 2, 'string', delimiter);
  const parts = delimiter === '' ? [...s] : s.split(delimiter);
  charge(parts.length);
  return parts;
}

/** The first `n` parts, or the last `-n`. */
function splitSome(s: RegoValue, delimiter: RegoValue, n: RegoValue): RegoValue | undefined {
  const name = 'strings.split_n';
  if (typeof s !== 'string') return wrong(name, 1, 'string', s);
  if (typeof delimiter !== 'string') return wrong(name, 2, 'string', delimiter);
  const wanted = intOperand(n);
  if (wanted === undefined) return wrongInteger(name, 3, n);
  const parts = delimiter === '' ? [...s] : s.split(delimiter);
  charge(parts.length);
  return wanted >= 0 ? parts.slice(0, wanted) : parts.slice(wanted);
}

function substring(s: RegoValue, start: RegoValue, length: RegoValue): RegoValue | undefined {
  if (typeof s !== 'string') return wrong('substring', 1, 'string', s);
  const from = intOperand(start);
  if (from === undefined) return wrongInteger('substring', 2, start);
  const size = intOperand(length);
  if (size === undefined) return wrongInteger('substring', 3, length);
  if (from < 0) return builtinError('substring', 'negative offset');
  if (!hasSurrogates(s)) return size < 0 ? s.slice(from) : s.slice(from, from + size);
  const runes = [...s];
  return runes.slice(from, size < 0 ? runes.length : from + size).join('');
}

/** Strings without surrogates count the same in UTF-16 units and in code points. */
export function hasSurrogates(s: string): boolean {
  for (let i = 0; i < s.length; i++) if ((s.charCodeAt(i) & 0xf800) === 0xd800) return true;
  return false;
}

function trimmer(name: string, left: boolean, right: boolean) {
  return (s: RegoValue, cutset: RegoValue): RegoValue | undefined => {
    if (typeof s !== 'string') return wrong(name, 1, 'string', s);
    if (typeof cutset !== 'string') return wrong(name, 2, 'string', cutset);
    const cut = new Set(cutset);
    const runes = [...s];
    let start = 0;
    let end = runes.length;
    while (left && start < end && cut.has(runes[start] as string)) start++;
    while (right && end > start && cut.has(runes[end - 1] as string)) end--;
    return runes.slice(start, end).join('');
  };
}

function badPattern(what: string): undefined {
  return operandFailure('strings.replace_n', 1, what);
}
