export type PolicyRuleErrorCode =
  | 'InvalidJson'
  | 'DuplicateKey'
  | 'NotAnObject'
  | 'MissingKey'
  | 'UnknownKey'
  | 'UnknownOperator'
  | 'InvalidCondition'
  | 'InvalidCount'
  | 'InvalidEffect'
  | 'InvalidDetails'
  | 'InvalidExpression'
  | 'FunctionNotAllowed'
  | 'UnknownFunction'
  | 'WrongArgumentCount'
  | 'OutsideCount'
  | 'InvalidField'
  | 'UnknownAlias'
  | 'AliasNotModifiable'
  | 'UndeclaredParameter'
  | 'ParameterTypeMismatch'
  | 'LimitExceeded';

/** A policy rule that cannot be used. `path` is the JSON path within the rule, `fix` what its author should do. */
export class PolicyRuleError extends Error {
  override readonly name = 'PolicyRuleError';

  constructor(
    readonly code: PolicyRuleErrorCode,
    readonly path: string,
    problem: string,
    readonly fix: string,
  ) {
    super(`${path === '' ? 'The rule' : path}: ${problem} ${fix}`);
  }
}
