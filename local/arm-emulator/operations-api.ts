import type { JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import type { AsyncOperation } from './async-operations';
import { type Route, route } from './route';

/** The addresses that long-running operations are followed at: `Location`, and `Azure-AsyncOperation` of clusters. */
export function operationRoutes(world: ArmWorld): Route[] {
  const find = (id: string): AsyncOperation => {
    const operation = world.operations.get(id);
    if (operation === undefined)
      throw new ArmError(404, 'OperationNotFound', `The operation '${id}' could not be found.`);
    return operation;
  };
  return [
    route('GET', '/subscriptions/{subscription}/operationresults/{id}', (request, parameters) => {
      const operation = find(parameters['id'] ?? '');
      if (operation.status === 'InProgress')
        return runningOperation(request, `/subscriptions/${parameters['subscription']}`, operation.id);
      if (operation.error !== undefined)
        throw new ArmError(409, operation.error.code, operation.error.message);
      return { status: 200 };
    }),
    route(
      'GET',
      '/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/operations/{id}',
      (_, { id = '' }) => ({ status: 200, body: statusOf(find(id)) }),
    ),
  ];
}

/** 202 with the address to follow. */
export function runningOperation(request: ArmRequest, subscription: string, id: string): ArmResponse {
  return { status: 202, headers: { location: request.link(`${subscription}/operationresults/${id}`, {}) } };
}

/** The address at which a cluster's operation tells its status. */
export const clusterOperationLink = (
  request: ArmRequest,
  subscription: string,
  location: string,
  id: string,
): string =>
  request.link(
    `/subscriptions/${subscription}/providers/Microsoft.ContainerService/locations/${location}/operations/${id}`,
    {},
  );

/** A failed operation is still an answer with status 200: that is where clients look for its error. */
function statusOf(operation: AsyncOperation): JsonObject {
  return {
    name: operation.id,
    status: operation.status,
    startTime: operation.startTime.toISOString(),
    ...(operation.endTime === undefined ? {} : { endTime: operation.endTime.toISOString() }),
    ...(operation.error === undefined ? {} : { error: { ...operation.error } }),
  };
}
