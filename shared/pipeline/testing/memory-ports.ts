import { createMemoryComplianceStore } from '../../compliance';
import type { KubernetesReader, KubernetesResource } from '../../estate';
import { type ArmResource, armIdKey, type JsonObject, type PolicyObjects } from '../../policy';
import { createClusterIndexes } from '../cluster-index';
import { createEngines } from '../evaluate';
import { followPolicies } from '../follow-policies';
import { createMemoryPolicyObjectStore } from '../policy-objects';
import type { EvaluationPorts } from '../ports';

/** A small world in memory that tests read and change as they like. */
export interface World {
  readonly clusters: Map<string, ArmResource>;
  /** Kubernetes objects by the key of their cluster; a cluster without an entry cannot be reached. */
  readonly objects: Map<string, JsonObject[]>;
  policies: PolicyObjects;
  /** The present moment; each reading moves it by a second, so that later evaluations are newer. */
  now: Date;
}

/** The ports of the service over a {@link World}. */
export function memoryPorts(world: World): EvaluationPorts {
  const now = (): Date => {
    world.now = new Date(world.now.getTime() + 1000);
    return world.now;
  };
  const openCluster: EvaluationPorts['openCluster'] = async (cluster) => {
    const objects = world.objects.get(armIdKey(cluster.id));
    if (objects === undefined) throw new Error('connection refused');
    return memoryReader(objects);
  };
  return {
    policies: followPolicies(
      { readPolicyObjects: async () => world.policies },
      createMemoryPolicyObjectStore(),
      now,
    ),
    resources: {
      getResource: async (id) => world.clusters.get(armIdKey(id)),
      getSubscription: async (subscriptionId) => ({ id: `/subscriptions/${subscriptionId}`, subscriptionId }),
      getResourceGroup: async (subscriptionId, name) =>
        name === 'azkaban'
          ? undefined
          : { id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`, name },
      async *listClusters(scope) {
        for (const [key, cluster] of world.clusters) if (key.startsWith(`${armIdKey(scope)}/`)) yield cluster;
      },
      listRelated: async () => [],
    },
    openCluster,
    clusterIndexes: createClusterIndexes(openCluster),
    engines: createEngines(),
    store: createMemoryComplianceStore(),
    now,
    timeLimitMs: 1_000,
  };
}

const pageSize = 2;

function memoryReader(objects: readonly JsonObject[]): KubernetesReader {
  const resourceOf = (apiVersion: string, kind: string): KubernetesResource => ({
    apiVersion,
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: kind !== 'Namespace',
    writable: true,
  });
  const metadata = (object: JsonObject) => object['metadata'] as { name: string; namespace?: string };
  return {
    async *list({ kind }) {
      const found = objects.filter((object) => object['kind'] === kind);
      for (let start = 0; start < found.length; start += pageSize) yield found.slice(start, start + pageSize);
    },
    snapshot: async ({ kind }) => ({
      objects: objects.filter((object) => object['kind'] === kind),
      resourceVersion: '1',
    }),
    watch: async () => {
      throw new Error('this cluster tells nothing by itself');
    },
    get: async ({ kind, name, namespace }) =>
      objects.find(
        (object) =>
          object['kind'] === kind &&
          metadata(object).name === name &&
          metadata(object).namespace === namespace,
      ),
    resource: async ({ kind }) => resourceOf('v1', kind),
    kinds: async () => [
      ...new Map(
        objects.map((object) => {
          const [apiVersion, kind] = [String(object['apiVersion']), String(object['kind'])];
          return [kind, resourceOf(apiVersion, kind)];
        }),
      ).values(),
    ],
    close: () => undefined,
  };
}
