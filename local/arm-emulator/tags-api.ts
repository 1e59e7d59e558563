import { type ArmResource, isJsonObject, type JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { mustHaveScope } from './policy-scopes';
import { type Route, route } from './route';

const pattern = '/{scope*}/providers/Microsoft.Resources/tags/default';

/** The tags of a subscription, resource group or resource as an object of their own. */
export function tagRoutes(world: ArmWorld): Route[] {
  const holder = (scope: string): ArmResource => {
    mustHaveScope(world, scope);
    const found = world.store.get(scope);
    if (found === undefined)
      throw new ArmError(404, 'ResourceNotFound', `The resource '${scope}' could not be found.`);
    return found;
  };
  const replace = async (existing: ArmResource, tags: JsonObject, method: string): Promise<ArmResponse> => {
    const resource = { ...existing, tags };
    await world.allow({ operation: 'write', resource, existing });
    const stored = world.write(
      resource as JsonObject,
      method,
      `${existing.id}/providers/Microsoft.Resources/tags/default`,
    );
    return { status: 200, body: tagsOf(stored) };
  };
  return [
    route('GET', pattern, (_, { scope = '' }) => ({ status: 200, body: tagsOf(holder(scope)) })),
    route('PUT', pattern, (request, { scope = '' }) => replace(holder(scope), givenTags(request), 'PUT')),
    route('PATCH', pattern, (request, { scope = '' }) => {
      const existing = holder(scope);
      const operation = String(request.body?.['operation'] ?? '').toLowerCase();
      return replace(existing, changed(existing.tags ?? {}, givenTags(request), operation), 'PATCH');
    }),
    route('DELETE', pattern, async (_, { scope = '' }) => {
      await replace(holder(scope), {}, 'DELETE');
      return { status: 200 };
    }),
  ];
}

function givenTags(request: ArmRequest): JsonObject {
  const properties = request.body?.['properties'];
  const tags = isJsonObject(properties) ? properties['tags'] : undefined;
  if (isJsonObject(tags)) return tags;
  throw new ArmError(
    400,
    'InvalidRequestContent',
    "The request content was invalid: it must have 'properties.tags'.",
  );
}

/** Tag names are the same in any letter case; values are not. */
function changed(before: JsonObject, given: JsonObject, operation: string): JsonObject {
  if (operation === 'replace') return given;
  const names = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const kept = Object.entries(before).filter(([name, value]) =>
    operation === 'delete' ? names.get(name.toLowerCase()) !== value : !names.has(name.toLowerCase()),
  );
  if (operation === 'merge') return Object.fromEntries([...kept, ...Object.entries(given)]);
  if (operation === 'delete') return Object.fromEntries(kept);
  throw new ArmError(
    400,
    'InvalidRequestContent',
    "The request content was invalid: 'operation' must be Merge, Replace or Delete.",
  );
}

const tagsOf = (resource: ArmResource): JsonObject => ({
  id: `${resource.id}/providers/Microsoft.Resources/tags/default`,
  name: 'default',
  type: 'Microsoft.Resources/tags',
  properties: { tags: resource.tags ?? {} },
});
