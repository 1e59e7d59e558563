import { RegoCompileError } from './errors';

/** A source that overflows the stack of the compiler is refused like any other bad source. */
export function guardDepth<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RegoCompileError([
      {
        code: 'rego_compile_error',
        message: 'policy is nested too deeply; simplify it',
        file: '',
        row: 1,
        col: 1,
      },
    ]);
  }
}
