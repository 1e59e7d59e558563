import { type EvaluatedComponent, type PolicyStateTransition, policyKeyOfState } from '../compliance';
import { type KubernetesReader, kubernetesObjectPath } from '../estate';
import {
  type Constraint,
  type JsonObject as EngineJson,
  mergeExpansions,
  splitApiVersion,
} from '../gatekeeper';
import { type ArmResource, isClusterType, type JsonObject } from '../policy';
import { looksAtNamespace } from './cluster-index';
import { clusterConstraints } from './component-pages';
import { evaluateObject, forEngine } from './evaluate';
import { recordedCause, recordNow } from './evaluate-cluster';
import { judgeResource } from './judge-resource';
import type { EvaluationPorts } from './ports';
import { untilWritten } from './until-written';
import { comparesWith, looksAtGenerated, type WatchedKind } from './watched-kinds';
import type { WorkItem } from './work-item';

type ObjectItem = Extract<WorkItem, { kind: 'object' }>;

/** The transitions, or the wider work that the change turned out to need. */
export interface ObjectReport {
  readonly transitions: readonly PolicyStateTransition[];
  readonly followUps: readonly WorkItem[];
}

/**
 * Evaluates one Kubernetes object by every policy in force on its cluster, and records what changed. An object that is
 * gone loses its states.
 *
 * Policies whose verdicts on other objects it may change are evaluated for the whole cluster instead: those that compare
 * objects of its kind with others and, when a Namespace changed, those that select by it. All of them are when the
 * cluster no longer serves the kind.
 */
export async function evaluateOneObject(item: ObjectItem, ports: EvaluationPorts): Promise<ObjectReport> {
  const { clusterId, object: reference, cause } = item;
  const follow = (since: string, policyKeys?: readonly string[]): WorkItem => ({
    version: 1,
    kind: 'resource',
    cause,
    resourceId: clusterId,
    since,
    ...(policyKeys === undefined ? {} : { policyKeys: [...policyKeys] }),
  });
  const kind = { group: splitApiVersion(reference.apiVersion).group, kind: reference.kind };

  const readCluster = async () => {
    const resource = await ports.resources.getResource(clusterId);
    return resource !== undefined && isClusterType(resource.type) ? resource : undefined;
  };

  let evaluatedAt = ports.now().toISOString();
  let cluster = await readCluster();
  if (cluster === undefined) return { transitions: [], followUps: [follow(evaluatedAt)] };
  const reader = await ports.openCluster(cluster);
  try {
    if (item.expects !== undefined) {
      await untilWritten(reader, reference, item.expects, ports.now);
      // An evaluation is as old as the oldest thing it read.
      evaluatedAt = ports.now().toISOString();
      cluster = await readCluster();
      if (cluster === undefined) return { transitions: [], followUps: [follow(evaluatedAt)] };
    }
    const { states, constraints, origins } = await judgeResource(cluster, evaluatedAt, undefined, ports);
    const [wider, own] = divide(constraints, (constraint) =>
      concernsOthers(constraint, origins.get(constraint)?.template, kind),
    );
    const followUps = wider.size === 0 ? [] : [follow(evaluatedAt, [...new Set(wider.values())])];
    if (own.size === 0) return { transitions: [], followUps };
    const resource = await reader.resource(kind);
    if (resource === undefined) return { transitions: [], followUps: [follow(evaluatedAt)] };
    const path = kubernetesObjectPath(resource, reference.namespace, reference.name);
    const object = await reader.get({ ...kind, namespace: reference.namespace, name: reference.name });
    const component: EvaluatedComponent =
      object === undefined
        ? {
            componentId: path,
            componentType: reference.kind,
            componentName:
              reference.namespace === undefined ? reference.name : `${reference.namespace}/${reference.name}`,
            outcomes: [],
          }
        : evaluateObject(
            { object, path },
            clusterConstraints(own, ports.timeLimitMs, await expansionsFor(own, cluster, reader, ports)),
            await namespaceOf(reader, reference.namespace),
          );
    const policies = new Set(own.values());
    const transitions = await recordNow(ports, {
      resourceId: clusterId,
      evaluatedAt,
      cause: recordedCause(item),
      covers: { kind: 'components', policies: wider.size === 0 ? 'all' : { policies: [...policies] } },
      states: states.filter(
        ({ content, fromComponents }) => fromComponents === true && policies.has(policyKeyOfState(content)),
      ),
      components: [component],
    });
    return { transitions, followUps };
  } finally {
    reader.close();
  }
}

/** Whether a change of an object of this kind may change what a constraint says of others. */
function concernsOthers(
  constraint: Constraint,
  template: JsonObject | undefined,
  kind: WatchedKind,
): boolean {
  const isNamespace = kind.group === '' && kind.kind === 'Namespace';
  return comparesWith(constraint, kind) || (isNamespace && looksAtNamespace(constraint, template));
}

function divide<K, V>(map: ReadonlyMap<K, V>, isFirst: (key: K) => boolean): [Map<K, V>, Map<K, V>] {
  const [first, second] = [new Map<K, V>(), new Map<K, V>()];
  for (const [key, value] of map) (isFirst(key) ? first : second).set(key, value);
  return [first, second];
}

/** The ExpansionTemplates in force, where a constraint looks at what they imply. */
async function expansionsFor(
  constraints: ReadonlyMap<Constraint, string>,
  cluster: ArmResource,
  reader: KubernetesReader,
  { clusterIndexes }: EvaluationPorts,
): Promise<readonly EngineJson[] | undefined> {
  if (![...constraints.keys()].some(looksAtGenerated)) return undefined;
  const needs = { kinds: [], namespaces: false, expansions: true };
  const { expansions } = await clusterIndexes.of(cluster).read(reader, needs);
  return mergeExpansions(expansions.map(forEngine)).templates;
}

async function namespaceOf(
  reader: KubernetesReader,
  namespace: string | undefined,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (namespace === undefined) return new Map();
  const object = await reader.get({ group: '', kind: 'Namespace', name: namespace });
  return object === undefined ? new Map() : new Map([[namespace, object]]);
}
