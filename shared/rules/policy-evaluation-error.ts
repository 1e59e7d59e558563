/** What a rule needs at evaluation cannot be had: a failing expression outside the conditions, or unusable details. */
export class PolicyEvaluationError extends Error {
  override readonly name = 'PolicyEvaluationError';

  constructor(
    readonly code: string,
    /** JSON path within the rule. */
    readonly path: string,
    message: string,
  ) {
    super(`${path}: ${message}`);
  }
}
