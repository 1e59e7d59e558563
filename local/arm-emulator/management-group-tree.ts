import {
  type ArmResource,
  armIdKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  managementGroupId,
} from '../../shared/policy/index';
import type { ArmStore } from './arm-store';

/** Who is above whom. */
export interface ManagementGroupTree {
  /** The ids of the management groups above a subscription or group, the nearest first, the tenant root last. */
  ancestorsOf(id: string): string[];
  /** The groups and subscriptions directly below a group. */
  childrenOf(groupId: string): ArmResource[];
}

/** The hierarchy that the stored management groups and subscriptions describe, read anew at every question. */
export function createManagementGroupTree(store: ArmStore, tenantId: string): ManagementGroupTree {
  const root = managementGroupId(tenantId);
  const groups = (): ArmResource[] => store.ofType('Microsoft.Management/managementGroups');

  const parentOf = (id: string): string | undefined => {
    if (armIdKey(id) === armIdKey(root)) return undefined;
    const own = store.get(id);
    const told = own && (idIn(own, 'parent') ?? idIn(own, 'details', 'parent'));
    const claimed = groups().find((group) =>
      childIds(group).some((child) => armIdKey(child) === armIdKey(id)),
    );
    return told ?? claimed?.id ?? root;
  };

  return {
    ancestorsOf(id) {
      const chain: string[] = [];
      for (let next = parentOf(id); next !== undefined; next = parentOf(next)) {
        if (chain.some((seen) => armIdKey(seen) === armIdKey(next ?? ''))) break;
        chain.push(next);
      }
      return chain;
    },
    childrenOf: (groupId) =>
      [...groups(), ...store.ofType('Microsoft.Resources/subscriptions')].filter((candidate) => {
        const parent = parentOf(candidate.id);
        return parent !== undefined && armIdKey(parent) === armIdKey(groupId);
      }),
  };
}

function idIn(resource: ArmResource, ...path: string[]): string | undefined {
  let value: JsonValue | undefined = resource.properties;
  for (const name of path) value = isJsonObject(value) ? (value as JsonObject)[name] : undefined;
  const id = isJsonObject(value) ? value['id'] : undefined;
  return typeof id === 'string' && id !== '' ? managementGroupId(id) : undefined;
}

function childIds(group: ArmResource): string[] {
  const children = group.properties?.['children'];
  return (Array.isArray(children) ? (children as JsonValue[]) : []).flatMap((child) =>
    isJsonObject(child) && typeof child['id'] === 'string' ? [child['id']] : [],
  );
}
