import type { Review } from '../review/review';
import type { Constraint } from './constraint';

/**
 * Whether a constraint applies to a review. A match that cannot be decided (a namespace selector, but the Namespace
 * is not known) counts as applying: evaluateReview then reports it as a violation, as Gatekeeper does.
 */
export function matchesConstraint(constraint: Constraint, review: Review): boolean {
  return constraint.match(review) !== false;
}
