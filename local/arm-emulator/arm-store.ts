import { type ArmId, type ArmResource, armIdKey, parseArmId } from '../../shared/policy/index';
import type { ArmObject } from './arm-estate';

/** Everything that exists, by id in any letter case. */
export interface ArmStore {
  get(id: string): ArmResource | undefined;
  /** Stores an object as given, completing `name` and `type` from its id. Throws TypeError for a bad id. */
  put(resource: ArmObject): ArmResource;
  delete(id: string): ArmResource | undefined;
  /** All objects of a type, e.g. `Microsoft.ContainerService/managedClusters`, ordered by id. */
  ofType(type: string): ArmResource[];
  /** All objects below an id, at any depth, the id itself left out. */
  under(id: string): ArmResource[];
}

/** An empty store. */
export function createArmStore(): ArmStore {
  const objects = new Map<string, ArmResource>();
  const byType = new Map<string, Map<string, ArmResource>>();
  return {
    get: (id) => objects.get(armIdKey(id)),
    put(resource) {
      const id = typeof resource['id'] === 'string' ? parseArmId(resource['id']) : undefined;
      if (id === undefined) throw new TypeError(`Not an ARM id: ${JSON.stringify(resource['id'])}.`);
      const type = armTypeOf(id);
      const fromId = { name: nameOf(id), type };
      const stored: ArmResource = { ...fromId, ...resource, id: id.id };
      objects.set(id.key, stored);
      const siblings = byType.get(type.toLowerCase()) ?? new Map<string, ArmResource>();
      byType.set(type.toLowerCase(), siblings.set(id.key, stored));
      return stored;
    },
    delete(id) {
      const key = armIdKey(id);
      const stored = objects.get(key);
      if (stored === undefined) return undefined;
      objects.delete(key);
      for (const siblings of byType.values()) siblings.delete(key);
      return stored;
    },
    ofType: (type) => sorted([...(byType.get(type.toLowerCase()) ?? [])]),
    under(id) {
      const prefix = `${armIdKey(id)}/`;
      return sorted([...objects].filter(([key]) => key.startsWith(prefix)));
    },
  };
}

/** The type of what an id names, containers included. */
export function armTypeOf(id: ArmId): string {
  if (id.kind === 'subscription') return 'Microsoft.Resources/subscriptions';
  if (id.kind === 'resourceGroup') return 'Microsoft.Resources/resourceGroups';
  if (id.kind === 'managementGroup') return 'Microsoft.Management/managementGroups';
  return id.type ?? 'Microsoft.Resources/tenants';
}

const nameOf = (id: ArmId): string =>
  id.name ?? id.resourceGroup ?? id.managementGroup ?? id.subscriptionId ?? '';

const sorted = (entries: [string, ArmResource][]): ArmResource[] =>
  entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
