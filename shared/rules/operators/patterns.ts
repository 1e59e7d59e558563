import {
  ExpressionFailure,
  foldText,
  type JsonValue,
  type Spend,
  scalarText,
  spendThrough,
} from '../../expressions';
import { MAX_PATTERN_LENGTH } from '../limits';

/** So many characters of a pattern double the work for a text. */
const PATTERN_CHARACTERS_PER_EFFORT = 16;

type Matcher = (left: JsonValue | undefined, spend: Spend) => boolean;

function patternText(name: string, right: JsonValue): string | undefined {
  const pattern = scalarText(right);
  if (pattern !== undefined && pattern.length > MAX_PATTERN_LENGTH) {
    throw new ExpressionFailure(
      'TooLarge',
      `A pattern of ${name} has at most ${MAX_PATTERN_LENGTH} characters.`,
    );
  }
  return pattern;
}

/**
 * `like`: the whole text, without regard to case; `*` stands for any run of characters and `?` for one. Every star is
 * settled once, from left to right, so that the time stays proportional to text times pattern.
 */
export function compileLike(right: JsonValue): Matcher {
  const pattern = patternText('like', right);
  if (pattern === undefined) return () => false;
  const folded = foldText(pattern);
  if (!/[*?]/.test(folded)) {
    return (left) => {
      const text = scalarText(left);
      return text !== undefined && text.length <= folded.length && foldText(text) === folded;
    };
  }
  // Only a "?" can tell the halves of a surrogate pair apart.
  const characters = folded.includes('?') ? [...folded] : undefined;
  const effort = 1 + Math.trunc(folded.length / PATTERN_CHARACTERS_PER_EFFORT);
  return (left, spend) => {
    const text = scalarText(left);
    if (text === undefined) return false;
    spendThrough(text, spend, effort);
    return characters !== undefined && SURROGATE.test(text)
      ? wildcardMatch([...foldText(text)], characters)
      : wildcardMatch(foldText(text), folded);
  };
}

const SURROGATE = /[\ud800-\udbff]/;

function wildcardMatch(text: ArrayLike<string>, pattern: ArrayLike<string>): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === '*') {
      star = next;
      resume = at;
      next += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}

/**
 * `match`: character by character; `#` one digit, `?` one letter (both ASCII), `.` any one, others themselves. Without
 * regard to case both sides are folded first, so that "straße" matches "STRASSE" as it equals it.
 */
export function compileMatch(right: JsonValue, ignoreCase: boolean): Matcher {
  const pattern = patternText(ignoreCase ? 'matchInsensitively' : 'match', right);
  if (pattern === undefined) return () => false;
  const tests = [...(ignoreCase ? foldText(pattern) : pattern)].map(characterTest);
  return (left) => {
    const text = scalarText(left);
    if (text === undefined) return false;
    const start = text.slice(0, 2 * tests.length + 1);
    const characters = [...(ignoreCase ? foldText(start) : start)];
    return (
      characters.length === tests.length && tests.every((test, index) => test(characters[index] as string))
    );
  };
}

function characterTest(wanted: string): (character: string) => boolean {
  if (wanted === '#') return (character) => character >= '0' && character <= '9';
  if (wanted === '?') return (character) => /^[A-Za-z]$/.test(character);
  if (wanted === '.') return () => true;
  return (character) => character === wanted;
}
