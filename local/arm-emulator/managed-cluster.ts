import { createHash } from 'node:crypto';
import {
  type ArmResource,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseArmId,
} from '../../shared/policy/index';

/**
 * A cluster as Azure would store it: what the caller asked for, completed by what only Azure knows. Properties that
 * the caller left out are left out, except those with a default of their own.
 */
export function completedCluster(
  asked: JsonObject,
  id: string,
  tenantId: string,
  existing: ArmResource | undefined,
): ArmResource {
  const parsed = parseArmId(id);
  const name = existing?.name ?? parsed?.name ?? '';
  const properties = isJsonObject(asked['properties']) ? asked['properties'] : {};
  const before = existing?.properties ?? {};
  const version = properties['kubernetesVersion'] ?? before['kubernetesVersion'] ?? '1.31';
  const prefix = String(properties['dnsPrefix'] ?? name);
  return {
    ...asked,
    id,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    ...(isJsonObject(asked['identity'])
      ? { identity: completedIdentity(asked['identity'], id, tenantId) }
      : {}),
    properties: {
      enableRBAC: true,
      nodeResourceGroup: `MC_${parsed?.resourceGroup}_${name}_${String(asked['location'] ?? '')}`,
      fqdn: `${prefix}-${hashOf(id).slice(0, 8)}.hcp.${String(asked['location'] ?? '')}.azmk8s.io`,
      powerState: { code: 'Running' },
      ...properties,
      kubernetesVersion: version,
      currentKubernetesVersion: version,
      agentPoolProfiles: completedPools(properties['agentPoolProfiles']),
      provisioningState: existing === undefined ? 'Creating' : 'Updating',
    },
  };
}

/** The same cluster with its state and a new entity tag. */
export function clusterInState(cluster: ArmResource, state: string): JsonObject {
  const properties = { ...cluster.properties, provisioningState: state };
  return { ...cluster, eTag: hashOf(JSON.stringify(properties)).slice(0, 32), properties } as JsonObject;
}

function completedPools(pools: JsonValue | undefined): JsonValue {
  if (!Array.isArray(pools)) return [];
  return (pools as JsonValue[]).map((pool) =>
    isJsonObject(pool)
      ? {
          type: 'VirtualMachineScaleSets',
          osType: 'Linux',
          powerState: { code: 'Running' },
          ...pool,
          provisioningState: 'Succeeded',
        }
      : pool,
  );
}

function completedIdentity(identity: JsonObject, id: string, tenantId: string): JsonObject {
  if (identity['type'] !== 'SystemAssigned') return identity;
  const hex = hashOf(`principal ${id.toLowerCase()}`);
  const principalId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { principalId, ...identity, tenantId };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
