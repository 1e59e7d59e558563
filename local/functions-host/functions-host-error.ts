/** What is wrong with the app, its settings or host.json, in one place: the host starts with none of them unresolved. */
export interface StartupProblem {
  /** The function concerned, or the file or setting when no function is. */
  readonly where: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/**
 * The host refuses to start, or an operation on it is refused.
 *
 * `code` is stable: `InvalidApp`, `InvalidHostJson`, `InvalidSetting`, `FunctionNotFound`, `FunctionTimeout`,
 * `OutputBinding`, `PortInUse`. `problems` lists every finding, not only the first.
 */
export class FunctionsHostError extends Error {
  readonly code: string;
  readonly problems: readonly StartupProblem[];

  constructor(
    code: string,
    message: string,
    options: { problems?: readonly StartupProblem[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FunctionsHostError';
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

/** One error that lists all the problems found, each with the function it concerns. */
export function startupError(code: string, problems: readonly StartupProblem[]): FunctionsHostError {
  const lines = problems.map((problem) => `  ${problem.where}: ${problem.message}`);
  const noun = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new FunctionsHostError(code, `The Functions host found ${noun}:\n${lines.join('\n')}`, { problems });
}
