import type { ArmWorld } from './arm-world';
import { clusterInState } from './managed-cluster';
import { clusterId, mustHaveCluster } from './managed-clusters-api';
import { runningOperation } from './operations-api';
import { type Route, route } from './route';

const one =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}';

/** Starting and stopping a cluster, as long-running operations. */
export function clusterPowerRoutes(world: ArmWorld): Route[] {
  return [['start', 'Running'] as const, ['stop', 'Stopped'] as const].map(([action, code]) =>
    route('POST', `${one}/${action}`, (request, parameters) => {
      const { id } = mustHaveCluster(world, clusterId(parameters));
      const operation = world.operations.start(() => {
        const cluster = world.store.get(id);
        if (cluster === undefined) return;
        const properties = { ...cluster.properties, powerState: { code } };
        world.write(clusterInState({ ...cluster, properties }, 'Succeeded'), 'POST');
      });
      return runningOperation(request, `/subscriptions/${parameters['subscription']}`, operation.id);
    }),
  );
}
