import { RE2JS, RE2JSSyntaxException } from 're2js';
import { PolicyTestError } from './policy-test-error';

/** Chooses tests and cases by their names. */
export interface NameFilter {
  /** Whether a test, or one of its cases, is wanted. */
  readonly test: (name: string, cases: readonly string[]) => boolean;
  readonly case: (test: string, name: string) => boolean;
}

/**
 * Reads a filter as `gator verify --run` takes it: a regular expression that a test or a case must match, or two, as
 * in `test//case`, of which the first is for tests and the second for cases. The empty text wants everything.
 *
 * @throws PolicyTestError for more than two, or one that is no regular expression
 */
export function readNameFilter(text: string): NameFilter {
  const parts = text.split('//');
  if (parts.length > 2)
    throw new PolicyTestError(text, undefined, 'A filter has at most one "//", as in "test//case".');
  const first = matcher(parts[0] ?? '', text);
  if (parts[1] !== undefined) {
    const second = matcher(parts[1], text);
    return { test: first, case: (_test, name) => second(name) };
  }
  const isMeant = (test: string, name: string): boolean => first(name) || first(test);
  return {
    test: (name, cases) => first(name) || cases.some((each) => isMeant(name, each)),
    case: isMeant,
  };
}

function matcher(pattern: string, filter: string): (name: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern);
    return (name) => compiled.matcher(name).find();
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new PolicyTestError(filter, undefined, `The filter is no regular expression: ${error.message}.`);
  }
}
