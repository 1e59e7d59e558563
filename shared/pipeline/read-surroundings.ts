import { type ArmResource, managementGroupsOf, type PolicySnapshot, parseArmId } from '../policy';
import type { Surroundings } from './evaluate';
import type { EvaluationPorts } from './ports';

/** Reads what is around a resource: its subscription, resource group and management groups. */
export async function readSurroundings(
  resource: ArmResource,
  snapshot: PolicySnapshot,
  evaluatedAt: string,
  ports: Pick<EvaluationPorts, 'resources'>,
): Promise<Surroundings> {
  const id = parseArmId(resource.id);
  const subscriptionId = id?.subscriptionId ?? '';
  const [subscription, resourceGroup] = await Promise.all([
    ports.resources.getSubscription(subscriptionId),
    id?.resourceGroup === undefined
      ? undefined
      : ports.resources.getResourceGroup(subscriptionId, id.resourceGroup),
  ]);
  return {
    resource,
    ...(subscription === undefined ? {} : { subscription }),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    managementGroups: managementGroupsOf(snapshot.scopeTree, subscriptionId).map(
      (group) => parseArmId(group)?.managementGroup ?? group,
    ),
    evaluatedAt,
  };
}
