import {
  type EvaluatedComponent,
  type EvaluatedState,
  type Evaluation,
  type PolicySelection,
  type PolicyStateTransition,
  policyKeyOfState,
  type Cause as RecordedCause,
  recordEvaluation,
} from '../compliance';
import { type ArmResource, isClusterType } from '../policy';
import { ClusterUnreadableError, componentPages } from './component-pages';
import type { PolicyResults } from './evaluate';
import { judgeResource } from './judge-resource';
import type { EvaluationPorts } from './ports';
import type { WorkItem } from './work-item';

/** What evaluating a resource came to. */
export interface EvaluationReport {
  readonly transitions: readonly PolicyStateTransition[];
  /** Kubernetes objects that some policy looked at. */
  readonly components: number;
  readonly policies: number;
}

/** Objects evaluated before their outcomes are recorded, so that memory does not grow with the cluster. */
const recordedPerPage = 2_000;

type ResourceItem = Extract<WorkItem, { kind: 'resource' }>;

/**
 * Evaluates one resource by every policy in force, with its Kubernetes objects when it is a cluster, and records what
 * changed. A resource that no longer exists loses its states. Doing this twice, late or out of order ends in the same
 * stored states.
 *
 * A cluster whose API cannot be read gets `Error` states for the policies over its objects, and keeps what is stored of
 * the objects themselves.
 */
export async function evaluateCluster(item: ResourceItem, ports: EvaluationPorts): Promise<EvaluationReport> {
  if (await isCovered(item, ports)) return { transitions: [], components: 0, policies: 0 };
  const evaluatedAt = ports.now().toISOString();
  const cause = recordedCause(item);
  const record = (evaluation: Omit<Evaluation, 'resourceId' | 'evaluatedAt' | 'cause'>) =>
    recordNow(ports, { resourceId: item.resourceId, evaluatedAt, cause, ...evaluation });

  const resource = await ports.resources.getResource(item.resourceId);
  if (resource === undefined) {
    const transitions = await record({ covers: { kind: 'gone' }, states: [] });
    return { transitions, components: 0, policies: 0 };
  }
  const policies = selectionOf(item);
  const { states, constraints } = await judgeSelected(resource, evaluatedAt, policies, ports);
  if (!isClusterType(resource.type)) {
    const transitions = await record({ covers: { kind: 'resource', policies }, states });
    return { transitions, components: 0, policies: states.length };
  }
  if (constraints.size === 0) {
    const transitions = await record({ covers: { kind: 'cluster', policies }, states });
    return { transitions, components: 0, policies: states.length };
  }
  const present = new Set<string>();
  const transitions: PolicyStateTransition[] = [];
  let waiting: EvaluatedComponent[] = [];
  try {
    for await (const page of componentPages(resource, constraints, ports)) {
      waiting.push(...page);
      if (waiting.length < recordedPerPage) continue;
      for (const component of waiting) present.add(component.componentId);
      transitions.push(
        ...(await record({ covers: { kind: 'page', policies }, states, components: waiting })),
      );
      waiting = [];
    }
  } catch (error) {
    if (!(error instanceof ClusterUnreadableError)) throw error;
    const told = states.map((state) => (state.fromComponents === true ? unreadable(state, error) : state));
    transitions.push(...(await record({ covers: { kind: 'resource', policies }, states: told })));
    return { transitions, components: 0, policies: states.length };
  }
  transitions.push(
    ...(await record({ covers: { kind: 'cluster', policies, present }, states, components: waiting })),
  );
  return { transitions, components: present.size + waiting.length, policies: states.length };
}

/** Clocks of two machines differ by less than this, in milliseconds. */
const clockSkew = 1_000;

/** Whether a later evaluation has seen what this one was asked for: of many changes at once the first does for all. */
async function isCovered(
  { since, resourceId, policyKeys }: ResourceItem,
  ports: EvaluationPorts,
): Promise<boolean> {
  if (since === undefined) return false;
  const evaluated = await ports.store.objectsEvaluatedAt(resourceId, policyKeys);
  return evaluated !== undefined && Date.parse(evaluated) > Date.parse(since) + clockSkew;
}

const selectionOf = ({ policyKeys, assignmentIds }: ResourceItem): PolicySelection =>
  policyKeys !== undefined
    ? { policies: policyKeys }
    : assignmentIds !== undefined
      ? { assignments: assignmentIds }
      : 'all';

async function judgeSelected(
  resource: ArmResource,
  evaluatedAt: string,
  policies: PolicySelection,
  ports: EvaluationPorts,
): Promise<Pick<PolicyResults, 'states' | 'constraints'>> {
  if (policies === 'all') return judgeResource(resource, evaluatedAt, undefined, ports);
  if ('assignments' in policies) return judgeResource(resource, evaluatedAt, policies.assignments, ports);
  const keys = new Set(policies.policies);
  const assignmentIds = [...new Set(policies.policies.map((key) => key.slice(0, key.indexOf('|'))))];
  const { states, constraints } = await judgeResource(resource, evaluatedAt, assignmentIds, ports);
  return {
    states: states.filter(({ content }) => keys.has(policyKeyOfState(content))),
    constraints: new Map([...constraints].filter(([, key]) => keys.has(key))),
  };
}

/** Records an evaluation at the present moment. */
export async function recordNow(
  ports: Pick<EvaluationPorts, 'store' | 'now'>,
  evaluation: Evaluation,
): Promise<readonly PolicyStateTransition[]> {
  const { transitions } = await recordEvaluation(ports.store, evaluation, { now: ports.now().toISOString() });
  return transitions;
}

/** The cause as it is kept beside a state. */
export function recordedCause(item: WorkItem): RecordedCause {
  const scanId = 'scanId' in item ? item.scanId : undefined;
  return { type: item.cause.type, id: item.cause.id, ...(scanId === undefined ? {} : { scanId }) };
}

/** The state says so; what is stored of the objects stays, since nothing newer is known. */
function unreadable(state: EvaluatedState, error: ClusterUnreadableError): EvaluatedState {
  return {
    fromComponents: true,
    componentsUnknown: true,
    content: {
      ...state.content,
      complianceState: 'Error',
      complianceReasonCode: error.code,
      policyEvaluationDetails: { evaluatedExpressions: [], reason: error.message },
    },
  };
}
