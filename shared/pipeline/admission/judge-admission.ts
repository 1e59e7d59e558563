import {
  type Constraint,
  expandReview,
  type JsonValue,
  type Review,
  reviewOfRequest,
  type Violation,
} from '../../gatekeeper';
import { isJsonObject } from '../../policy';
import { evaluateInTime, forEngine } from '../evaluate';
import type { AdmissionFailure, AdmissionJudgement, AdmissionVerdict } from './admission-judgement';
import { judgedConstraints } from './judged-constraints';
import { namespaceObjectOf } from './namespace-object-of';
import type { Neighbours } from './neighbours';
import type { AdmissionRequest } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';

/** Limits of one review, in milliseconds. What they cut off is let through. */
export interface AdmissionBudget {
  /** For one constraint. */
  readonly policyMs: number;
  /** For the whole review. */
  readonly reviewMs: number;
  /** A clock in milliseconds. */
  readonly clock: () => number;
}

const nothing: AdmissionJudgement = { verdicts: [], failures: [] };

/**
 * Judges a request by the constraints in force: the object itself, and the Pods that a workload implies. Whatever fails,
 * takes too long or lacks what it needs to know of the cluster is let through and listed.
 *
 * @param neighbours what is known of the cluster beside the object
 */
export function judgeAdmission(
  prepared: PreparedAdmission,
  request: AdmissionRequest,
  neighbours: Neighbours,
  budget: AdmissionBudget,
): AdmissionJudgement {
  const judged = judgedConstraints(prepared, request);
  if (judged === undefined) return nothing;
  const { kind } = request;

  const verdicts: AdmissionVerdict[] = [];
  const failures: AdmissionFailure[] = [];
  const end = budget.clock() + budget.reviewMs;
  const inventory = neighbours.inventory === undefined ? {} : { inventory: forEngine(neighbours.inventory) };
  const judge = (review: Review, place: string): void => {
    for (const constraint of prepared.enforced.candidates(review.group, review.kind)) {
      const left = end - budget.clock();
      if (left <= 0) {
        failures.push(overBudget(constraint, budget.reviewMs));
        continue;
      }
      const lacking = lackOf(prepared, constraint, neighbours, review);
      if (lacking !== undefined) {
        failures.push(lacking);
        continue;
      }
      const outcome = evaluateInTime(
        constraint,
        review,
        { budget: { milliseconds: Math.min(budget.policyMs, left) }, ...inventory },
        prepared.runaways,
      );
      if (outcome.error !== undefined) failures.push({ constraint: constraint.name, ...outcome.error });
      for (const violation of outcome.violations)
        verdicts.push(...verdictsOf(prepared, constraint, review, violation, place));
    }
  };
  try {
    const review = reviewOfRequest(
      forEngine(request as Parameters<typeof forEngine>[0]),
      namespaceObjectOf(request, neighbours),
    );
    judge(review, '');
    const isLacking = prepared.mutationsNamespaced && neighbours.namespaceObject === undefined;
    if (judged.expands && isLacking && review.namespaceObject !== undefined)
      failures.push({ constraint: '', ...namespaceUnavailable });
    else if (judged.expands)
      for (const implied of expandReview(prepared.expander, review))
        judge(implied, templatePlaces[kind.kind] ?? 'spec.template.');
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    failures.push({
      constraint: '',
      code: typeof code === 'string' ? code : 'AdmissionFailed',
      message: String(message),
    });
  }
  return { verdicts: verdicts.sort(inOrder), failures };
}

/** Where the implied Pod stands in a workload, so that a path leads there from the object that the user wrote. */
const templatePlaces: Readonly<Record<string, string>> = {
  CronJob: 'spec.jobTemplate.spec.template.',
  Job: 'spec.template.',
};

const namespaceUnavailable = {
  code: 'NamespaceUnavailable',
  message: 'The Namespace, whose labels policies ask for, could not be read from the cluster in time.',
} as const;

/** What a constraint would have to know and does not. To judge without it would be to guess. */
function lackOf(
  prepared: PreparedAdmission,
  constraint: Constraint,
  neighbours: Neighbours,
  review: Review,
): AdmissionFailure | undefined {
  const comparing = constraint.template.program.usesInventory && prepared.needs.kinds.length > 0;
  if (comparing && neighbours.inventory === undefined)
    return {
      constraint: constraint.name,
      code: 'InventoryUnavailable',
      message: 'The objects that this constraint compares with could not be read from the cluster in time.',
    };
  const namespaced = review.namespaceObject !== undefined && prepared.namespaced.has(constraint);
  if (namespaced && neighbours.namespaceObject === undefined)
    return {
      constraint: constraint.name,
      ...namespaceUnavailable,
    };
  return undefined;
}

function* verdictsOf(
  prepared: PreparedAdmission,
  constraint: Constraint,
  { enforcementAction }: Review,
  { message, path, details }: Violation,
  place: string,
): Generator<AdmissionVerdict> {
  const policy = prepared.policyOf.get(constraint);
  if (policy === undefined) return;
  const value = isJsonObject(details) ? (details['value'] as JsonValue | undefined) : undefined;
  const actions =
    enforcementAction === undefined
      ? constraint.enforcementActions('validation.gatekeeper.sh')
      : [enforcementAction];
  for (const action of actions) {
    if (action === 'dryrun') continue;
    yield {
      action,
      constraint: constraint.name,
      message,
      policy,
      ...(path === undefined ? {} : { path: `${place}${path}` }),
      ...(value === undefined ? {} : { value }),
    };
  }
}

const overBudget = (constraint: Constraint, milliseconds: number): AdmissionFailure => ({
  constraint: constraint.name,
  code: 'AdmissionOverBudget',
  message: `The review took more than ${milliseconds} ms before this constraint came to its turn.`,
});

const inOrder = (one: AdmissionVerdict, other: AdmissionVerdict): number =>
  compare(one.action, other.action) ||
  compare(one.message, other.message) ||
  compare(one.constraint, other.constraint);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
