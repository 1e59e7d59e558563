import { Buffer } from 'node:buffer';
import { RE2JS } from 're2js';
import { builtinError, charge } from '../runtime/session';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { intOperand, wrong, wrongInteger } from './operands';
import { testPattern } from './test-pattern';

/** Longest pattern compiled. RE2's automata grow with the pattern. */
const MAX_PATTERN_LENGTH = 20_000;
/** Patterns kept compiled. */
const MAX_CACHED = 512;

const cache = new Map<string, RE2JS | string>();

export const regexBuiltins = builtinTable({
  'regex.match': match('regex.match'),
  'regex.is_valid': (pattern: RegoValue) =>
    typeof pattern === 'string' && typeof compilePattern(pattern) !== 'string',
  'regex.replace': (s: RegoValue, pattern: RegoValue, value: RegoValue) => {
    if (typeof s !== 'string') return wrong('regex.replace', 1, 'string', s);
    if (typeof pattern !== 'string') return wrong('regex.replace', 2, 'string', pattern);
    if (typeof value !== 'string') return wrong('regex.replace', 3, 'string', value);
    const re = compiled('regex.replace', pattern);
    return re === undefined ? undefined : replaceAll(re, s, value);
  },
  'regex.split': (pattern: RegoValue, s: RegoValue) => {
    if (typeof pattern !== 'string') return wrong('regex.split', 1, 'string', pattern);
    if (typeof s !== 'string') return wrong('regex.split', 2, 'string', s);
    const re = compiled('regex.split', pattern);
    return re === undefined ? undefined : splitBy(re, s);
  },
  'regex.find_n': (pattern: RegoValue, s: RegoValue, n: RegoValue) =>
    find('regex.find_n', pattern, s, n)?.map((groups) => groups[0] as string),
  'regex.find_all_string_submatch_n': (pattern: RegoValue, s: RegoValue, n: RegoValue) =>
    find('regex.find_all_string_submatch_n', pattern, s, n),
  'regex.template_match': templateMatch,
});

/** `re_match`: kept for v0 only. */
export const oldRegexBuiltins = builtinTable({ re_match: match('re_match') });

/** A pattern compiled, or what is wrong with it. */
export function compilePattern(pattern: string): RE2JS | string {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  let result: RE2JS | string;
  try {
    result = pattern.length > MAX_PATTERN_LENGTH ? 'expression is too large' : RE2JS.compile(pattern);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    result = message.endsWith('trailing backslash at end of expression') ? `${message}: \`\`` : message;
  }
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(pattern, result);
  return result;
}

function compiled(name: string, pattern: string): RE2JS | undefined {
  const re = compilePattern(pattern);
  return typeof re === 'string' ? builtinError(name, re) : re;
}

function match(name: string) {
  return (pattern: RegoValue, s: RegoValue): RegoValue | undefined => {
    if (typeof pattern !== 'string') return wrong(name, 1, 'string', pattern);
    if (typeof s !== 'string') return wrong(name, 2, 'string', s);
    const re = compiled(name, pattern);
    return re === undefined ? undefined : testPattern(re, s);
  };
}

function find(name: string, pattern: RegoValue, s: RegoValue, n: RegoValue): string[][] | undefined {
  if (typeof pattern !== 'string') return wrong(name, 1, 'string', pattern);
  if (typeof s !== 'string') return wrong(name, 2, 'string', s);
  const limit = intOperand(n);
  if (limit === undefined) return wrongInteger(name, 3, n);
  const re = compiled(name, pattern);
  return re === undefined ? undefined : findAll(re, s, limit);
}

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly groups: string[];
}

/** All matches as Go finds them: an empty match directly after a match does not count. */
function* hits(re: RE2JS, s: string): Generator<Hit> {
  const matcher = re.matcher(s);
  const groupCount = matcher.groupCount();
  let last = -1;
  let at = 0;
  while (at <= s.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    if (start !== end || start !== last) {
      const groups: string[] = [];
      for (let g = 0; g <= groupCount; g++) groups.push(matcher.group(g) ?? '');
      yield { start, end, groups };
      last = end;
    }
    at = end > start ? end : end + (isLead(s, end) ? 2 : 1);
  }
}

function isLead(s: string, i: number): boolean {
  const c = s.charCodeAt(i);
  return c >= 0xd800 && c <= 0xdbff;
}

function findAll(re: RE2JS, s: string, limit: number): string[][] {
  const found: string[][] = [];
  if (limit === 0) return found;
  for (const { groups } of hits(re, s)) {
    charge(groups.length);
    found.push(groups);
    if (found.length === limit) break;
  }
  return found;
}

function splitBy(re: RE2JS, s: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of hits(re, s)) {
    if (end === 0) continue;
    if (start === s.length && start === end) break;
    parts.push(s.slice(from, start));
    charge(1);
    from = end;
  }
  if (from !== s.length || from > 0 || (parts.length === 0 && !(s === '' && re.pattern() === '')))
    parts.push(s.slice(from));
  return parts;
}

function replaceAll(re: RE2JS, s: string, template: string): string {
  const named = re.namedGroups() as Readonly<Record<string, number>>;
  let result = '';
  let from = 0;
  for (const { start, end, groups } of hits(re, s)) {
    result += s.slice(from, start) + expand(template, groups, named);
    from = end;
  }
  return result + s.slice(from);
}

/** Go's templates: `$1`, `$name` (as long a name as possible), `${name}`, `$$`. */
function expand(
  template: string,
  groups: readonly string[],
  named: Readonly<Record<string, number>>,
): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(named, name) ? named[name] : undefined;
    return index === undefined ? '' : (groups[index] ?? '');
  });
}

/** Literal text with regular expressions between one-character delimiters. */
function templateMatch(
  template: RegoValue,
  s: RegoValue,
  start: RegoValue,
  end: RegoValue,
): RegoValue | undefined {
  const name = 'regex.template_match';
  if (typeof template !== 'string') return wrong(name, 1, 'string', template);
  if (typeof s !== 'string') return wrong(name, 2, 'string', s);
  if (typeof start !== 'string') return wrong(name, 3, 'string', start);
  if (typeof end !== 'string') return wrong(name, 4, 'string', end);
  const size = Buffer.byteLength(start);
  if (size !== 1)
    return builtinError(name, `start delimiter has to be exactly one character long but is ${size} long`);
  // OPA's message tells the length of the other delimiter.
  if (Buffer.byteLength(end) !== 1)
    return builtinError(name, `end delimiter has to be exactly one character long but is ${size} long`);
  let pattern = '^';
  for (let i = 0; i < template.length; ) {
    const open = template.indexOf(start, i);
    const stray = template.indexOf(end, i);
    if (stray >= 0 && (stray < open || open < 0))
      return builtinError(name, `unbalanced braces in ${JSON.stringify(template)}`);
    if (open < 0) {
      pattern += RE2JS.quote(template.slice(i));
      break;
    }
    let depth = 1;
    let close = open + 1;
    for (; close < template.length; close++) {
      if (template[close] === start) depth++;
      else if (template[close] === end && --depth === 0) break;
    }
    if (depth > 0) return builtinError(name, `unbalanced braces in ${JSON.stringify(template)}`);
    pattern += `${RE2JS.quote(template.slice(i, open))}(${template.slice(open + 1, close)})`;
    i = close + 1;
  }
  const re = compilePattern(`${pattern}$`);
  return typeof re === 'string' ? builtinError(name, re) : re.test(s);
}
