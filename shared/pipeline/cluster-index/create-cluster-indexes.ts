import type { KubernetesReader } from '../../estate';
import { type ArmResource, armIdKey } from '../../policy';
import { type ClusterIndex, createClusterIndex } from './cluster-index';

/** The index of each cluster, kept between evaluations. */
export interface ClusterIndexes {
  /** The index of a cluster; the same one while it is in use. */
  of(cluster: ArmResource): ClusterIndex;
  /** Ends all watches. */
  close(): void;
}

/** Clusters whose index is kept; the one that was used least recently makes room. */
const mostClusters = 100;

/** @param openCluster opens the Kubernetes API of a cluster; closed by the index */
export function createClusterIndexes(
  openCluster: (cluster: ArmResource) => Promise<KubernetesReader>,
): ClusterIndexes {
  const indexes = new Map<string, ClusterIndex>();
  return {
    of(cluster) {
      const key = armIdKey(cluster.id);
      const index =
        indexes.get(key) ??
        createClusterIndex(
          () => openCluster(cluster),
          () => performance.now(),
        );
      indexes.delete(key);
      indexes.set(key, index);
      const [oldest] = indexes;
      if (indexes.size > mostClusters && oldest !== undefined) {
        oldest[1].stop();
        indexes.delete(oldest[0]);
      }
      return index;
    },
    close() {
      for (const index of indexes.values()) index.stop();
      indexes.clear();
    },
  };
}
