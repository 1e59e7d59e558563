import { type ArmResource, armIdKey } from '../policy';
import type { Resources } from './ports';

/** Adds clusters that Azure does not know to what is read from it: each appears in its subscription and resource group. */
export function withKubeconfigClusters(resources: Resources, clusters: readonly ArmResource[]): Resources {
  if (clusters.length === 0) return resources;
  const byKey = new Map(clusters.map((cluster) => [armIdKey(cluster.id), cluster]));
  const isBelow = (scope: string, cluster: ArmResource): boolean =>
    armIdKey(cluster.id).startsWith(`${armIdKey(scope)}/`);
  return {
    ...resources,
    getResource: async (id) => byKey.get(armIdKey(id)) ?? resources.getResource(id),
    async *listClusters(scope) {
      yield* resources.listClusters(scope);
      yield* clusters.filter((cluster) => isBelow(scope, cluster));
    },
  };
}
