import { compliancePercentage } from './compliance-percentage';
import type { ComplianceState } from './compliance-state';
import type { PolicyState } from './policy-state';
import { rollUp, rollUpBy } from './roll-up';
import { policyKeyOfState, resourceKeyOf } from './state-id';
import type {
  AssignmentSummary,
  ComplianceDetail,
  ComplianceSummary,
  DefinitionSummary,
  GroupSummary,
  SummaryResults,
} from './summary';

/** The order in which details are listed. */
const LISTED: readonly ComplianceState[] = [
  'Compliant',
  'NonCompliant',
  'Error',
  'Conflict',
  'Protected',
  'Exempt',
  'Unknown',
];

/** What a summary needs of a policy state. */
export type SummarizedState = Pick<
  PolicyState,
  | 'resourceId'
  | 'policyAssignmentId'
  | 'policySetDefinitionId'
  | 'policyDefinitionId'
  | 'policyDefinitionReferenceId'
  | 'policyDefinitionGroupNames'
  | 'policyDefinitionAction'
  | 'complianceState'
>;

/**
 * Summarises policy states by scope, assignment, policy and group (rest-api.md A.5, azure-policy.md 5.4): at each
 * level the worst first, by the number of non-compliant resources and then by id. Ids are grouped without regard to
 * case and shown as in the first state.
 *
 * @param options.top how many assignments, and policies of each, are listed; the figures count all of them.
 */
export function summarize(
  states: readonly SummarizedState[],
  { top = Number.POSITIVE_INFINITY }: { readonly top?: number } = {},
): ComplianceSummary {
  const assignments = groupBy(states, assignmentOf).map(([, of]) => summarizeAssignment(of, top));
  return {
    results: {
      ...resultsOf(states, rollUpBy(states, assignmentOf).values()),
      nonCompliantPolicies: nonCompliantPolicies(states),
    },
    policyAssignments: worstFirst(assignments, (one) => one.policyAssignmentId).slice(0, top),
  };
}

function summarizeAssignment(states: NonEmpty<SummarizedState>, top: number): AssignmentSummary {
  const [first] = states;
  const definitions = groupBy(states, policyKeyOfState).map(([, of]) => summarizeDefinition(of));
  const groups = groupsOf(states).map(([name, of]) => summarizeGroup(name, of));
  return {
    policyAssignmentId: first.policyAssignmentId,
    policySetDefinitionId: first.policySetDefinitionId ?? '',
    complianceState: stateOf(states),
    results: {
      ...resultsOf(states, rollUpBy(states, policyKeyOfState).values()),
      nonCompliantPolicies: nonCompliantPolicies(states),
    },
    policyDefinitions: worstFirst(
      definitions,
      (one) => `${one.policyDefinitionId}|${one.policyDefinitionReferenceId}`,
    ).slice(0, top),
    policyGroups: worstFirst(groups, (one) => one.policyGroupName),
  };
}

function summarizeDefinition(states: NonEmpty<SummarizedState>): DefinitionSummary {
  const [first] = states;
  return {
    policyDefinitionId: first.policyDefinitionId,
    policyDefinitionReferenceId: first.policyDefinitionReferenceId ?? '',
    policyDefinitionGroupNames: first.policyDefinitionGroupNames ?? [],
    effect: first.policyDefinitionAction,
    complianceState: stateOf(states),
    results: resultsOf(states, [stateOf(states)]),
  };
}

function summarizeGroup(name: string, states: NonEmpty<SummarizedState>): GroupSummary {
  return {
    policyGroupName: name,
    complianceState: stateOf(states),
    results: {
      ...resultsOf(states, rollUpBy(states, policyKeyOfState).values()),
      policyGroupDetails: details([stateOf(states)]),
    },
  };
}

function resultsOf(states: readonly SummarizedState[], policies: Iterable<ComplianceState>): SummaryResults {
  const resources = [...rollUpBy(states, (state) => resourceKeyOf(state.resourceId)).values()];
  return {
    nonCompliantResources: resourcesWith(states, 'NonCompliant'),
    resourceDetails: details(resources),
    policyDetails: details(policies),
    policyGroupDetails: details(groupsOf(states).map(([, of]) => stateOf(of))),
    errorResources: resourcesWith(states, 'Error'),
    percentage: compliancePercentage(resources),
  };
}

/** Groups belong to the initiative of an assignment: the same name in two assignments makes two groups. */
function groupsOf(states: readonly SummarizedState[]): [string, NonEmpty<SummarizedState>][] {
  const entries = states.flatMap((state) =>
    [...new Set(state.policyDefinitionGroupNames ?? [])].map((name) => ({ name, state })),
  );
  return groupBy(entries, ({ name, state }) => `${assignmentOf(state)}|${name.toLowerCase()}`).map(
    ([, of]) => [of[0].name, of.map(({ state }) => state) as unknown as NonEmpty<SummarizedState>],
  );
}

function details(states: Iterable<ComplianceState>): ComplianceDetail[] {
  const counts = new Map<ComplianceState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return LISTED.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined
      ? []
      : [{ complianceState: state.toLowerCase() as ComplianceDetail['complianceState'], count }];
  });
}

function resourcesWith(states: readonly SummarizedState[], wanted: ComplianceState): number {
  const found = states.filter(({ complianceState }) => complianceState === wanted);
  return new Set(found.map(({ resourceId }) => resourceKeyOf(resourceId))).size;
}

function nonCompliantPolicies(states: readonly SummarizedState[]): number {
  return new Set(
    states.filter(({ complianceState }) => complianceState === 'NonCompliant').map(policyKeyOfState),
  ).size;
}

function stateOf(states: NonEmpty<SummarizedState>): ComplianceState {
  return rollUp(states.map(({ complianceState }) => complianceState)) ?? states[0].complianceState;
}

function assignmentOf({ policyAssignmentId }: SummarizedState): string {
  return policyAssignmentId.toLowerCase();
}

type NonEmpty<T> = readonly [T, ...T[]];

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, NonEmpty<T>][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups];
}

function worstFirst<T extends { readonly results: SummaryResults }>(
  items: readonly T[],
  idOf: (item: T) => string,
): T[] {
  const ids = new Map(items.map((item) => [item, idOf(item).toLowerCase()]));
  return [...items].sort(
    (a, b) =>
      b.results.nonCompliantResources - a.results.nonCompliantResources ||
      ((ids.get(a) ?? '') < (ids.get(b) ?? '') ? -1 : 1),
  );
}
