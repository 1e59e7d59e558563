import { type ArmResource, isClusterType, isJsonObject, type JsonObject, parseArmId } from '../../policy';
import { refuseBody } from './what-if-body-error';

/** What stands beside the properties of a cluster, in ARM or in what Azure CLI makes of it. */
const besideProperties: ReadonlySet<string> = new Set([
  'id',
  'name',
  'type',
  'location',
  'tags',
  'kind',
  'sku',
  'identity',
  'extendedLocation',
  'etag',
  'eTag',
  'apiVersion',
  'systemData',
  'resourceGroup',
]);

/**
 * Reads a cluster as it would be. Its name and type come from its id.
 *
 * @throws WhatIfBodyError when it is no cluster in the shape that ARM gives
 */
export function readProposedResource(given: JsonObject): ArmResource {
  // Azure CLI prints null for what is not there.
  const raw: JsonObject = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const id = parseArmId(typeof raw['id'] === 'string' ? raw['id'] : '');
  if (id?.kind !== 'resource' || id.type === undefined || !isClusterType(id.type))
    return refuseBody("'resource.id' must be the full id of a cluster.");
  const { type = id.type, location, tags } = raw;
  if (typeof type !== 'string' || type.toLowerCase() !== id.type.toLowerCase())
    return refuseBody(`'resource.type' must be '${id.type}', as in the id, or left out.`);
  if (typeof location !== 'string') return refuseBody("'resource.location' must be a region, as a text.");
  if (tags !== undefined && !isJsonObject(tags)) return refuseBody("'resource.tags' must be an object.");
  const { properties } = raw;
  if (properties !== undefined && !isJsonObject(properties))
    return refuseBody("'resource.properties' must be an object.");
  const misplaced =
    properties === undefined ? Object.keys(raw).find((key) => !besideProperties.has(key)) : undefined;
  if (misplaced !== undefined)
    return refuseBody(
      `'resource.${misplaced.slice(0, 60)}' belongs into 'resource.properties'. Give the cluster as ARM does: 'az resource show' prints it so, 'az aks show' does not.`,
    );
  return { ...raw, id: id.id, name: id.name ?? '', type, location };
}
