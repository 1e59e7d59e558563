import type { Constraint } from '../constraint/constraint';
import { asString, type JsonObject, type JsonValue, valueAt } from '../json';
import type { EvaluationBudget, ProgramResult } from '../template/template-program';
import type { Review } from './review';
import { reviewForRego } from './review-for-rego';

/** One violation of a constraint. */
export interface Violation {
  /** As the template made it; for an implied object with `[Implied by <expansion template>] ` in front. */
  readonly message: string;
  readonly details?: JsonValue;
  /** `details.container`, where the template names one. */
  readonly container?: string;
  /** `details.path`: where in the object the offending value stands. */
  readonly path?: string;
}

/** What a review came to. With an `error` the violations are not to be trusted as complete. */
export interface ReviewOutcome {
  readonly violations: readonly Violation[];
  readonly error?: { readonly code: string; readonly message: string };
  /** The constraint does not apply to the object, so that it says nothing about it. */
  readonly unmatched?: true;
}

/** What an evaluation may read and spend. */
export interface EvaluateReviewOptions {
  /** `data.inventory`, shared between evaluations. */
  readonly inventory?: JsonObject;
  readonly budget?: EvaluationBudget;
}

const nothing: ReviewOutcome = { violations: [] };
const unmatched: ReviewOutcome = { violations: [], unmatched: true };

/**
 * Judges one object by one constraint. A constraint that does not match gives no violations; a match that cannot be
 * decided gives one (autoreject). Failures of the template's code come back as `error`, never as a throw.
 */
export function evaluateReview(
  constraint: Constraint,
  review: Review,
  options: EvaluateReviewOptions = {},
): ReviewOutcome {
  const matched = constraint.match(review);
  if (matched === false) return unmatched;
  if (matched !== true) return { violations: [{ message: autorejectMessage(review, matched.reason) }] };
  const { program } = constraint.template;
  const outcome = constraint.evaluate({
    review: program.engine === 'Rego' ? reviewForRego(review.document) : review.document,
    parameters: constraint.parameters,
    constraint: constraint.resource,
    inventory: options.inventory,
    budget: options.budget,
  });
  if ('error' in outcome) return { violations: [], error: outcome.error };
  if (outcome.results.length === 0) return nothing;
  return { violations: outcome.results.map((result) => toViolation(result, review.impliedBy)) };
}

function autorejectMessage(review: Review, reason: string): string {
  const name = asString(valueAt(review.object ?? review.oldObject, 'metadata', 'name')) ?? '';
  const match = 'error matching the requested object:';
  return `unable to match constraints: ${match} ${name} :failed to run Match criteria: ${reason}`;
}

function toViolation(result: ProgramResult, impliedBy: string | undefined): Violation {
  const container = asString(valueAt(result.details, 'container'));
  const path = asString(valueAt(result.details, 'path'));
  return {
    message: impliedBy === undefined ? result.message : `[Implied by ${impliedBy}] ${result.message}`,
    details: result.details,
    ...(container === undefined ? {} : { container }),
    ...(path === undefined ? {} : { path }),
  };
}
