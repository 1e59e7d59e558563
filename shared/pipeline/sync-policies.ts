import { armIdKey, diffSnapshots, type PolicyChange, scopeCovers } from '../policy';
import type { EvaluationPorts } from './ports';
import type { WorkItem } from './work-item';

/** Most assignments named in one work item; a change of more is evaluated as a whole. */
const mostAssignments = 50;

/**
 * Reads the policies again and plans the evaluation of what their change touches: each cluster in a changed scope,
 * by the changed assignments alone. Nothing changed, nothing planned.
 *
 * Resources of the subscriptions that have states but no cluster any more are left to the full scan.
 */
export async function syncPolicies(
  item: Extract<WorkItem, { kind: 'policies' }>,
  subscriptionIds: readonly string[],
  ports: EvaluationPorts,
): Promise<WorkItem[]> {
  const { before, after } = await ports.policies.sync();
  const changes = before === undefined ? undefined : diffSnapshots(before, after);
  if (changes?.length === 0) return [];
  const items: WorkItem[] = [];
  for (const subscriptionId of subscriptionIds)
    for await (const { id } of ports.resources.listClusters(`/subscriptions/${subscriptionId}`)) {
      const concerned = changes?.filter((change) => touches(change, id, before, after)).map(assignmentOf);
      if (concerned?.length === 0) continue;
      items.push({
        version: 1,
        kind: 'resource',
        cause: item.cause,
        resourceId: id,
        ...(concerned === undefined || concerned.length > mostAssignments
          ? {}
          : { assignmentIds: concerned }),
      });
    }
  return items;
}

const assignmentOf = (change: PolicyChange): string => armIdKey(change.assignmentId);

type Synchronised = Awaited<ReturnType<EvaluationPorts['policies']['sync']>>;

function touches(
  change: PolicyChange,
  resourceId: string,
  before: Synchronised['before'],
  after: Synchronised['after'],
): boolean {
  return change.scopes.some(
    (scope) =>
      scopeCovers(scope, resourceId, after.scopeTree) ||
      (before !== undefined && scopeCovers(scope, resourceId, before.scopeTree)),
  );
}
