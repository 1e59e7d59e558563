import { relative } from 'node:path';

/** A file of a policy test that cannot be used, and where in it the mistake stands. */
export class PolicyTestError extends Error {
  override readonly name = 'PolicyTestError';
  readonly code = 'PolicyTestInvalid';
  /** The file, as a person in the working directory would name it. */
  readonly file: string;

  constructor(
    file: string,
    readonly line: number | undefined,
    readonly problem: string,
  ) {
    const shown = shownPath(file);
    super(`${shown}${line === undefined ? '' : `:${line}`}: ${problem}`);
    this.file = shown;
  }
}

/** A path as a person in the working directory would write it. */
export function shownPath(file: string): string {
  return relative(process.cwd(), file) || '.';
}
