import { ArmRequestError, type ArmRestClient } from '../azure/index';
import {
  armIdKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseArmId,
  type ScopeTree,
  type SubscriptionPlace,
} from '../policy/index';

const entitiesApiVersion = '2020-05-01';
const subscriptionApiVersion = '2022-12-01';

/**
 * Where subscriptions hang in the management group hierarchy. Azure tells it to whoever may read management groups;
 * for others the groups are those at which inherited assignments stand, whose order is not known then, except that the
 * tenant root group comes last.
 *
 * @throws ArmRequestError when a subscription cannot be read
 */
export async function readScopeTree(
  armRest: ArmRestClient,
  subscriptionIds: readonly string[],
  inheritedAssignments: ReadonlyMap<string, readonly JsonObject[]>,
): Promise<ScopeTree> {
  const known = await knownPlaces(armRest, new Set(subscriptionIds.map((id) => id.toLowerCase())));
  const places = subscriptionIds.map(
    (id) =>
      known.get(id.toLowerCase()) ??
      placeFromAssignments(armRest, id, inheritedAssignments.get(id.toLowerCase()) ?? []),
  );
  return { subscriptions: await Promise.all(places) };
}

async function knownPlaces(
  armRest: ArmRestClient,
  wanted: ReadonlySet<string>,
): Promise<Map<string, SubscriptionPlace>> {
  const places = new Map<string, SubscriptionPlace>();
  try {
    const entities = armRest.listByPost('/providers/Microsoft.Management/getEntities', {
      apiVersion: entitiesApiVersion,
    });
    for await (const entity of entities) {
      const subscriptionId = String(entity['name'] ?? '');
      if (entity['type'] !== '/subscriptions' || !wanted.has(subscriptionId.toLowerCase())) continue;
      const properties = isJsonObject(entity['properties']) ? entity['properties'] : {};
      const { parentNameChain, displayName } = properties;
      if (!Array.isArray(parentNameChain)) continue;
      places.set(subscriptionId.toLowerCase(), {
        subscriptionId,
        ...(typeof displayName === 'string' ? { displayName } : {}),
        // The chain runs from the root group down.
        managementGroups: (parentNameChain as JsonValue[]).map(String).reverse(),
      });
    }
  } catch (error) {
    // Reading the hierarchy takes a right of its own, which a reader of subscriptions need not have.
    if (!(error instanceof ArmRequestError) || ![401, 403, 404].includes(error.status ?? 0)) throw error;
  }
  return places;
}

async function placeFromAssignments(
  armRest: ArmRestClient,
  subscriptionId: string,
  inherited: readonly JsonObject[],
): Promise<SubscriptionPlace> {
  const path = `/subscriptions/${subscriptionId}`;
  const subscription = await armRest.get(path, { apiVersion: subscriptionApiVersion });
  if (subscription === undefined)
    throw new ArmRequestError('SubscriptionNotFound', path, 404, 'There is no such subscription.');
  const groups = new Map<string, string>();
  for (const assignment of inherited) {
    const scope = parseArmId(String(assignment['id'] ?? ''))?.scope ?? '';
    const group = parseArmId(scope)?.managementGroup;
    if (group !== undefined) groups.set(armIdKey(group), group);
  }
  const tenant = String(subscription['tenantId'] ?? '').toLowerCase();
  const names = [...groups.values()];
  const isRoot = (name: string): boolean => name.toLowerCase() === tenant;
  const { displayName } = subscription;
  return {
    subscriptionId,
    ...(typeof displayName === 'string' ? { displayName } : {}),
    managementGroups: [...names.filter((name) => !isRoot(name)), ...names.filter(isRoot)],
  };
}
