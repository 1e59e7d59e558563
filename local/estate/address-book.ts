import type { ArmResource, JsonObject } from '../../shared/policy';
import type { Scopes } from './read-scopes';

/** Turns the short names people write in an estate into ARM ids. An answer that is no id says what was expected. */
export interface AddressBook {
  subscription(reference: string | undefined): Address;
  resourceGroup(name: string, subscription: string | undefined): Address;
  /** A full ARM id, or `tenant`, `managementGroups/x`, `subscriptions/x`, `resourceGroups/x`, `clusters/x`. */
  scope(text: string): Address;
  knows(id: string): boolean;
  addResourceGroup(group: ArmResource): void;
  addResource(resource: ArmResource): void;
}

export type Address =
  | { readonly id: string }
  /** `room`: where the files are that it was expected in. */
  | { readonly expected: string; readonly room: string };

export function createAddressBook(scopes: Scopes): AddressBook {
  const resourceGroups: ArmResource[] = [];
  const clusters: ArmResource[] = [];
  const ids = new Map<string, string>();
  const add = (thing: JsonObject | ArmResource): void => {
    ids.set(String(thing['id']).toLowerCase(), String(thing['id']));
  };
  for (const thing of [...scopes.managementGroups, ...scopes.subscriptions]) add(thing);

  const subscription = (reference: string | undefined): Address => {
    const all = scopes.subscriptions;
    const matching =
      reference === undefined
        ? all
        : all.filter((entry) =>
            [entry['subscriptionId'], entry['displayName'], entry['id']].some((name) =>
              same(name, reference),
            ),
          );
    const [only] = matching;
    if (only !== undefined && matching.length === 1) return { id: String(only['id']) };
    const names = all.map((entry) => `${String(entry['displayName'])} (${String(entry['subscriptionId'])})`);
    return { expected: `one of the subscriptions of estate.yaml: ${names.join(', ')}`, room: 'estate.' };
  };

  const oneOf = (candidates: readonly ArmResource[], name: string, room: string): Address => {
    const matching = candidates.filter((candidate) => same(candidate.name, name));
    if (matching.length === 1) return { id: (matching[0] as ArmResource).id };
    if (matching.length > 1)
      return {
        expected: `the full id, as there are several: ${matching.map(({ id }) => id).join(', ')}`,
        room,
      };
    const known = candidates.map((candidate) => candidate.name).join(', ') || 'there are none';
    return {
      expected: `one of the ${room === 'clusters/' ? 'clusters' : 'resource groups'} of this estate (${known})`,
      room,
    };
  };

  return {
    subscription,
    resourceGroup: (name, within) => {
      if (within === undefined) {
        const found = oneOf(resourceGroups, name, 'resource-groups/');
        return 'expected' in found && resourceGroups.filter((group) => same(group.name, name)).length > 1
          ? {
              expected: 'also "subscription", as several subscriptions have a resource group of this name',
              room: 'estate.',
            }
          : found;
      }
      const place = subscription(within);
      if ('expected' in place) return place;
      const inside = resourceGroups.filter(({ id }) =>
        id.toLowerCase().startsWith(`${place.id.toLowerCase()}/`),
      );
      return oneOf(inside, name, 'resource-groups/');
    },
    scope: (text) => {
      if (text.startsWith('/')) {
        const id = ids.get(text.replace(/\/+$/, '').toLowerCase());
        return id === undefined
          ? { expected: 'the id of something in this estate', room: roomOf(text) }
          : { id };
      }
      if (text === 'tenant') return { id: String(scopes.managementGroups[0]?.['id']) };
      const slash = text.indexOf('/');
      const kind = slash < 0 ? '' : text.slice(0, slash).toLowerCase();
      const name = text.slice(slash + 1);
      switch (kind) {
        case 'managementgroups': {
          const id = ids.get(`/providers/microsoft.management/managementgroups/${name}`.toLowerCase());
          const names = scopes.managementGroups.map((group) => String(group['name'])).join(', ');
          return id === undefined
            ? { expected: `one of the management groups of estate.yaml: ${names}`, room: 'estate.' }
            : { id };
        }
        case 'subscriptions':
          return subscription(name);
        case 'resourcegroups':
          return oneOf(resourceGroups, name, 'resource-groups/');
        case 'clusters':
          return oneOf(clusters, name, 'clusters/');
        default:
          return {
            expected:
              'an ARM id, tenant, managementGroups/NAME, subscriptions/NAME, resourceGroups/NAME or clusters/NAME',
            room: 'nowhere',
          };
      }
    },
    knows: (id) => ids.has(id.replace(/\/+$/, '').toLowerCase()),
    addResourceGroup: (group) => {
      resourceGroups.push(group);
      add(group);
    },
    addResource: (resource) => {
      if (/\/(?:managedclusters|connectedclusters)$/i.test(resource.type)) clusters.push(resource);
      add(resource);
    },
  };
}

function same(left: unknown, right: string): boolean {
  return typeof left === 'string' && left.toLowerCase() === right.toLowerCase();
}

function roomOf(id: string): string {
  if (/\/(?:managedclusters|connectedclusters)\//i.test(id)) return 'clusters/';
  if (/\/resourcegroups\/[^/]+\/providers\//i.test(id)) return 'resources/';
  return /\/resourcegroups\//i.test(id) ? 'resource-groups/' : 'estate.';
}
