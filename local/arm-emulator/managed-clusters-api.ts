import { type ArmResource, armIdKey, isJsonObject, type JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { clusterInState, completedCluster } from './managed-cluster';
import { clusterOperationLink, runningOperation } from './operations-api';
import { pageOf } from './paging';
import { type Route, type RouteParameters, route } from './route';

const type = 'Microsoft.ContainerService/managedClusters';
const list = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${type}`;
const one = `${list}/{name}`;

/** Clusters: get, list, put, tags and delete, with long-running operations as AKS runs them. */
export function managedClusterRoutes(world: ArmWorld): Route[] {
  return [
    route('GET', `/subscriptions/{subscription}/providers/${type}`, (request, { subscription = '' }) =>
      listClusters(world, request, `/subscriptions/${subscription}`),
    ),
    route('GET', list, (request, { subscription = '', group = '' }) =>
      listClusters(world, request, `/subscriptions/${subscription}/resourceGroups/${group}`),
    ),
    route('GET', one, (_, parameters) => ({
      status: 200,
      body: mustHaveCluster(world, clusterId(parameters)) as JsonObject,
    })),
    route('PUT', one, (request, parameters) => putCluster(world, request, parameters)),
    route('PATCH', one, (request, parameters) => patchTags(world, request, parameters)),
    route('DELETE', one, (request, parameters) => deleteCluster(world, request, parameters)),
  ];
}

/** The id of the cluster that a route's parameters name. */
export const clusterId = ({ subscription = '', group = '', name = '' }: RouteParameters): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;

/** The stored cluster. Throws ArmError `ResourceNotFound`, or what its container lacks. */
export function mustHaveCluster(world: ArmWorld, id: string): ArmResource {
  world.mustHaveContainer(id);
  const found = world.store.get(id);
  if (found !== undefined) return found;
  const [, group, name] = /\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
  throw new ArmError(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.ContainerService/managedClusters/${name}' under resource group '${group}' was not found.`,
  );
}

function listClusters(world: ArmWorld, request: ArmRequest, scope: string): ArmResponse {
  world.mustHaveContainer(`${scope}/providers/Microsoft.Resources/any/any`);
  const prefix = `${armIdKey(scope)}/`;
  const clusters = world.store.ofType(type).filter(({ id }) => armIdKey(id).startsWith(prefix));
  return pageOf(request, clusters, (cluster) => cluster as JsonObject);
}

async function putCluster(
  world: ArmWorld,
  request: ArmRequest,
  parameters: RouteParameters,
): Promise<ArmResponse> {
  const id = clusterId(parameters);
  world.mustHaveContainer(id);
  const existing = world.store.get(id);
  const { location } = request.body ?? {};
  if (request.body === undefined || typeof location !== 'string')
    throw new ArmError(
      400,
      'LocationRequired',
      `The location property is required for the cluster '${parameters['name']}'.`,
    );
  if (existing?.location !== undefined && plain(existing.location) !== plain(location))
    throw new ArmError(
      409,
      'InvalidResourceLocation',
      `The resource '${existing.name}' already exists in location '${existing.location}'. It cannot be created in '${location}'.`,
    );
  checkEntityTag(request, existing);
  const cluster = completedCluster(request.body, existing?.id ?? id, world.tenantId, existing);
  await world.allow({
    operation: 'write',
    resource: cluster,
    ...(existing === undefined ? {} : { existing }),
  });
  const stored = world.store.put(cluster);
  // Azure tells of a write when it is done, not when it is begun.
  const operation = world.operations.start(() => {
    const current = world.store.get(id);
    if (current !== undefined) world.write(clusterInState(current, 'Succeeded'));
  });
  return {
    status: existing === undefined ? 201 : 200,
    headers: {
      'azure-asyncoperation': clusterOperationLink(
        request,
        parameters['subscription'] ?? '',
        location,
        operation.id,
      ),
    },
    body: stored as JsonObject,
  };
}

async function patchTags(
  world: ArmWorld,
  request: ArmRequest,
  parameters: RouteParameters,
): Promise<ArmResponse> {
  const existing = mustHaveCluster(world, clusterId(parameters));
  const { tags } = request.body ?? {};
  checkEntityTag(request, existing);
  const resource = { ...existing, tags: isJsonObject(tags) ? tags : {} };
  await world.allow({ operation: 'write', resource, existing });
  return { status: 200, body: world.write(clusterInState(resource, 'Succeeded'), 'PATCH') as JsonObject };
}

async function deleteCluster(
  world: ArmWorld,
  request: ArmRequest,
  parameters: RouteParameters,
): Promise<ArmResponse> {
  const id = clusterId(parameters);
  world.mustHaveContainer(id);
  const existing = world.store.get(id);
  if (existing === undefined) return { status: 204 };
  checkEntityTag(request, existing);
  await world.allow({ operation: 'delete', resource: existing, existing });
  world.store.put(clusterInState(existing, 'Deleting'));
  const operation = world.operations.start(() => void world.remove(id));
  const subscription = parameters['subscription'] ?? '';
  return {
    status: 202,
    headers: {
      ...runningOperation(request, `/subscriptions/${subscription}`, operation.id).headers,
      'azure-asyncoperation': clusterOperationLink(
        request,
        subscription,
        existing.location ?? 'global',
        operation.id,
      ),
    },
  };
}

function checkEntityTag(request: ArmRequest, existing: ArmResource | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  const tag = existing?.['eTag'];
  const failed =
    (match !== undefined && match !== '*' && match !== tag) ||
    (match === '*' && existing === undefined) ||
    (noneMatch === '*' && existing !== undefined);
  if (failed)
    throw new ArmError(
      412,
      'PreconditionFailed',
      'The cluster has another entity tag: read it again, then write.',
    );
}

const plain = (location: string): string => location.replaceAll(' ', '').toLowerCase();
