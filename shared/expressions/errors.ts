export type ExpressionSyntaxCode =
  | 'UnexpectedCharacter'
  | 'UnterminatedString'
  | 'UnexpectedToken'
  | 'TrailingText'
  | 'EmptyExpression'
  | 'TooLong'
  | 'TooDeep'
  | 'TooManyArguments'
  | 'UnknownFunction'
  | 'FunctionNotAllowed'
  | 'WrongArgumentCount';

/** An expression that cannot be compiled. `offset` counts characters within the expression's own text. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';

  constructor(
    readonly code: ExpressionSyntaxCode,
    readonly expression: string,
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

export type ExpressionFailureCode =
  | 'InvalidArgument'
  | 'OutOfRange'
  | 'MissingParameter'
  | 'MissingProperty'
  | 'DivisionByZero'
  | 'InvalidJson'
  | 'InvalidDateTime'
  | 'InvalidRange'
  | 'OutsideCount'
  | 'NotAvailable'
  | 'StepsExceeded'
  | 'TimeExceeded'
  | 'TooLarge';

/** A well-formed expression that has no value for these inputs: the template language's runtime error. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';

  constructor(
    readonly code: ExpressionFailureCode,
    message: string,
  ) {
    super(message);
  }
}

/** Whether a failure says that the budget is spent, which nothing tolerates. */
export function isExhausted({ code }: ExpressionFailure): boolean {
  return code === 'StepsExceeded' || code === 'TimeExceeded';
}
