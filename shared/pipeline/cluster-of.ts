import { parseArmId } from '../policy';

const clusterTypes: ReadonlySet<string> = new Set([
  'microsoft.containerservice/managedclusters',
  'microsoft.kubernetes/connectedclusters',
]);

/** Whether an ARM resource type is one of a Kubernetes cluster. */
export const isClusterType = (type: string): boolean => clusterTypes.has(type.toLowerCase());

/**
 * The id of the cluster that an ARM id belongs to: the cluster itself, or what hangs below or on it (an agent pool, a
 * diagnostic setting). Undefined when it belongs to none.
 */
export function clusterOf(id: string): string | undefined {
  let current = parseArmId(id);
  while (current?.kind === 'resource') {
    if (isClusterType(current.type ?? '')) return current.id;
    current = current.parentId === undefined ? undefined : parseArmId(current.parentId);
  }
  return undefined;
}
