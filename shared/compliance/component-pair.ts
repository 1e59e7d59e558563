import type { Cause } from './cause';
import type { ComponentPolicyState } from './component-policy-state';
import { contentHash } from './content-hash';
import type { ComponentPair } from './documents';
import type { ComponentOutcome, EvaluatedComponent } from './evaluation';
import type { PolicyStateContent } from './policy-state';

/** Longest reason that is stored, in characters: messages are written by policy authors and can be anything. */
export const MAX_REASON_LENGTH = 4096;

const CODES = { Compliant: 'C', NonCompliant: 'N', Error: 'E' } as const;
const WORST_FIRST: readonly ComponentOutcome['complianceState'][] = ['NonCompliant', 'Error', 'Compliant'];

/** A pair as an evaluation gives it, with the state to store when it is not compliant. */
export interface EvaluatedPair {
  readonly is: ComponentPair['is'];
  readonly hash?: string;
  readonly state?: Omit<ComponentPolicyState, 'timestamp' | 'causedBy'>;
}

/** The outcomes of an object by policy key in lower case; several of one policy become one, with all their reasons. */
export function outcomesByPolicy(component: EvaluatedComponent): Map<string, ComponentOutcome> {
  const merged = new Map<string, ComponentOutcome>();
  for (const outcome of component.outcomes) {
    const key = outcome.policy.toLowerCase();
    const other = merged.get(key);
    merged.set(key, other ? mergeOutcomes(other, outcome) : outcome);
  }
  return merged;
}

/** The pair of an object and a policy; undefined when the policy does not match the object. */
export function evaluatedPair(
  component: EvaluatedComponent,
  outcome: ComponentOutcome | undefined,
  policy: PolicyStateContent,
): EvaluatedPair | undefined {
  if (outcome === undefined) return undefined;
  const is = CODES[outcome.complianceState];
  if (is === 'C') return { is };
  const {
    resourceTags: _tags,
    managementGroupIds: _groups,
    effectiveParameters: _parameters,
    complianceState: _state,
    complianceReasonCode: _code,
    policyEvaluationDetails: _details,
    ...columns
  } = policy;
  const state = {
    ...columns,
    componentId: component.componentId,
    componentType: component.componentType,
    componentName: component.componentName,
    complianceState: outcome.complianceState,
    complianceReasonCode: outcome.complianceReasonCode ?? null,
    policyEvaluationDetails: shortened(outcome.policyEvaluationDetails),
    constraint: outcome.constraint ?? null,
    container: outcome.container ?? null,
    uid: component.uid ?? null,
  };
  return { is, hash: contentHash(state), state };
}

/** The component state to store. */
export function componentStateOf(
  state: NonNullable<EvaluatedPair['state']>,
  timestamp: string,
  causedBy: Cause,
): ComponentPolicyState {
  return { ...state, timestamp, causedBy };
}

/** Orders pairs of evaluations with the same date, so that the result does not depend on which came first. */
export function pairOrder(pair: { readonly is: string; readonly hash?: string } | undefined): string {
  return pair === undefined || pair.is === '-' ? '' : `${pair.is}${pair.hash ?? ''}`;
}

function mergeOutcomes(a: ComponentOutcome, b: ComponentOutcome): ComponentOutcome {
  const [first, second] =
    WORST_FIRST.indexOf(a.complianceState) <= WORST_FIRST.indexOf(b.complianceState) ? [a, b] : [b, a];
  if (first.complianceState !== second.complianceState) return first;
  const reasons = [first, second].flatMap((outcome) => outcome.policyEvaluationDetails?.reason ?? []);
  if (reasons.length === 0) return first;
  return {
    ...first,
    policyEvaluationDetails: {
      ...(first.policyEvaluationDetails ?? second.policyEvaluationDetails),
      evaluatedExpressions: first.policyEvaluationDetails?.evaluatedExpressions ?? [],
      reason: reasons.join('\n'),
    },
  };
}

function shortened(
  details: ComponentOutcome['policyEvaluationDetails'],
): ComponentPolicyState['policyEvaluationDetails'] {
  if (details === undefined) return null;
  const { reason } = details;
  return reason === undefined || reason.length <= MAX_REASON_LENGTH
    ? details
    : { ...details, reason: `${reason.slice(0, MAX_REASON_LENGTH)}…` };
}
