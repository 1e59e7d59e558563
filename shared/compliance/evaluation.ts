import type { Cause } from './cause';
import type { PolicyEvaluationDetails, PolicyStateContent } from './policy-state';

/** What an evaluation says about one policy on the resource. */
export interface EvaluatedState {
  readonly content: PolicyStateContent;
  /**
   * True for a policy over Kubernetes objects whose template works: its compliance state is then computed from the
   * components (one NonCompliant is enough; else Error when one failed; else Compliant), and
   * `content.complianceState` is ignored. Leave it out when the state is given as such (Exempt, a template that
   * does not compile, any policy over the resource itself).
   */
  readonly fromComponents?: boolean;
  /**
   * With `fromComponents`: the components could not be looked at (the cluster does not answer). The state is then
   * `content.complianceState`, normally Error, and what is stored about the components stays.
   */
  readonly componentsUnknown?: boolean;
}

/** What one policy says about one Kubernetes object. */
export interface ComponentOutcome {
  /** `lower(assignmentId)|lower(referenceId or '')`, as `PolicyInForce.key`. */
  readonly policy: string;
  readonly complianceState: 'Compliant' | 'NonCompliant' | 'Error';
  readonly complianceReasonCode?: string;
  readonly policyEvaluationDetails?: PolicyEvaluationDetails;
  readonly constraint?: string;
  readonly container?: string;
}

/** One Kubernetes object and what the policies that match it say. No outcomes: it is gone, or nothing matches it. */
export interface EvaluatedComponent {
  readonly componentId: string;
  readonly componentType: string;
  readonly componentName: string;
  readonly uid?: string;
  readonly outcomes: readonly ComponentOutcome[];
}

/** Which policies an evaluation looked at: all in force, those of some assignments, or some by key. */
export type PolicySelection =
  | 'all'
  | { readonly assignments: readonly string[] }
  | { readonly policies: readonly string[] };

/**
 * What an evaluation covers, and so what it may change:
 * - `resource`: the policy states of the resource. Stored ones that are selected and not in `states` go away.
 *   Components stay as they are.
 * - `cluster`: the same, and every Kubernetes object: those in `components`, and those whose ids are in `present`
 *   (already recorded by pages with the same `evaluatedAt`). All others go away.
 * - `page`: just the objects in `components`, as a part of a `cluster` evaluation with the same `evaluatedAt`
 *   that will follow.
 * - `components`: just the objects in `components` (an event). States of policies are created or brought up to
 *   date from `states`; none goes away.
 * - `gone`: the resource does not exist any more. All goes away.
 */
export type Coverage =
  | { readonly kind: 'resource' | 'page' | 'components'; readonly policies?: PolicySelection }
  | { readonly kind: 'cluster'; readonly policies?: PolicySelection; readonly present?: ReadonlySet<string> }
  | { readonly kind: 'gone' };

/** One evaluation of one resource, ready to be recorded. */
export interface Evaluation {
  readonly resourceId: string;
  /** When the inputs were read, ISO 8601: decides which of two evaluations is the newer one. */
  readonly evaluatedAt: string;
  readonly cause: Cause;
  readonly covers: Coverage;
  readonly states: readonly EvaluatedState[];
  readonly components?: readonly EvaluatedComponent[];
}
