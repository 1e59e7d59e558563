import { builtinError } from '../runtime/session';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

export const globsMatchBuiltins = builtinTable({
  'regex.globs_match': (a: RegoValue, b: RegoValue) => {
    if (typeof a !== 'string') return wrong('regex.globs_match', 1, 'string', a);
    if (typeof b !== 'string') return wrong('regex.globs_match', 2, 'string', b);
    const left = tokens(a);
    const right = tokens(b);
    if (left === undefined || right === undefined) return builtinError('regex.globs_match', 'bad glob');
    return intersects(left, right);
  },
});

/** Longest pattern: the search goes over pairs of positions. */
const MAX_TOKENS = 1000;

interface Token {
  /** Ranges of code points. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly repeat: boolean;
}

/** Single characters, `.`, `[...]`, each perhaps with `*` or `+`. */
function tokens(pattern: string): Token[] | undefined {
  const result: Token[] = [];
  const runes = [...pattern];
  for (let i = 0; i < runes.length; i++) {
    let ranges: (readonly [number, number])[];
    const c = runes[i] as string;
    if (c === '.') ranges = [[0, 0x10ffff]];
    else if (c === '[') {
      const end = runes.indexOf(']', i + 1);
      if (end < 0) return undefined;
      ranges = classRanges(runes.slice(i + 1, end));
      i = end;
    } else if (c === '*' || c === '+') return undefined;
    else {
      if (c === '\\') i++;
      const code = runes[i]?.codePointAt(0);
      if (code === undefined) return undefined;
      ranges = [[code, code]];
    }
    const suffix = runes[i + 1];
    if (suffix === '+') result.push({ ranges, repeat: false });
    result.push({ ranges, repeat: suffix === '*' || suffix === '+' });
    if (suffix === '*' || suffix === '+') i++;
  }
  return result.length > MAX_TOKENS ? undefined : result;
}

function classRanges(body: readonly string[]): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '\\') i++;
    const low = body[i]?.codePointAt(0) ?? 0;
    if (body[i + 1] === '-' && body[i + 2] !== undefined) {
      ranges.push([low, body[i + 2]?.codePointAt(0) ?? low]);
      i += 2;
    } else ranges.push([low, low]);
  }
  return ranges;
}

/** Some text matches both: a search over pairs of positions. */
function intersects(a: readonly Token[], b: readonly Token[]): boolean {
  const seen = new Set<number>();
  const queue: [number, number][] = [[0, 0]];
  const push = (i: number, j: number): void => {
    const key = i * (b.length + 1) + j;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push([i, j]);
  };
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [i, j] = next;
    if (i === a.length && j === b.length) return true;
    const x = a[i];
    const y = b[j];
    if (x?.repeat === true) push(i + 1, j);
    if (y?.repeat === true) push(i, j + 1);
    if (x === undefined || y === undefined) continue;
    const meet = x.ranges.some(([l, h]) => y.ranges.some(([m, k]) => l <= k && m <= h));
    if (meet) push(x.repeat ? i : i + 1, y.repeat ? j : j + 1);
  }
  return false;
}
