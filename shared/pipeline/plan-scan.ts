import { armIdKey, type PolicySnapshot, policiesOfAssignment } from '../policy';
import type { EvaluationPorts } from './ports';
import type { WorkItem } from './work-item';

type ScanItem = Extract<WorkItem, { kind: 'scan' }>;

/**
 * Plans a scan: one work item for every cluster of its scope. A full scan reads the policies first, and looks at
 * resources that have states but were not found, so that the states of what is gone go too. Planning the same scan
 * twice plans the same work once.
 */
export async function planScan(item: ScanItem, ports: EvaluationPorts): Promise<WorkItem[]> {
  const full = item.mode === 'full';
  const snapshot = full ? (await ports.policies.sync()).after : await ports.policies.current();
  const resources = new Map<string, string>();
  for await (const cluster of ports.resources.listClusters(item.scope))
    resources.set(armIdKey(cluster.id), cluster.id);
  if (full)
    for (const { resourceId } of await ports.store.resourcesWithStates(storedScope(item.scope)))
      if (!resources.has(armIdKey(resourceId))) resources.set(armIdKey(resourceId), resourceId);
  await ports.store.planScanItems(item.scanId, {
    items: [...resources.keys()].map((key) => ({ key })),
    done: true,
    policies: enabledPolicies(snapshot),
    now: ports.now().toISOString(),
  });
  return [...resources.values()].map((resourceId) => ({
    version: 1,
    kind: 'resource',
    cause: item.cause,
    resourceId,
    scanId: item.scanId,
  }));
}

/** How many policies are in force somewhere: one per assignment and member that is not disabled. */
function enabledPolicies(snapshot: PolicySnapshot): number {
  return snapshot.assignments
    .flatMap((assignment) => policiesOfAssignment(snapshot, assignment.id))
    .filter((policy) => policy.effect !== 'disabled').length;
}

/** A scope id as the store's queries take it. */
export function storedScope(
  scope: string,
): { subscriptionId: string; resourceGroup?: string } | { resourceId: string } {
  const [, kind, subscriptionId = '', groups, resourceGroup, ...rest] = scope.split('/');
  if (kind?.toLowerCase() !== 'subscriptions' || rest.length > 0) return { resourceId: scope };
  if (groups?.toLowerCase() === 'resourcegroups' && resourceGroup !== undefined)
    return { subscriptionId, resourceGroup };
  return { subscriptionId };
}
