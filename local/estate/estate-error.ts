import type { EstateSource } from './estate';

export interface EstateMistake extends EstateSource {
  /** What is wrong and what was expected, without the place. */
  readonly message: string;
}

/** An estate folder that cannot be used, with every mistake in it. */
export class EstateError extends Error {
  override readonly name = 'EstateError';
  readonly code = 'EstateInvalid';

  constructor(
    readonly folder: string,
    readonly mistakes: readonly EstateMistake[],
  ) {
    const lines = mistakes.map(
      ({ file, line, column, message }) => `  ${file}:${line}:${column}  ${message}`,
    );
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super(`The estate in ${folder} has ${count}; docs/estate.md describes the format:\n${lines.join('\n')}`);
  }
}
