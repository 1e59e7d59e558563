import type { EvaluatedComponent } from '../../compliance';
import type { Constraint } from '../../gatekeeper';
import type { PolicyInForce } from '../../policy';
import type { TemplateLookup } from '../evaluate';
import type { ProposedState, StateChange, Transition, WhatIfProblem } from './answer';
import { type ComponentDifferences, componentDifferences } from './component-differences';
import type { RelatedAnswers, ResourceSides, Side } from './side';
import { judgeSide, type SideResult, type ToldState, type Worlds } from './side-result';

/** A resource judged on both sides, whose Kubernetes objects may still be added. */
export interface JudgedResource {
  /** Constraints of both sides to judge its objects by: one look at an object serves both. */
  readonly constraints: ReadonlyMap<Constraint, string>;
  /** Takes an object that was judged by {@link JudgedResource.constraints}. */
  addComponent(component: EvaluatedComponent): void;
  /** Tells that the objects could not be read; what was added of them does not count. */
  componentsUnreadable(problem: WhatIfProblem): void;
  /** The changes, and how its Kubernetes objects would change in all. */
  changes(): readonly ResourceChange[];
  /** The states as they would be, of the policies that were compared. */
  proposedStates(): readonly ProposedState[];
}

/** A change with the transitions of the objects behind it, listed or not. */
export interface ResourceChange {
  readonly change: StateChange;
  readonly componentTransitions: readonly (Transition & { readonly count: number })[];
}

/** Judges a resource by the policies that differ, in both worlds. Pure. */
export function judgeBothSides(
  worlds: Worlds,
  resource: ResourceSides,
  policies: Readonly<Record<Side, readonly PolicyInForce[]>>,
  related: RelatedAnswers,
  fetched?: TemplateLookup,
): JudgedResource {
  const judged = (side: Side): SideResult =>
    judgeSide(worlds[side], policies[side], resource[side], worlds.engines, related[side], fetched);
  const [before, after] = [judged('before'), judged('after')];
  const differences = new Map<string, ComponentDifferences>();
  for (const key of [...before.constraints.values(), ...after.constraints.values()])
    if (!differences.has(key)) differences.set(key, componentDifferences());
  let unreadable: WhatIfProblem | undefined;

  const told = (side: Side, key: string): ToldState =>
    (side === 'before' ? before : after).tell(key, differences.get(key)?.tally[side], unreadable);

  const changeUnder = (key: string): ResourceChange[] => {
    const [from, to] = [told('before', key), told('after', key)];
    const components = unreadable === undefined ? differences.get(key) : undefined;
    const content = (after.states.get(key) ?? before.states.get(key))?.content;
    if (content === undefined || (from.state === to.state && !components?.transitions.total)) return [];
    return [
      {
        change: {
          resourceId: content.resourceId,
          ...policyOf(content),
          from: from.state,
          to: to.state,
          reason: to.reason,
          ...(components === undefined
            ? {}
            : {
                componentCounts: { from: from.counted, to: to.counted },
                componentChanges: components.transitions.total,
                components: components.listed(),
              }),
        },
        componentTransitions: components?.transitions.counts() ?? [],
      },
    ];
  };

  return {
    constraints: new Map([...marked('before', before), ...marked('after', after)]),
    addComponent(component) {
      const outcomes = new Map(component.outcomes.map((outcome) => [outcome.policy, outcome]));
      for (const [key, difference] of differences)
        difference.add(component, outcomes.get(mark('before', key)), outcomes.get(mark('after', key)));
    },
    componentsUnreadable(problem) {
      unreadable = problem;
    },
    changes: () =>
      [...new Set([...before.states.keys(), ...after.states.keys()])].sort().flatMap(changeUnder),
    proposedStates: () =>
      [...after.states].map(([key, { content }]) => {
        const { state, reason } = told('after', key);
        return { ...policyOf(content), complianceState: state ?? content.complianceState, reason };
      }),
  };
}

/** The key under which an outcome of a side is found again. */
const mark = (side: Side, key: string): string => `${side} ${key}`;

const marked = (side: Side, { constraints }: SideResult): [Constraint, string][] =>
  [...constraints].map(([constraint, key]) => [constraint, mark(side, key)]);

type PolicyOfState = Pick<
  StateChange,
  'policyAssignmentId' | 'policyDefinitionId' | 'policyDefinitionReferenceId' | 'effect'
>;

/** The columns that say which policy a state is about. */
const policyOf = (content: {
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly policyDefinitionAction: string;
}): PolicyOfState => ({
  policyAssignmentId: content.policyAssignmentId,
  policyDefinitionId: content.policyDefinitionId,
  policyDefinitionReferenceId: content.policyDefinitionReferenceId,
  effect: content.policyDefinitionAction,
});
