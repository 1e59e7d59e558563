import type { CelExpression } from './cel-expression';

/** The parts of a CEL template, compiled. */
export interface CelProgramParts {
  readonly variables: readonly { readonly name: string; readonly expression: CelExpression }[];
  readonly matchConditions: readonly { readonly text: string; readonly expression: CelExpression }[];
  readonly validations: readonly CelValidation[];
  /** What an evaluation error means: a violation, or nothing. */
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** One validation of a CEL template. */
export interface CelValidation {
  readonly text: string;
  readonly expression: CelExpression;
  readonly message: string;
  readonly messageExpression: CelExpression | undefined;
}
