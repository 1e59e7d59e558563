import {
  type RegoCompileCode,
  RegoCompileError,
  type RegoCompileProblem,
  type SourcePosition,
} from '../errors';

/** More complaints than this are cut off: nobody reads them, and a hostile policy could make millions. */
const MAX_PROBLEMS = 100;

/** Collects complaints of one stage; `throwIfAny` ends the compilation with all of them. */
export interface Problems {
  add(code: RegoCompileCode, pos: SourcePosition, message: string): void;
  throwIfAny(): void;
}

export function createProblems(): Problems {
  const found: RegoCompileProblem[] = [];
  return {
    add(code, { file, row, col }, message) {
      const known = found.some(
        (p) => p.message === message && p.row === row && p.col === col && p.file === file,
      );
      if (!known && found.length < MAX_PROBLEMS) found.push({ code, message, file, row, col });
    },
    throwIfAny() {
      if (found.length > 0) throw new RegoCompileError(found);
    },
  };
}
