/** Why a constraint template was refused. */
export type ConstraintTemplateErrorCode =
  | 'invalid_template'
  | 'invalid_name'
  | 'invalid_target'
  | 'invalid_schema'
  | 'no_language_driver'
  | 'invalid_rego'
  | 'invalid_cel';

/** A constraint template that cannot be used. `template` is its metadata.name, as far as known. */
export class ConstraintTemplateError extends Error {
  override readonly name = 'ConstraintTemplateError';
  constructor(
    readonly code: ConstraintTemplateErrorCode,
    readonly template: string,
    problem: string,
    readonly fix: string,
  ) {
    super(`Constraint template ${template || '(unnamed)'}: ${problem} ${fix}`);
  }
}

/** Why a constraint was refused. */
export type ConstraintErrorCode =
  | 'invalid_constraint'
  | 'invalid_parameters'
  | 'invalid_fields'
  | 'unknown_fields'
  | 'invalid_match'
  | 'invalid_enforcement_action';

/** A constraint that cannot be used. `constraint` is its metadata.name, as far as known. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError';
  constructor(
    readonly code: ConstraintErrorCode,
    readonly constraint: string,
    problem: string,
    readonly fix: string,
  ) {
    super(`Constraint ${constraint || '(unnamed)'}: ${problem} ${fix}`);
  }
}
