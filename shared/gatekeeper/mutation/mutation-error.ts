/** Why a mutator was refused, or a mutation failed. */
export type MutationErrorCode =
  | 'invalid_mutator'
  | 'invalid_location'
  | 'not_supported'
  | 'mutation_failed'
  | 'not_converging';

/** A mutator that cannot be used, or an object that it cannot change. `mutator` is `<kind>/<name>`. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
  constructor(
    readonly code: MutationErrorCode,
    readonly mutator: string,
    problem: string,
    readonly fix: string,
  ) {
    super(`Mutator ${mutator || '(unnamed)'}: ${problem} ${fix}`);
  }
}
