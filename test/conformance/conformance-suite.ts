/** What became of one case. `skipped` and `failed` say why. */
export interface CaseResult {
  /** Unique within its suite; for upstream cases the upstream id. */
  readonly id: string;
  /** Group within the suite, as `core` or `extended`. */
  readonly area: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
}

/** One folder of conformance data and how to run it: `suites/<folder name>.ts` exports it as `suite`. */
export interface ConformanceSuite {
  /** The folder's name under the conformance directory. */
  readonly name: string;
  /** Runs every case of the folder `dir`. A case that cannot be run yields a result; nothing is thrown for it. */
  run(dir: string): AsyncIterable<CaseResult> | Iterable<CaseResult>;
}
