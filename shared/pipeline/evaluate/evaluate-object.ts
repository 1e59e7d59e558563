import type { ComponentOutcome, EvaluatedComponent } from '../../compliance';
import {
  type Constraint,
  type ConstraintIndex,
  evaluateReview,
  matchesConstraint,
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
 * Judges one Kubernetes object by every constraint that matches it. Constraints that do not match leave no outcome.
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
  const outcomes: ComponentOutcome[] = [];
  for (const constraint of constraints.index.candidates(groupOf(object), kind ?? '')) {
    const policy = constraints.policyOf.get(constraint);
    if (policy === undefined || matchesConstraint(constraint, review) === false) continue;
    const outcome = evaluateReview(constraint, review, options);
    outcomes.push(toOutcome(policy, constraint, outcome));
  }
  return {
    componentId: path,
    componentType: kind ?? '',
    componentName: namespace === '' ? (name ?? '') : `${namespace}/${name}`,
    ...(uid === '' || uid === undefined ? {} : { uid }),
    outcomes,
  };
}

function toOutcome(
  policy: string,
  constraint: Constraint,
  outcome: ReturnType<typeof evaluateReview>,
): ComponentOutcome {
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

function groupOf(object: JsonObject): string {
  const apiVersion = typeof object['apiVersion'] === 'string' ? object['apiVersion'] : '';
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
