import type { ArmRestClient } from '../azure/index';
import { type ArmResource, armIdKey, type JsonObject, parseArmId } from '../policy/index';
import type { ApiVersions } from './api-versions';

/** What the details of auditIfNotExists and deployIfNotExists ask for, with all expressions expanded. */
export interface RelatedResourceQuery {
  /** The resource that the rule's `if` matched. */
  readonly resourceId: string;
  readonly type: string;
  /** The exact name (all segments of a nested one); `?` as the last segment stands for any. */
  readonly name?: string;
  readonly kind?: string;
  /** Where to look, instead of the resource's own resource group. */
  readonly resourceGroupName?: string;
  /** `ResourceGroup` (when absent) or `Subscription`, in any letter case. */
  readonly existenceScope?: string;
}

/** Types that hang on other resources: they are found at the resource itself, never in a list of its group. */
const extensionTypes =
  /^microsoft\.(insights\/diagnosticsettings|kubernetesconfiguration\/|authorization\/|containerservice\/fleetmemberships|security\/|policyinsights\/|guestconfiguration\/|maintenance\/configurationassignments)/i;

/**
 * Finds related resources: a child type below the resource, an extension type on it, any other type in the resource
 * group or subscription (azure-policy: auditIfNotExists, existenceScope).
 *
 * @throws ArmRequestError when a list cannot be read; a list that does not exist is empty
 */
export async function readRelated(
  armRest: ArmRestClient,
  apiVersions: ApiVersions,
  query: RelatedResourceQuery,
  getResource: (id: string) => Promise<ArmResource | undefined>,
): Promise<ArmResource[]> {
  const resource = parseArmId(query.resourceId);
  if (resource === undefined) return [];
  const exact = exactId(query);
  if (exact !== undefined) {
    const found = await getResource(exact);
    return found === undefined ? [] : [found].filter((each) => isKind(each, query.kind));
  }
  const apiVersion = await apiVersions.forType(query.type, resource.subscriptionId);
  const found: ArmResource[] = [];
  for await (const raw of listOrNothing(armRest, collectionPath(query), apiVersion)) {
    const related = asResource(raw, query.type);
    if (isKind(related, query.kind) && isNamed(related, query.name)) found.push(related);
  }
  return found;
}

async function* listOrNothing(
  armRest: ArmRestClient,
  path: string,
  apiVersion: string,
): AsyncGenerator<JsonObject> {
  try {
    yield* armRest.list(path, { apiVersion });
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error;
  }
}

function exactId(query: RelatedResourceQuery): string | undefined {
  const { name } = query;
  if (name === undefined || name === '' || name.endsWith('?')) return undefined;
  const names = name.split('/');
  const types = query.type.split('/').slice(1);
  const own = parseArmId(query.resourceId);
  if (isChild(query)) {
    // A child may be named by its own name alone, or by the whole path of names.
    return `${own?.id}/${query.type.split('/').at(-1)}/${names.at(-1)}`;
  }
  const subscriptionWide = query.existenceScope?.toLowerCase() === 'subscription';
  if (names.length !== types.length || (subscriptionWide && !extensionTypes.test(query.type)))
    return undefined;
  const path = types.map((type, index) => `${type}/${names[index]}`).join('/');
  return `${scopeOf(query)}/providers/${query.type.split('/')[0]}/${path}`;
}

function collectionPath(query: RelatedResourceQuery): string {
  if (isChild(query)) return `${query.resourceId}/${query.type.split('/').at(-1)}`;
  return `${scopeOf(query)}/providers/${query.type}`;
}

function scopeOf(query: RelatedResourceQuery): string {
  const own = parseArmId(query.resourceId);
  if (extensionTypes.test(query.type)) return own?.id ?? '';
  const subscription = `/subscriptions/${own?.subscriptionId}`;
  if (query.existenceScope?.toLowerCase() === 'subscription') return subscription;
  const group = query.resourceGroupName ?? own?.resourceGroup;
  return group === undefined ? subscription : `${subscription}/resourceGroups/${group}`;
}

/** A type directly below the type of the resource. */
function isChild(query: RelatedResourceQuery): boolean {
  const type = parseArmId(query.resourceId)?.type?.toLowerCase();
  const related = query.type.toLowerCase();
  return (
    type !== undefined && related.startsWith(`${type}/`) && !related.slice(type.length + 1).includes('/')
  );
}

function isKind(resource: ArmResource, kind: string | undefined): boolean {
  return kind === undefined || resource.kind?.toLowerCase() === kind.toLowerCase();
}

/** A name that ends in `?` fits any last segment; in a list over a subscription, an exact name has to fit too. */
function isNamed(resource: ArmResource, name: string | undefined): boolean {
  if (name === undefined || name === '') return true;
  const full = (parseArmId(resource.id)?.fullName ?? resource.name).toLowerCase();
  const wanted = name.toLowerCase();
  if (wanted.endsWith('?')) return full.startsWith(wanted.slice(0, -1)) || wanted === '?';
  return full === wanted || armIdKey(resource.name) === armIdKey(name);
}

function asResource(raw: JsonObject, type: string): ArmResource {
  const id = String(raw['id'] ?? '');
  return {
    ...raw,
    id,
    name: String(raw['name'] ?? parseArmId(id)?.name ?? ''),
    type: String(raw['type'] ?? type),
  };
}
