import type { ArmResource, JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { clusterId, mustHaveCluster } from './managed-clusters-api';
import { type Route, route } from './route';

const one =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}';

/** The kubeconfigs of a cluster. */
export function clusterCredentialRoutes(world: ArmWorld): Route[] {
  const credentials = (name: string, cluster: ArmResource): ArmResponse => ({
    status: 200,
    body: { kubeconfigs: [{ name, value: kubeconfigOf(world, cluster) }] },
  });
  return [
    route('POST', `${one}/listClusterUserCredential`, (_, parameters) =>
      credentials('clusterUser', mustHaveCluster(world, clusterId(parameters))),
    ),
    route('POST', `${one}/listClusterMonitoringUserCredential`, (_, parameters) =>
      credentials('clusterMonitoringUser', mustHaveCluster(world, clusterId(parameters))),
    ),
    route('POST', `${one}/listClusterAdminCredential`, (_, parameters) =>
      credentials('clusterAdmin', withLocalAccounts(mustHaveCluster(world, clusterId(parameters)))),
    ),
    route('POST', `${one}/accessProfiles/{role}/listCredential`, (_, parameters) => {
      const found = mustHaveCluster(world, clusterId(parameters));
      const { role = '' } = parameters;
      const cluster = role.toLowerCase() === 'clusteradmin' ? withLocalAccounts(found) : found;
      const body: JsonObject = {
        id: `${cluster.id}/accessProfiles/${role}`,
        name: role,
        type: 'Microsoft.ContainerService/ManagedClusters/AccessProfiles',
        location: cluster.location ?? '',
        properties: { kubeConfig: kubeconfigOf(world, cluster) },
      };
      return { status: 200, body };
    }),
  ];
}

function withLocalAccounts(cluster: ArmResource): ArmResource {
  if (cluster.properties?.['disableLocalAccounts'] === true)
    throw new ArmError(
      400,
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  return cluster;
}

function kubeconfigOf(world: ArmWorld, cluster: ArmResource): string {
  const text = world.kubeconfigFor(cluster.id);
  if (text === undefined)
    throw new ArmError(
      409,
      'Conflict',
      `The cluster '${cluster.name}' has no API server in this emulator: give its objects in the estate.`,
    );
  return Buffer.from(text).toString('base64');
}
