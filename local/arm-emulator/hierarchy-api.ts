import { type ArmResource, armIdKey, type JsonObject, managementGroupId } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmWorld } from './arm-world';
import { pageOf } from './paging';
import { type Route, route } from './route';

const groupType = 'Microsoft.Management/managementGroups';

/** Subscriptions, management groups, and the entities that tell who is above whom. */
export function hierarchyRoutes(world: ArmWorld): Route[] {
  const subscriptions = (): ArmResource[] => world.store.ofType('Microsoft.Resources/subscriptions');
  return [
    route('GET', '/subscriptions', (request) =>
      pageOf(request, subscriptions(), (each) => subscriptionBody(world, each)),
    ),
    route('GET', '/subscriptions/{subscription}', (_, { subscription = '' }) => {
      world.mustHaveContainer(`/subscriptions/${subscription}`);
      const found = world.store.get(`/subscriptions/${subscription}`);
      return { status: 200, body: found === undefined ? {} : subscriptionBody(world, found) };
    }),
    route('GET', `/providers/${groupType}`, (request) =>
      pageOf(request, allGroups(world), ({ id, name, type, properties }) => ({
        id,
        name,
        type,
        properties: { tenantId: world.tenantId, displayName: properties?.['displayName'] ?? name },
      })),
    ),
    route('GET', `/providers/${groupType}/{name}`, (request, { name = '' }) => {
      const group = allGroups(world).find(({ id }) => armIdKey(id) === armIdKey(managementGroupId(name)));
      if (group === undefined)
        throw new ArmError(
          404,
          'ManagementGroupNotFound',
          `The management group '${name}' could not be found.`,
        );
      const expand = (request.query.get('$expand') ?? '').toLowerCase().split(',');
      const deep = (request.query.get('$recurse') ?? '').toLowerCase() === 'true';
      return { status: 200, body: groupBody(world, group, expand, deep) };
    }),
    route('POST', '/providers/Microsoft.Management/getEntities', (request) => {
      const entities = [...allGroups(world), ...subscriptions()];
      const page = pageOf(request, entities, (each) => entityBody(world, each));
      return { ...page, body: { ...page.body, count: entities.length } };
    }),
  ];
}

/** The stored groups, and the root group that every tenant has. */
function allGroups(world: ArmWorld): ArmResource[] {
  const groups = world.store.ofType(groupType);
  const rootId = managementGroupId(world.tenantId);
  if (groups.some(({ id }) => armIdKey(id) === armIdKey(rootId))) return groups;
  const root = {
    id: rootId,
    name: world.tenantId,
    type: groupType,
    properties: { displayName: 'Tenant Root Group' },
  };
  return [...groups, root].sort((a, b) => (armIdKey(a.id) < armIdKey(b.id) ? -1 : 1));
}

function subscriptionBody(world: ArmWorld, subscription: ArmResource): JsonObject {
  const { properties: _, name, type: __, ...rest } = subscription;
  const subscriptionId = subscription.id.slice('/subscriptions/'.length);
  return {
    subscriptionId,
    displayName: name,
    state: 'Enabled',
    tenantId: world.tenantId,
    authorizationSource: 'RoleBased',
    ...(rest as JsonObject),
  };
}

function groupBody(world: ArmWorld, group: ArmResource, expand: string[], deep: boolean): JsonObject {
  const chain = world.tree.ancestorsOf(group.id);
  const parent = chain[0];
  return {
    id: group.id,
    name: group.name,
    type: groupType,
    properties: {
      tenantId: world.tenantId,
      displayName: group.properties?.['displayName'] ?? group.name,
      details: {
        version: 1,
        ...(parent === undefined
          ? {}
          : { parent: { id: parent, name: lastSegment(parent), displayName: nameAt(world, parent) } }),
        ...(expand.includes('path')
          ? {
              path: [...chain]
                .reverse()
                .map((id) => ({ name: lastSegment(id), displayName: nameAt(world, id) })),
            }
          : {}),
        ...(expand.includes('ancestors') ? { managementGroupAncestors: chain.map(lastSegment) } : {}),
      },
      ...(expand.includes('children') ? { children: childrenBody(world, group.id, deep) } : {}),
    },
  };
}

function childrenBody(world: ArmWorld, id: string, deep: boolean): JsonObject[] {
  return world.tree.childrenOf(id).map((child) => {
    const isGroup = child.type.toLowerCase() === groupType.toLowerCase();
    const below = isGroup && deep ? childrenBody(world, child.id, deep) : [];
    return {
      id: child.id,
      type: isGroup ? groupType : '/subscriptions',
      name: lastSegment(child.id),
      displayName: displayNameOf(child),
      ...(below.length === 0 ? {} : { children: below }),
    };
  });
}

/** `parentNameChain` runs from the root down to the immediate parent. */
function entityBody(world: ArmWorld, entity: ArmResource): JsonObject {
  const chain = world.tree.ancestorsOf(entity.id);
  const downwards = [...chain].reverse();
  const isGroup = entity.type.toLowerCase() === groupType.toLowerCase();
  return {
    id: entity.id,
    name: lastSegment(entity.id),
    type: isGroup ? groupType : '/subscriptions',
    properties: {
      tenantId: world.tenantId,
      displayName: displayNameOf(entity),
      parent: { id: chain[0] ?? null },
      permissions: 'edit',
      inheritedPermissions: 'edit',
      parentDisplayNameChain: downwards.map((id) => nameAt(world, id)),
      parentNameChain: downwards.map(lastSegment),
    },
  };
}

function displayNameOf(resource: ArmResource): string {
  const { displayName } = resource;
  return String(displayName ?? resource.properties?.['displayName'] ?? resource.name);
}

function nameAt(world: ArmWorld, id: string): string {
  const found = allGroups(world).find((group) => armIdKey(group.id) === armIdKey(id));
  return found === undefined ? lastSegment(id) : displayNameOf(found);
}

const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
