import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { SuiteAssertion } from './suite-file';

/**
 * Holds an assertion of a suite against the messages that were found.
 *
 * @returns undefined when it holds, else what was expected and what was found
 */
export function checkAssertion(
  { violations, message }: SuiteAssertion,
  messages: readonly string[],
): string | undefined {
  const pattern = message === undefined ? undefined : compilePattern(message);
  if (pattern !== undefined && 'problem' in pattern) return pattern.problem;
  const count = messages.filter((text) => pattern?.matches(text) ?? true).length;
  const holds = violations === true ? count > 0 : violations === false ? count === 0 : count === violations;
  if (holds) return undefined;
  const like = message === undefined ? '' : ` with a message like ${JSON.stringify(message)}`;
  return `expected ${expected(violations)}${like}, found ${found(count, messages)}`;
}

function compilePattern(message: string): { matches(text: string): boolean } | { problem: string } {
  try {
    const compiled = RE2JS.compile(message);
    return { matches: (text) => compiled.matcher(text).find() };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return { problem: `the message ${JSON.stringify(message)} is no regular expression: ${error.message}` };
  }
}

function expected(violations: SuiteAssertion['violations']): string {
  if (violations === true) return 'at least one violation';
  if (violations === false || violations === 0) return 'no violation';
  return violations === 1 ? 'exactly 1 violation' : `exactly ${violations} violations`;
}

function found(count: number, messages: readonly string[]): string {
  if (messages.length === 0) return 'none';
  const list = messages.map((text) => `\n  - ${text.replaceAll('\n', '\n    ')}`).join('');
  return count === messages.length ? `${count}:${list}` : `${count} among ${messages.length}:${list}`;
}
