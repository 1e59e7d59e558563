import type { ComponentOutcome, EvaluatedComponent } from '../../compliance';
import {
  type Constraint,
  type ConstraintIndex,
  type Expander,
  evaluateReview,
  expandReview,
  type Review,
  type ReviewOutcome,
  reviewOf,
} from '../../gatekeeper';
import { isJsonObject, type JsonObject } from '../../policy';
import { forEngine } from './json';

/** The constraints in force on a cluster. */
export interface ClusterConstraints {
  readonly index: ConstraintIndex;
  /** The key of the policy in force that a constraint was made for. */
  readonly policyOf: ReadonlyMap<Constraint, string>;
  readonly timeLimitMs: number;
  /** Makes the Pods that workloads imply, and the constraints that ask to look at those; absent where none does. */
  readonly generated?: { readonly expander: Expander; readonly constraints: ReadonlySet<Constraint> };
  /** What templates see under `data.inventory`; nothing when absent. */
  readonly inventory?: JsonObject;
}

/** A Kubernetes object with its address in the API. */
export interface LocatedObject {
  readonly object: JsonObject;
  /** The API path, e.g. `/api/v1/namespaces/default/pods/web-0`. */
  readonly path: string;
}

/**
 * Judges one Kubernetes object by every constraint that matches it, and what it implies by those that ask to look at
 * generated objects. Constraints that do not match leave no outcome; a constraint that found something in the object
 * and in what it implies leaves one.
 *
 * @param namespaces Namespace objects by name, for constraints that select by namespace labels
 */
export function evaluateObject(
  located: LocatedObject,
  constraints: ClusterConstraints,
  namespaces: ReadonlyMap<string, JsonObject>,
): EvaluatedComponent {
  const { object, path } = located;
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const [kind, name, namespace, uid] = [
    object['kind'],
    metadata['name'],
    metadata['namespace'],
    metadata['uid'],
  ].map((value) => (typeof value === 'string' ? value : ''));
  const namespaceObject = namespaces.get(namespace ?? '');
  const review = reviewOf(
    forEngine(object),
    namespaceObject === undefined ? {} : { namespaceObject: forEngine(namespaceObject) },
  );
  const options = {
    budget: { milliseconds: constraints.timeLimitMs },
    ...(constraints.inventory === undefined ? {} : { inventory: forEngine(constraints.inventory) }),
  };
  const outcomes = new Map<Constraint, ReviewOutcome>();
  const judge = (one: Review, asked?: ReadonlySet<Constraint>): void => {
    for (const constraint of constraints.index.candidates(one.group, one.kind)) {
      if (asked?.has(constraint) === false) continue;
      const outcome = evaluateReview(constraint, one, options);
      if (outcome.unmatched !== true) outcomes.set(constraint, joined(outcomes.get(constraint), outcome));
    }
  };
  judge(review);
  const { generated } = constraints;
  if (generated !== undefined)
    for (const implied of impliedBy(review, generated.expander)) judge(implied, generated.constraints);
  return {
    componentId: path,
    componentType: kind ?? '',
    componentName: namespace === '' ? (name ?? '') : `${namespace}/${name}`,
    ...(uid === '' || uid === undefined ? {} : { uid }),
    outcomes: [...outcomes].flatMap(([constraint, outcome]) => {
      const policy = constraints.policyOf.get(constraint);
      return policy === undefined ? [] : [toOutcome(policy, constraint, outcome)];
    }),
  };
}

/** A workload that cannot be expanded implies nothing: the API server would not make Pods of it either. */
function impliedBy(review: Review, expander: Expander): readonly Review[] {
  if (!expander.expands(gvkOf(review))) return [];
  try {
    return expandReview(expander, review);
  } catch {
    return [];
  }
}

function gvkOf({ group, kind, object }: Review): { group: string; version: string; kind: string } {
  const apiVersion = typeof object?.['apiVersion'] === 'string' ? object['apiVersion'] : '';
  return { group, kind, version: apiVersion.slice(apiVersion.indexOf('/') + 1) };
}

function joined(before: ReviewOutcome | undefined, now: ReviewOutcome): ReviewOutcome {
  if (before === undefined) return now;
  const error = before.error ?? now.error;
  return {
    violations: [...before.violations, ...now.violations],
    ...(error === undefined ? {} : { error }),
  };
}

function toOutcome(policy: string, constraint: Constraint, outcome: ReviewOutcome): ComponentOutcome {
  if (outcome.error !== undefined)
    return {
      policy,
      complianceState: 'Error',
      complianceReasonCode: outcome.error.code,
      policyEvaluationDetails: { evaluatedExpressions: [], reason: outcome.error.message },
      constraint: constraint.name,
    };
  if (outcome.violations.length === 0) return { policy, complianceState: 'Compliant' };
  const container = outcome.violations.find((violation) => violation.container !== undefined)?.container;
  return {
    policy,
    complianceState: 'NonCompliant',
    policyEvaluationDetails: {
      evaluatedExpressions: [],
      reason: [...new Set(outcome.violations.map((violation) => violation.message))].join('\n'),
    },
    constraint: constraint.name,
    ...(container === undefined ? {} : { container }),
  };
}
