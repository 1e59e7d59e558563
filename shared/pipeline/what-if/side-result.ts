import { type ComponentTally, type EvaluatedState, policyKeyOfState } from '../../compliance';
import type { Constraint } from '../../gatekeeper';
import type { JsonObject, PolicyInForce, PolicySnapshot } from '../../policy';
import { type Engines, evaluatePolicies, type Surroundings, type TemplateLookup } from '../evaluate';
import type { Transition, WhatIfProblem } from './answer';
import { explainAbsence, explainState } from './explain-state';
import type { Side } from './side';

/** Both worlds, and what evaluating in them takes. */
export interface Worlds extends Readonly<Record<Side, PolicySnapshot>> {
  readonly engines: Engines;
}

/** What some policies say about a resource in one of the worlds. */
export interface SideResult {
  readonly states: ReadonlyMap<string, EvaluatedState>;
  readonly constraints: ReadonlyMap<Constraint, string>;
  /**
   * The state under one policy, with its reason.
   *
   * @param tally what its objects came to; undefined when there are none to count
   * @param unreadable why the objects could not be read
   */
  tell(key: string, tally: ComponentTally | undefined, unreadable: WhatIfProblem | undefined): ToldState;
}

/** A compliance state, or none, and why; with the objects counted where the state comes from them. */
export interface ToldState {
  readonly state: Transition['to'];
  readonly reason: string;
  readonly counted: ComponentTally | null;
}

const nothing: ComponentTally = { compliant: 0, nonCompliant: 0, error: 0 };

/** Evaluates some policies for a resource in one of the worlds. Pure. */
export function judgeSide(
  snapshot: PolicySnapshot,
  policies: readonly PolicyInForce[],
  around: Surroundings | undefined,
  engines: Engines,
  related: ReadonlyMap<string, readonly JsonObject[]>,
  fetched?: TemplateLookup,
): SideResult {
  const inForce = new Map(policies.map((policy) => [policy.key, policy]));
  const { states, constraints } =
    around === undefined
      ? { states: [], constraints: new Map<Constraint, string>() }
      : evaluatePolicies(policies, around, engines, related, fetched);
  const byKey = new Map(states.map((state) => [policyKeyOfState(state.content), state]));
  return {
    states: byKey,
    constraints,
    tell(key, tally = nothing, unreadable) {
      const state = byKey.get(key);
      const policy = inForce.get(key);
      if (state === undefined || policy === undefined)
        return { state: null, reason: explainAbsence(key, snapshot, inForce, around), counted: null };
      if (state.fromComponents !== true)
        return { state: state.content.complianceState, reason: explainState(policy, state), counted: null };
      if (unreadable !== undefined) return { state: 'Error', reason: unreadable.message, counted: null };
      return { state: stateOf(tally), reason: explainState(policy, state, tally), counted: tally };
    },
  };
}

/** One violation is enough, then one failure. */
function stateOf(tally: ComponentTally): 'Compliant' | 'NonCompliant' | 'Error' {
  if (tally.nonCompliant > 0) return 'NonCompliant';
  return tally.error > 0 ? 'Error' : 'Compliant';
}
