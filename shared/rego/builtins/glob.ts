import { builtinError } from '../runtime/session';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { isArray, wrong, wrongMember } from './operands';
import { compilePattern } from './regex';
import { testPattern } from './test-pattern';

export const globBuiltins = builtinTable({
  'glob.match': (pattern: RegoValue, delimiters: RegoValue, s: RegoValue) => {
    if (typeof pattern !== 'string') return wrong('glob.match', 1, 'string', pattern);
    let separators = '';
    if (delimiters !== null) {
      if (!isArray(delimiters)) return wrong('glob.match', 2, 'one of {array, null}', delimiters);
      for (const each of delimiters) {
        if (typeof each !== 'string') return wrongMember('glob.match', 2, delimiters, 'string', each);
        if ([...each].length !== 1) return wrongMember('glob.match', 2, delimiters, 'rune', each);
        separators += each;
      }
      if (separators === '') separators = '.';
    }
    if (typeof s !== 'string') return wrong('glob.match', 3, 'string', s);
    const regex = cachedRegex(pattern, separators);
    const re = regex === undefined ? 'malformed glob' : compilePattern(regex);
    return typeof re === 'string' ? builtinError('glob.match', re) : testPattern(re, s);
  },
  'glob.quote_meta': (s: RegoValue) =>
    typeof s === 'string' ? s.replace(/[*?\\[\]{}]/g, '\\$&') : wrong('glob.quote_meta', 1, 'string', s),
});

/** Globs kept as patterns. */
const MAX_CACHED = 512;
const cache = new Map<string, string | undefined>();

function cachedRegex(glob: string, separators: string): string | undefined {
  const key = `${separators}\u0000${glob}`;
  if (cache.has(key)) return cache.get(key);
  const regex = globToRegex(glob, separators);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, regex);
  return regex;
}

/** An anchored RE2 pattern for a glob; undefined if the glob is malformed. */
function globToRegex(glob: string, separators: string): string | undefined {
  const one = separators === '' ? '(?s:.)' : `[^${[...separators].map(classEscape).join('')}]`;
  let result = '\\A(?:';
  let depth = 0;
  const runes = [...glob];
  for (let i = 0; i < runes.length; i++) {
    const c = runes[i] as string;
    if (c === '\\') {
      i++;
      if (runes[i] === undefined) return undefined;
      result += quote(runes[i] as string);
    } else if (c === '*') {
      let stars = 1;
      while (runes[i + 1] === '*') {
        stars++;
        i++;
      }
      result += stars > 1 ? '(?s:.)*' : `${one}*`;
    } else if (c === '?') {
      result += one;
    } else if (c === '[') {
      const list = classAt(runes, i + 1);
      if (list === undefined) return undefined;
      result += list.text;
      i = list.end;
    } else if (c === '{') {
      depth++;
      result += '(?:';
    } else if (c === '}' && depth > 0) {
      depth--;
      result += ')';
    } else if (c === ',' && depth > 0) {
      result += '|';
    } else {
      result += quote(c);
    }
  }
  return depth === 0 ? `${result})\\z` : undefined;
}

/** `[a-z]` or `[abc]`, with `!` for the opposite; there is no mixing of the two. `end` is where the bracket closes. */
function classAt(runes: readonly string[], start: number): { text: string; end: number } | undefined {
  const negated = runes[start] === '!';
  const from = negated ? start + 1 : start;
  const sign = negated ? '^' : '';
  if (runes[from + 1] === '-') {
    const [low, high, close] = [runes[from], runes[from + 2], runes[from + 3]];
    if (low === undefined || high === undefined || close !== ']') return undefined;
    if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)) return undefined;
    return { text: `[${sign}${classEscape(low)}-${classEscape(high)}]`, end: from + 3 };
  }
  let text = '';
  for (let i = from; i < runes.length; i++) {
    const c = runes[i] as string;
    if (c === ']') return text === '' ? undefined : { text: `[${sign}${text}]`, end: i };
    if (c !== '\\') text += classEscape(c);
    else if (runes[++i] !== undefined) text += classEscape(runes[i] as string);
  }
  return undefined;
}

function quote(c: string): string {
  return /[\\^$.|?*+()[\]{}]/.test(c) ? `\\${c}` : c;
}

function classEscape(c: string): string {
  return /[\\^\]-]/.test(c) ? `\\${c}` : c;
}
