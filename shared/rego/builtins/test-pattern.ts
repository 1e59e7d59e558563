import type { RE2JS } from 're2js';

/** Answers kept for each pattern, and the longest text they are kept for: a policy sees the same few texts all day. */
const MAX_ANSWERS = 64;
const MAX_TEXT_LENGTH = 256;

const answers = new WeakMap<RE2JS, Map<string, boolean>>();

/** Whether the pattern is found in the text. A pure function, so recent answers are remembered. */
export function testPattern(pattern: RE2JS, text: string): boolean {
  if (text.length > MAX_TEXT_LENGTH) return pattern.test(text);
  let known = answers.get(pattern);
  if (known === undefined) {
    known = new Map();
    answers.set(pattern, known);
  }
  let answer = known.get(text);
  if (answer === undefined) {
    answer = pattern.test(text);
    if (known.size >= MAX_ANSWERS) known.clear();
    known.set(text, answer);
  }
  return answer;
}
