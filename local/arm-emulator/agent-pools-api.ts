import { type ArmResource, isJsonObject, type JsonObject, type JsonValue } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { clusterInState } from './managed-cluster';
import { clusterId, mustHaveCluster } from './managed-clusters-api';
import { type Route, route } from './route';

const list =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}/agentPools';

/** The agent pools of a cluster, which are parts of it: `properties.agentPoolProfiles`. */
export function agentPoolRoutes(world: ArmWorld): Route[] {
  const change = async (cluster: ArmResource, pools: JsonObject[], eventId: string): Promise<void> => {
    const resource = { ...cluster, properties: { ...cluster.properties, agentPoolProfiles: pools } };
    await world.allow({ operation: 'write', resource, existing: cluster });
    world.write(clusterInState(resource, 'Succeeded'), 'PUT', eventId);
  };
  return [
    route('GET', list, (_, parameters) => {
      const cluster = mustHaveCluster(world, clusterId(parameters));
      return { status: 200, body: { value: poolsOf(cluster).map((pool) => poolResource(cluster, pool)) } };
    }),
    route('GET', `${list}/{pool}`, (_, parameters) => {
      const cluster = mustHaveCluster(world, clusterId(parameters));
      const found = poolsOf(cluster).find((pool) => pool['name'] === parameters['pool']);
      if (found !== undefined) return { status: 200, body: poolResource(cluster, found) };
      throw new ArmError(404, 'ResourceNotFound', `The agent pool '${parameters['pool']}' was not found.`);
    }),
    route('PUT', `${list}/{pool}`, async (request, parameters): Promise<ArmResponse> => {
      const cluster = mustHaveCluster(world, clusterId(parameters));
      const given = request.body?.['properties'];
      const pool: JsonObject = {
        osType: 'Linux',
        ...(isJsonObject(given) ? given : {}),
        name: parameters['pool'] ?? '',
        provisioningState: 'Succeeded',
      };
      const others = poolsOf(cluster).filter(({ name }) => name !== pool['name']);
      await change(cluster, [...others, pool], `${cluster.id}/agentPools/${parameters['pool']}`);
      const isNew = others.length === poolsOf(cluster).length;
      return { status: isNew ? 201 : 200, body: poolResource(cluster, pool) };
    }),
    route('DELETE', `${list}/{pool}`, async (_, parameters): Promise<ArmResponse> => {
      const cluster = mustHaveCluster(world, clusterId(parameters));
      const others = poolsOf(cluster).filter(({ name }) => name !== parameters['pool']);
      if (others.length < poolsOf(cluster).length)
        await change(cluster, others, `${cluster.id}/agentPools/${parameters['pool']}`);
      return { status: 204 };
    }),
  ];
}

function poolsOf(cluster: ArmResource): JsonObject[] {
  const pools = cluster.properties?.['agentPoolProfiles'];
  return Array.isArray(pools) ? (pools as JsonValue[]).filter(isJsonObject) : [];
}

function poolResource(cluster: ArmResource, { name = '', ...properties }: JsonObject): JsonObject {
  return {
    id: `${cluster.id}/agentPools/${String(name)}`,
    name,
    type: 'Microsoft.ContainerService/managedClusters/agentPools',
    properties,
  };
}
