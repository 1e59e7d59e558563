import type { Estate } from '../estate';

/**
 * The clusters of an estate that have Gatekeeper, as the setting PLIMSOLL_CONSTRAINT_SYNC takes them: only emulated
 * clusters, never one that somebody else's kubeconfig leads to.
 */
export function syncedClusters(estate: Estate | undefined): string {
  const clusters = [...(estate?.workloads ?? [])].filter(([, objects]) =>
    objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'gatekeeper-system'),
  );
  return clusters.map(([id]) => id).join(',');
}
