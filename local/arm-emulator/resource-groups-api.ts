import { isJsonObject, type JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmWorld } from './arm-world';
import { runningOperation } from './operations-api';
import { pageOf } from './paging';
import { parseResourceFilter } from './resource-filter';
import { type Route, type RouteParameters, route } from './route';

const list = '/subscriptions/{subscription}/resourceGroups';
const one = `${list}/{name}`;

/** Resource groups: check, get, list, put, patch and delete (a long-running operation that takes all inside along). */
export function resourceGroupRoutes(world: ArmWorld): Route[] {
  const idOf = ({ subscription = '', name = '' }: RouteParameters): string =>
    `/subscriptions/${subscription}/resourceGroups/${name}`;
  const mustHave = (parameters: RouteParameters): JsonObject => {
    world.mustHaveContainer(idOf(parameters));
    const found = world.store.get(idOf(parameters));
    if (found === undefined)
      throw new ArmError(
        404,
        'ResourceGroupNotFound',
        `Resource group '${parameters['name']}' could not be found.`,
      );
    return found as JsonObject;
  };
  return [
    route('HEAD', one, (_, parameters) => ({
      status: world.store.get(idOf(parameters)) === undefined ? 404 : 204,
    })),
    route('GET', one, (_, parameters) => ({ status: 200, body: mustHave(parameters) })),
    route('GET', list, (request, { subscription = '' }) => {
      world.mustHaveContainer(`/subscriptions/${subscription}`);
      const prefix = `/subscriptions/${subscription}/`.toLowerCase();
      const test = parseResourceFilter(request.query.get('$filter'));
      const groups = world.store
        .ofType('Microsoft.Resources/resourceGroups')
        .filter((group) => group.id.toLowerCase().startsWith(prefix) && test(group));
      return pageOf(request, groups, (group) => group as JsonObject);
    }),
    route('PUT', one, async (request, parameters) => {
      world.mustHaveContainer(idOf(parameters));
      const { location, tags, managedBy } = request.body ?? {};
      if (typeof location !== 'string')
        throw new ArmError(
          400,
          'LocationRequired',
          `The resource group '${parameters['name']}' needs a location.`,
        );
      const existing = world.store.get(idOf(parameters));
      if (existing?.location !== undefined && sameLocation(existing.location) !== sameLocation(location))
        throw new ArmError(
          409,
          'InvalidResourceGroupLocation',
          `The resource group '${existing.name}' already exists in '${existing.location}'; its location cannot change.`,
        );
      const resource = {
        id: existing?.id ?? idOf(parameters),
        name: existing?.name ?? parameters['name'] ?? '',
        type: 'Microsoft.Resources/resourceGroups',
        location,
        tags: isJsonObject(tags) ? tags : {},
        ...(managedBy === undefined ? {} : { managedBy }),
        properties: { provisioningState: 'Succeeded' },
      };
      await world.allow({ operation: 'write', resource, ...(existing === undefined ? {} : { existing }) });
      return { status: existing === undefined ? 201 : 200, body: world.write(resource) as JsonObject };
    }),
    route('PATCH', one, async (request, parameters) => {
      const existing = mustHave(parameters);
      const { tags } = request.body ?? {};
      const resource = { ...existing, ...(isJsonObject(tags) ? { tags } : {}) };
      const stored = world.store.get(idOf(parameters));
      if (stored !== undefined)
        await world.allow({
          operation: 'write',
          resource: { ...stored, ...(isJsonObject(tags) ? { tags } : {}) },
          existing: stored,
        });
      return { status: 200, body: world.write(resource, 'PATCH') as JsonObject };
    }),
    route('DELETE', one, async (request, parameters) => {
      mustHave(parameters);
      const id = idOf(parameters);
      for (const resource of [world.store.get(id), ...world.store.under(id)])
        if (resource !== undefined) await world.allow({ operation: 'delete', resource, existing: resource });
      const operation = world.operations.start(() => void world.remove(id));
      return runningOperation(request, `/subscriptions/${parameters['subscription']}`, operation.id);
    }),
  ];
}

const sameLocation = (location: string): string => location.replaceAll(' ', '').toLowerCase();
