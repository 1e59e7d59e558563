import { PolicyTestError, shownPath } from './policy-test-error';
import type { PolicyTestProblem, PolicyTestResult } from './policy-test-result';

/** What looking at one case came to. */
export interface CaseFinding {
  readonly problems: readonly PolicyTestProblem[];
  readonly note?: string;
}

/** Runs one case and takes its time. A file that cannot be used fails the case, with its place. */
export async function runCase(
  where: Pick<PolicyTestResult, 'suite' | 'test' | 'name'>,
  look: () => Promise<CaseFinding> | CaseFinding,
): Promise<PolicyTestResult> {
  const start = performance.now();
  const { problems, note } = await attempt(look, where.suite);
  return {
    ...where,
    status: problems.length === 0 ? 'passed' : 'failed',
    problems,
    ...(note === undefined ? {} : { note }),
    milliseconds: performance.now() - start,
  };
}

/** A case that the author has switched off. */
export function skipped(where: Pick<PolicyTestResult, 'suite' | 'test' | 'name'>): PolicyTestResult {
  return { ...where, status: 'skipped', problems: [], milliseconds: 0 };
}

async function attempt(look: () => Promise<CaseFinding> | CaseFinding, suite: string): Promise<CaseFinding> {
  try {
    return await look();
  } catch (error) {
    return { problems: [problemOf(error, suite)] };
  }
}

/** What an error says, at the place that it names, or at the suite. */
export function problemOf(error: unknown, suite: string): PolicyTestProblem {
  if (error instanceof PolicyTestError)
    return {
      message: error.problem,
      file: error.file,
      ...(error.line === undefined ? {} : { line: error.line }),
    };
  return { message: error instanceof Error ? error.message : String(error), file: shownPath(suite) };
}
