import type { ComponentPolicyState, PolicyState } from '../../shared/compliance';
import { type Stores, snapshotOf } from '../../shared/pipeline';
import { type PolicySnapshot, policiesOfAssignment } from '../../shared/policy';
import type { ReportNames } from '../console';
import { namesOf } from './read-names';

/** Everything that is known after a scan. */
export interface Results {
  readonly states: readonly PolicyState[];
  readonly components: readonly ComponentPolicyState[];
  readonly names: ReportNames;
  readonly disabledAssignments: readonly string[];
}

/** Reads the states of all resources and the names of the policies behind them, in a stable order. */
export async function readResults(stores: Stores): Promise<Results> {
  const states = await stores.compliance.states('all');
  const components: ComponentPolicyState[] = [];
  for await (const page of stores.compliance.componentStates('all')) components.push(...page);
  const loaded = await stores.policyObjects.load();
  const snapshot = loaded === undefined ? undefined : snapshotOf(loaded.objects);
  return {
    states: [...states].sort(by(stateOrder)),
    components: components.sort(by((one) => `${stateOrder(one)}|${one.componentName}`)),
    names: namesOf(snapshot),
    disabledAssignments:
      snapshot?.assignments.filter(({ id }) => isDisabled(snapshot, id)).map(({ id }) => id) ?? [],
  };
}

type Keyed = Pick<PolicyState, 'resourceId' | 'policyAssignmentId' | 'policyDefinitionReferenceId'>;

const stateOrder = (state: Keyed): string =>
  `${state.resourceId}|${state.policyAssignmentId}|${state.policyDefinitionReferenceId ?? ''}`.toLowerCase();

const by =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : 1;

function isDisabled(snapshot: PolicySnapshot, assignmentId: string): boolean {
  const policies = policiesOfAssignment(snapshot, assignmentId);
  return policies.length > 0 && policies.every((policy) => policy.effect === 'disabled');
}
