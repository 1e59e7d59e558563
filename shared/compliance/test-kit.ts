import type { Cause } from './cause';
import type { ComplianceState } from './compliance-state';
import type { ComplianceStore } from './compliance-store';
import type {
  ComponentOutcome,
  Coverage,
  EvaluatedComponent,
  EvaluatedState,
  Evaluation,
} from './evaluation';
import type { PolicyState, PolicyStateContent } from './policy-state';
import { policyKeyOf } from './state-id';

/** Builders for the tests of this folder: an estate of two clusters and two assignments, in few words. */
export const SUBSCRIPTION = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/hogwarts-rg`;
export const CHAMBER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/chamber-of-secrets`;
export const ROOM = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/room-of-requirement`;

export const CAUSE: Cause = { type: 'event', id: 'owl-post' };

export function assignmentId(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/${name}`;
}

/** `minute(3)` is three minutes past noon. */
export function minute(past: number): string {
  return `2026-03-02T12:${String(past).padStart(2, '0')}:00.000Z`;
}

export const NOW = minute(59);

export function content(
  policy: string,
  complianceState: ComplianceState,
  changes: Partial<PolicyStateContent> = {},
): PolicyStateContent {
  const [assignment = '', reference] = policy.split('#');
  return {
    resourceId: CHAMBER,
    subscriptionId: SUBSCRIPTION,
    resourceGroup: 'hogwarts-rg',
    resourceType: 'Microsoft.ContainerService/managedClusters',
    resourceLocation: 'northeurope',
    resourceTags: null,
    managementGroupIds: 'wizarding-world',
    effectiveParameters: null,
    complianceState,
    complianceReasonCode: null,
    policyEvaluationDetails: null,
    nonComplianceMessage: null,
    policyAssignmentId: assignmentId(assignment),
    policyAssignmentName: assignment,
    policyAssignmentOwner: null,
    policyAssignmentParameters: '{}',
    policyAssignmentScope: `/subscriptions/${SUBSCRIPTION}`,
    policyAssignmentVersion: null,
    policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${reference ?? assignment}`,
    policyDefinitionName: reference ?? assignment,
    policyDefinitionAction: 'audit',
    policyDefinitionCategory: 'Kubernetes',
    policyDefinitionReferenceId: reference ?? null,
    policyDefinitionGroupNames: null,
    policyDefinitionVersion: '1.0.0',
    policySetDefinitionId: reference
      ? `/providers/Microsoft.Authorization/policySetDefinitions/set-of-${assignment}`
      : null,
    policySetDefinitionName: reference ? `set-of-${assignment}` : null,
    policySetDefinitionOwner: null,
    policySetDefinitionCategory: null,
    policySetDefinitionParameters: null,
    policySetDefinitionVersion: null,
    ...changes,
  };
}

/** `'location=NonCompliant'`; `'baseline#privileged=components'` for a policy over components. */
export function state(text: string, changes: Partial<PolicyStateContent> = {}): EvaluatedState {
  const [policy = '', outcome = ''] = text.split('=');
  return outcome === 'components'
    ? { content: content(policy, 'Compliant', changes), fromComponents: true }
    : { content: content(policy, outcome as ComplianceState, changes) };
}

/** `pod('web-0', 'baseline#privileged=NonCompliant')`; without outcomes it is gone. */
export function pod(name: string, ...outcomes: readonly string[]): EvaluatedComponent {
  return {
    componentId: `/api/v1/namespaces/default/pods/${name}`,
    componentType: 'Pod',
    componentName: `default/${name}`,
    outcomes: outcomes.map((text): ComponentOutcome => {
      const [policy = '', outcome = ''] = text.split('=');
      const [complianceState = '', reason] = outcome.split(': ');
      return {
        policy: keyOf(policy),
        complianceState: complianceState as ComponentOutcome['complianceState'],
        ...(reason ? { policyEvaluationDetails: { evaluatedExpressions: [], reason } } : {}),
      };
    }),
  };
}

export function keyOf(policy: string): string {
  const [assignment = '', reference] = policy.split('#');
  return policyKeyOf(assignmentId(assignment), reference);
}

export function evaluation(
  at: number,
  covers: Coverage | Coverage['kind'],
  states: readonly (string | EvaluatedState)[] = [],
  components: readonly EvaluatedComponent[] = [],
  resourceId: string = CHAMBER,
): Evaluation {
  return {
    resourceId,
    evaluatedAt: minute(at),
    cause: CAUSE,
    covers: typeof covers === 'string' ? ({ kind: covers } as Coverage) : covers,
    states: states.map((text) => (typeof text === 'string' ? state(text, { resourceId }) : text)),
    components,
  };
}

/** What the store says, in a form that is easy to read and to compare: one line per state, sorted. */
export async function picture(store: ComplianceStore, resourceId: string = CHAMBER): Promise<string[]> {
  const lines = (await store.states({ resourceId })).map(lineOf);
  for await (const page of store.componentStates({ resourceId })) {
    for (const component of page) {
      const policy = nameOf(component.policyAssignmentName, component.policyDefinitionReferenceId);
      const reason = component.policyEvaluationDetails?.reason;
      lines.push(
        `${policy} / ${component.componentName}: ${component.complianceState}${reason ? ` (${reason})` : ''}`,
      );
    }
  }
  return lines.sort();
}

/** The history of a resource, oldest first, one line per transition. */
export async function story(store: ComplianceStore, resourceId: string = CHAMBER): Promise<string[]> {
  const lines: string[] = [];
  let continuation: string | undefined;
  do {
    const page = await store.historyOfResource(resourceId, continuation ? { continuation } : {});
    for (const { policyDefinitionReferenceId, policyAssignmentId, component, from, to } of page.transitions) {
      const assignment = policyAssignmentId.split('/').at(-1) ?? '';
      const what = nameOf(assignment, policyDefinitionReferenceId);
      lines.push(`${what}${component ? ` / ${component.componentName}` : ''}: ${from ?? '-'} > ${to ?? '-'}`);
    }
    continuation = page.continuation;
  } while (continuation);
  return lines.reverse();
}

function lineOf(found: PolicyState): string {
  const counts = found.componentCounts;
  const tally = counts ? ` ${counts.compliant}/${counts.nonCompliant}/${counts.error}` : '';
  return `${nameOf(found.policyAssignmentName, found.policyDefinitionReferenceId)}: ${found.complianceState}${tally}`;
}

function nameOf(assignment: string | null, reference: string | null): string {
  return reference ? `${assignment}#${reference}` : (assignment ?? '');
}

/** All orders of some things. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
