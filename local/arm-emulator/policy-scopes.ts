import { type ArmResource, armIdKey, parseArmId } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmWorld } from './arm-world';

/** Where a policy object stands, seen from a scope. */
export type Standing = 'own' | 'inherited' | 'contained' | 'elsewhere';

/** The keys of a scope's ancestors: resource, resource group, subscription, management groups, tenant (`''`). */
export function ancestorKeys(world: ArmWorld, scope: string): string[] {
  const id = parseArmId(scope);
  const keys: string[] = [];
  for (let parent = id; parent?.kind === 'resource' && parent.parentId !== undefined; ) {
    keys.push(armIdKey(parent.parentId));
    parent = parseArmId(parent.parentId);
  }
  if (id?.subscriptionId !== undefined) {
    if (id.resourceGroup !== undefined)
      keys.push(`/subscriptions/${id.subscriptionId}/resourcegroups/${id.resourceGroup}`.toLowerCase());
    keys.push(`/subscriptions/${id.subscriptionId}`.toLowerCase());
  }
  const top = id?.subscriptionId === undefined ? scope : `/subscriptions/${id.subscriptionId}`;
  for (const group of world.tree.ancestorsOf(top)) keys.push(armIdKey(group));
  const own = armIdKey(scope);
  return [...new Set([...keys, ''])].filter((key) => key !== own);
}

/** Tells the standing of every policy object from one scope. */
export function standingFrom(world: ArmWorld, scope: string): (object: ArmResource) => Standing {
  const own = armIdKey(scope);
  const above = new Set(ancestorKeys(world, scope));
  return (object) => {
    const at = armIdKey(parseArmId(object.id)?.scope ?? '');
    if (at === own) return 'own';
    if (above.has(at)) return 'inherited';
    return at.startsWith(`${own}/`) ? 'contained' : 'elsewhere';
  };
}

/** Throws ArmError when a scope cannot carry policy objects because it does not exist. */
export function mustHaveScope(world: ArmWorld, scope: string): void {
  const id = parseArmId(scope);
  if (id === undefined)
    throw new ArmError(404, 'InvalidResourceType', `The scope '${scope}' is not a scope of Azure.`);
  world.mustHaveContainer(scope);
  const missing = id.kind !== 'tenant' && id.kind !== 'subscription' && world.store.get(scope) === undefined;
  if (!missing) return;
  if (id.kind === 'managementGroup') {
    if (armIdKey(id.managementGroup ?? '') === armIdKey(world.tenantId)) return;
    throw new ArmError(
      404,
      'ManagementGroupNotFound',
      `The management group '${id.managementGroup}' could not be found.`,
    );
  }
  if (id.kind === 'resourceGroup')
    throw new ArmError(
      404,
      'ResourceGroupNotFound',
      `Resource group '${id.resourceGroup}' could not be found.`,
    );
  throw new ArmError(404, 'ResourceNotFound', `The resource '${id.id}' could not be found.`);
}
