import {
  type ArmResource,
  armIdKey,
  isJsonObject,
  type JsonObject,
  parseArmId,
} from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { pageOf } from './paging';
import { parseResourceFilter } from './resource-filter';
import { type Route, type RouteHandler, route } from './route';

/** Lists of all resources in a subscription or resource group, without their properties, as ARM gives them. */
export function resourceListRoutes(world: ArmWorld): Route[] {
  const answer: RouteHandler = (request, { subscription = '', group }) => {
    const scope =
      group === undefined
        ? `/subscriptions/${subscription}`
        : `/subscriptions/${subscription}/resourceGroups/${group}`;
    world.mustHaveContainer(`${scope}/providers/Microsoft.Resources/any/any`);
    const test = parseResourceFilter(request.query.get('$filter'));
    const resources = world.store.under(scope).filter((resource) => isTopLevel(resource) && test(resource));
    const states = (request.query.get('$expand') ?? '').toLowerCase().includes('provisioningstate');
    return pageOf(request, resources, (resource) => outline(resource, states));
  };
  return [
    route('GET', '/subscriptions/{subscription}/resources', answer),
    route('GET', '/subscriptions/{subscription}/resourceGroups/{group}/resources', answer),
  ];
}

/** Any resource by its id, and any collection of resources, for types without an own part in the emulator. */
export function anyResource(world: ArmWorld): (request: ArmRequest) => Promise<ArmResponse> {
  return async (request) => {
    const path = `/${request.segments.join('/')}`;
    const id = parseArmId(path);
    if (id?.kind === 'resource') return byId(world, request, path);
    const list = request.method === 'GET' ? collection(world, path) : undefined;
    if (list !== undefined) return pageOf(request, list, (resource) => resource as JsonObject);
    throw new ArmError(404, 'InvalidResourceType', `The path '${path}' could not be found.`);
  };
}

async function byId(world: ArmWorld, request: ArmRequest, id: string): Promise<ArmResponse> {
  world.mustHaveContainer(id);
  const existing = world.store.get(id);
  switch (request.method) {
    case 'HEAD':
      return { status: existing === undefined ? 404 : 204 };
    case 'GET':
      return { status: 200, body: mustExist(existing, id) as JsonObject };
    case 'PUT': {
      const resource = requested(request, existing?.id ?? id, existing);
      await world.allow({ operation: 'write', resource, ...(existing === undefined ? {} : { existing }) });
      const stored = world.write(resource);
      return { status: existing === undefined ? 201 : 200, body: stored as JsonObject };
    }
    case 'PATCH': {
      const before = mustExist(existing, id);
      const { properties, ...rest } = request.body ?? {};
      const resource = {
        ...before,
        ...rest,
        id: before.id,
        name: before.name,
        type: before.type,
        ...(isJsonObject(properties) ? { properties: { ...before.properties, ...properties } } : {}),
      } as ArmResource;
      await world.allow({ operation: 'write', resource, existing: before });
      return { status: 200, body: world.write(resource, 'PATCH') as JsonObject };
    }
    case 'DELETE': {
      if (existing === undefined) return { status: 204 };
      await world.allow({ operation: 'delete', resource: existing, existing });
      world.remove(id);
      return { status: 200 };
    }
    default:
      throw new ArmError(
        405,
        'MethodNotAllowed',
        `The method ${request.method} is not supported for '${id}'.`,
      );
  }
}

function requested(request: ArmRequest, id: string, existing: ArmResource | undefined): ArmResource {
  if (request.body === undefined)
    throw new ArmError(400, 'InvalidRequestContent', 'The request content was invalid: it is empty.');
  const parsed = parseArmId(id);
  const { properties } = request.body;
  return {
    ...request.body,
    id,
    name: existing?.name ?? parsed?.name ?? '',
    type: existing?.type ?? parsed?.type ?? '',
    properties: { ...(isJsonObject(properties) ? properties : {}), provisioningState: 'Succeeded' },
  } as ArmResource;
}

function mustExist(resource: ArmResource | undefined, id: string): ArmResource {
  if (resource !== undefined) return resource;
  const parsed = parseArmId(id);
  const group = parsed?.resourceGroup === undefined ? '' : ` under resource group '${parsed.resourceGroup}'`;
  throw new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${parsed?.type}/${parsed?.fullName}'${group} was not found.`,
  );
}

/** The resources of a collection path such as `{cluster}/agentPools` or `{scope}/providers/{namespace}/{type}`. */
function collection(world: ArmWorld, path: string): ArmResource[] | undefined {
  const probe = parseArmId(`${path}/any`);
  if (probe?.kind !== 'resource' || probe.type === undefined) return undefined;
  world.mustHaveContainer(`${probe.scope}/providers/Microsoft.Resources/any/any`);
  const prefix = `${armIdKey(probe.scope ?? '')}/`;
  const parent = probe.parentId === probe.scope ? undefined : armIdKey(probe.parentId ?? '');
  return world.store
    .ofType(probe.type)
    .filter(({ id }) =>
      parent === undefined
        ? armIdKey(id).startsWith(prefix) && sameHolder(id, probe.scope ?? '')
        : armIdKey(parseArmId(id)?.parentId ?? '') === parent,
    );
}

/** A list at a subscription or resource group holds what is in it; a list at a resource only what hangs on it. */
function sameHolder(id: string, scope: string): boolean {
  const holder = parseArmId(scope);
  return holder?.kind !== 'resource' || armIdKey(parseArmId(id)?.scope ?? '') === holder.key;
}

function isTopLevel(resource: ArmResource): boolean {
  const id = parseArmId(resource.id);
  return (
    id?.kind === 'resource' &&
    id.parentId === id.scope &&
    parseArmId(id.scope ?? '')?.kind === 'resourceGroup' &&
    id.provider?.toLowerCase() !== 'microsoft.authorization'
  );
}

function outline(resource: ArmResource, states: boolean): JsonObject {
  const { id, name, type, location, tags, kind, identity } = resource;
  const { sku, managedBy, plan, zones } = resource;
  const shown = { id, name, type, location, tags, kind, identity, sku, managedBy, plan, zones };
  const told = Object.entries(shown).filter(([, value]) => value !== undefined);
  const state = resource.properties?.['provisioningState'];
  return {
    ...Object.fromEntries(told as [string, JsonObject][]),
    ...(states && state !== undefined ? { provisioningState: state } : {}),
  };
}
