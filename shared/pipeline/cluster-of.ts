import { isClusterType, parseArmId } from '../policy';

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
