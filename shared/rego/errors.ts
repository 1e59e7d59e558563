/** OPA's codes for what can be wrong with a policy before it runs. */
export type RegoCompileCode =
  | 'rego_parse_error'
  | 'rego_compile_error'
  | 'rego_type_error'
  | 'rego_unsafe_var_error'
  | 'rego_recursion_error';

/** A place in a policy's source; rows and columns count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

/** One complaint about a policy's source. */
export interface RegoCompileProblem extends SourcePosition {
  readonly code: RegoCompileCode;
  readonly message: string;
}

/** A policy that cannot be compiled, with every complaint found in the stage that failed. */
export class RegoCompileError extends Error {
  readonly code: RegoCompileCode;
  readonly errors: readonly RegoCompileProblem[];

  constructor(errors: readonly RegoCompileProblem[]) {
    super(errors.map((e) => `${e.file}:${e.row}:${e.col}: ${e.code}: ${e.message}`).join('\n'));
    this.name = 'RegoCompileError';
    this.code = errors[0]?.code ?? 'rego_compile_error';
    this.errors = errors;
  }
}

/** OPA's codes for evaluations that end without an answer. */
export type RegoEvaluationCode =
  | 'eval_conflict_error'
  | 'eval_builtin_error'
  | 'eval_type_error'
  | 'eval_internal_error'
  | 'eval_unknown_target';

/** An evaluation that ended without an answer: a conflict, or a builtin's error under `strictBuiltinErrors`. */
export class RegoEvaluationError extends Error {
  readonly code: RegoEvaluationCode;
  readonly rule: string | undefined;

  constructor(code: RegoEvaluationCode, message: string, rule?: string, site?: string) {
    super(`${site === undefined ? '' : `${site}: `}${code}: ${message}`);
    this.name = 'RegoEvaluationError';
    this.code = code;
    this.rule = rule;
  }
}

export type BudgetLimit = 'steps' | 'milliseconds' | 'depth' | 'elements';

/** An evaluation stopped by its budget: which limit, and the rule that was running. */
export class RegoBudgetError extends Error {
  readonly code = 'eval_cancel_error';
  readonly limit: BudgetLimit;
  readonly rule: string;

  constructor(limit: BudgetLimit, rule: string) {
    super(
      `eval_cancel_error: ${rule} used up the budget for ${limit}; make the policy cheaper or raise that limit`,
    );
    this.name = 'RegoBudgetError';
    this.limit = limit;
    this.rule = rule;
  }
}
