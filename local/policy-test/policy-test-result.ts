/** Why a test failed. */
export interface PolicyTestProblem {
  /** What was expected and what was found. */
  readonly message: string;
  readonly file: string;
  readonly line?: number;
}

/** The outcome of one case of a suite, or of one sample of a definition. */
export interface PolicyTestResult {
  /** The suite file or the definition's folder. */
  readonly suite: string;
  /** The test of the suite; `compliant` or `violating` for samples. Empty when the suite itself cannot be used. */
  readonly test: string;
  /** The case or the sample. Empty when the test itself cannot be used. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What is good to know of a test that passed. */
  readonly note?: string;
  readonly problems: readonly PolicyTestProblem[];
  readonly milliseconds: number;
}
