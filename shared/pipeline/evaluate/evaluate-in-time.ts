import {
  type Constraint,
  type EvaluateReviewOptions,
  evaluateReview,
  type Review,
  type ReviewOutcome,
} from '../../gatekeeper';

/** How often constraints ran out of time. */
export type Runaways = Map<Constraint, number>;

/** A constraint that runs out of time on so many objects is not tried on others: each would take all of its time, too. */
const mostTimeouts = 10;

const unmatched: ReviewOutcome = { violations: [], unmatched: true };
const givenUp: ReviewOutcome = {
  violations: [],
  error: {
    code: 'budget_exceeded',
    message: `The policy ran out of time on ${mostTimeouts} objects, and was not tried on this one. Let its template do less, such as loop over fewer objects.`,
  },
};

/** Judges one object by one constraint, unless that has run out of time too often. */
export function evaluateInTime(
  constraint: Constraint,
  review: Review,
  options: EvaluateReviewOptions,
  runaways: Runaways,
): ReviewOutcome {
  if (runaways.size > 0 && (runaways.get(constraint) ?? 0) >= mostTimeouts)
    return constraint.match(review) === false ? unmatched : givenUp;
  const outcome = evaluateReview(constraint, review, options);
  if (outcome.error?.code === 'budget_exceeded')
    runaways.set(constraint, (runaways.get(constraint) ?? 0) + 1);
  return outcome;
}
