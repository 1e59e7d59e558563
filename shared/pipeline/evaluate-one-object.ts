import type { EvaluatedComponent, PolicyStateTransition } from '../compliance';
import { type KubernetesReader, kubernetesObjectPath } from '../estate';
import { isClusterType, type JsonObject } from '../policy';
import { clusterConstraints, readsInventory } from './component-pages';
import { evaluateObject } from './evaluate';
import { recordedCause, recordNow } from './evaluate-cluster';
import { judgeResource } from './judge-resource';
import type { EvaluationPorts } from './ports';
import { untilWritten } from './until-written';
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
 * The whole cluster is evaluated instead where one object cannot be told apart: when a Namespace changed, whose labels
 * select objects, when the cluster no longer serves the kind, and when constraints compare such objects with others.
 */
export async function evaluateOneObject(item: ObjectItem, ports: EvaluationPorts): Promise<ObjectReport> {
  const { clusterId, object: reference, cause } = item;
  const whole: ObjectReport = {
    transitions: [],
    followUps: [{ version: 1, kind: 'resource', cause, resourceId: clusterId }],
  };
  const slash = reference.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : reference.apiVersion.slice(0, slash);
  if (group === '' && reference.kind === 'Namespace') return whole;

  const readCluster = async () => {
    const resource = await ports.resources.getResource(clusterId);
    return resource !== undefined && isClusterType(resource.type) ? resource : undefined;
  };

  let evaluatedAt = ports.now().toISOString();
  let cluster = await readCluster();
  if (cluster === undefined) return whole;
  const reader = await ports.openCluster(cluster);
  try {
    if (item.expects !== undefined) {
      await untilWritten(reader, reference, item.expects, ports.now);
      // An evaluation is as old as the oldest thing it read.
      evaluatedAt = ports.now().toISOString();
      cluster = await readCluster();
      if (cluster === undefined) return whole;
    }
    const { states, constraints } = await judgeResource(cluster, evaluatedAt, undefined, ports);
    if (constraints.size === 0) return { transitions: [], followUps: [] };
    const kind = { group, kind: reference.kind };
    if (readsInventory(constraints.keys(), kind)) return whole;
    const resource = await reader.resource(kind);
    if (resource === undefined) return whole;
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
            clusterConstraints(constraints, ports.timeLimitMs),
            await namespaceOf(reader, reference.namespace),
          );
    const transitions = await recordNow(ports, {
      resourceId: clusterId,
      evaluatedAt,
      cause: recordedCause(item),
      covers: { kind: 'components', policies: 'all' },
      states: states.filter((state) => state.fromComponents === true),
      components: [component],
    });
    return { transitions, followUps: [] };
  } finally {
    reader.close();
  }
}

async function namespaceOf(
  reader: KubernetesReader,
  namespace: string | undefined,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (namespace === undefined) return new Map();
  const object = await reader.get({ group: '', kind: 'Namespace', name: namespace });
  return object === undefined ? new Map() : new Map([[namespace, object]]);
}
