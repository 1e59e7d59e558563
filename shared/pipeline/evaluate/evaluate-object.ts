import type { ComponentOutcome, EvaluatedComponent } from '../../compliance';
import {
  type Constraint,
  type ConstraintIndex,
  type Expander,
  expandReview,
  type Review,
  type ReviewOutcome,
  reviewOf,
  splitApiVersion,
} from '../../gatekeeper';
import { isJsonObject, type JsonObject, type JsonValue } from '../../policy';
import { evaluateInTime, type Runaways } from './evaluate-in-time';
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
  /** Constraints that ran out of time, for as long as these are in use. */
  readonly runaways: Runaways;
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
  const kind = textOf(object['kind']);
  const name = textOf(metadata['name']);
  const namespace = textOf(metadata['namespace']);
  const uid = textOf(metadata['uid']);
  const namespaceObject = namespaces.get(namespace);
  const review = reviewOf(
    forEngine(object),
    namespaceObject === undefined ? {} : { namespaceObject: forEngine(namespaceObject) },
  );
  const budget = { milliseconds: constraints.timeLimitMs };
  const { inventory, generated, runaways } = constraints;
  const options = inventory === undefined ? { budget } : { budget, inventory: forEngine(inventory) };
  const judged: Judged[] = [];
  for (const constraint of constraints.index.candidates(review.group, review.kind)) {
    const outcome = evaluateInTime(constraint, review, options, runaways);
    if (outcome.unmatched !== true) judged.push({ constraint, outcome });
  }
  if (generated !== undefined)
    for (const implied of impliedBy(review, generated.expander))
      for (const constraint of constraints.index.candidates(implied.group, implied.kind)) {
        if (!generated.constraints.has(constraint)) continue;
        const outcome = evaluateInTime(constraint, implied, options, runaways);
        if (outcome.unmatched !== true) add(judged, constraint, outcome);
      }
  const outcomes: ComponentOutcome[] = [];
  for (const { constraint, outcome } of judged) {
    const policy = constraints.policyOf.get(constraint);
    if (policy !== undefined) outcomes.push(toOutcome(policy, constraint, outcome));
  }
  const componentName = namespace === '' ? name : `${namespace}/${name}`;
  const component = { componentId: path, componentType: kind, componentName, outcomes };
  return uid === '' ? component : { ...component, uid };
}

interface Judged {
  readonly constraint: Constraint;
  outcome: ReviewOutcome;
}

/** What a constraint says of an implied object goes to what it says of the object itself. */
function add(judged: Judged[], constraint: Constraint, outcome: ReviewOutcome): void {
  const known = judged.find((one) => one.constraint === constraint);
  if (known === undefined) judged.push({ constraint, outcome });
  else known.outcome = joined(known.outcome, outcome);
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

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
  return { group, kind, version: splitApiVersion(apiVersion).version };
}

function joined(before: ReviewOutcome, now: ReviewOutcome): ReviewOutcome {
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
  const { violations } = outcome;
  if (violations.length === 0) return { policy, complianceState: 'Compliant' };
  const container = firstContainer(violations);
  const nonCompliant = {
    policy,
    complianceState: 'NonCompliant',
    policyEvaluationDetails: { evaluatedExpressions: [], reason: reasonOf(violations) },
    constraint: constraint.name,
  } as const;
  return container === undefined ? nonCompliant : { ...nonCompliant, container };
}

/** The messages, each once. */
function reasonOf(violations: ReviewOutcome['violations']): string {
  const [only] = violations;
  if (only !== undefined && violations.length === 1) return only.message;
  return [...new Set(violations.map((violation) => violation.message))].join('\n');
}

function firstContainer(violations: ReviewOutcome['violations']): string | undefined {
  for (const { container } of violations) if (container !== undefined) return container;
  return undefined;
}
