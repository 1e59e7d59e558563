import type { JsonObject, JsonValue } from '../expressions';
import { isJsonArray, jsonTypeName, readProperty } from '../expressions';
import { EXTENSION_TYPES } from './extension-types';
import { memberOf } from './object-keys';
import { PolicyEvaluationError } from './policy-evaluation-error';
import { createSubject, resourceTypeFromId } from './subject';

/** Which resources an auditIfNotExists or deployIfNotExists rule looks for; expressions are expanded. */
export interface RelatedResourceQuery {
  readonly type: string;
  /** Name, or names from the parents on; the last segment may be `?` for any. */
  readonly name?: string;
  readonly kind?: string;
  /** Where to look in place of the resource's own group. */
  readonly resourceGroupName?: string;
  readonly existenceScope: 'ResourceGroup' | 'Subscription';
  /** Where related resources lie: below the resource itself (child and extension types), in a resource group, or a subscription. */
  readonly within: 'resource' | 'resourceGroup' | 'subscription';
  /** ARM id that the ids of related resources start with; the resource's own id where `within` is resource. */
  readonly scope: string;
  readonly evaluationDelay?: string;
  readonly roleDefinitionIds?: readonly string[];
  /** DINE: where the deployment runs. */
  readonly deploymentScope?: 'ResourceGroup' | 'Subscription';
}

const ANY_NAME = '?';
const QUERY_KEYS = new Set([
  'type',
  'name',
  'kind',
  'resourcegroupname',
  'existencescope',
  'evaluationdelay',
  'roledefinitionids',
  'deploymentscope',
]);

/** The members of `then.details` that say what to look for; the deployment's expressions are for later. */
export function queryDetails(details: JsonObject | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(details ?? {}).filter(([key]) => QUERY_KEYS.has(key.toLowerCase())),
  );
}

/** Builds the query from expanded details. Throws PolicyEvaluationError where they are unusable. */
export function relatedQuery(details: JsonValue | undefined, resource: JsonObject): RelatedResourceQuery {
  const object =
    typeof details === 'object' && !isJsonArray(details) && details !== null ? (details as JsonObject) : {};
  const type = text(object, 'type');
  if (type === undefined) {
    throw new PolicyEvaluationError(
      'InvalidDetails',
      'then.details.type',
      'The effect looks for a related resource, but "type" does not say which.',
    );
  }
  const id = typeof resource['id'] === 'string' ? resource['id'] : '';
  const subscriptionScope = text(object, 'existenceScope')?.toLowerCase() === 'subscription';
  const resourceGroupName = text(object, 'resourceGroupName');
  const name = text(object, 'name');
  const kind = text(object, 'kind');
  const evaluationDelay = text(object, 'evaluationDelay');
  const roles = memberOf(object, 'roleDefinitionIds');
  const deploymentScope = text(object, 'deploymentScope');
  return {
    type,
    existenceScope: subscriptionScope ? 'Subscription' : 'ResourceGroup',
    ...place(type, resource, id, subscriptionScope, resourceGroupName),
    ...(name === undefined ? {} : { name }),
    ...(kind === undefined ? {} : { kind }),
    ...(resourceGroupName === undefined ? {} : { resourceGroupName }),
    ...(evaluationDelay === undefined ? {} : { evaluationDelay }),
    ...(isJsonArray(roles) ? { roleDefinitionIds: roles.filter((role) => typeof role === 'string') } : {}),
    ...(deploymentScope === undefined
      ? {}
      : {
          deploymentScope:
            deploymentScope.toLowerCase() === 'subscription' ? 'Subscription' : 'ResourceGroup',
        }),
  };
}

function text(details: JsonObject, name: string): string | undefined {
  const value = memberOf(details, name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new PolicyEvaluationError(
    'InvalidDetails',
    `then.details.${name}`,
    `"${name}" must be text but is ${jsonTypeName(value)}.`,
  );
}

function place(
  type: string,
  resource: JsonObject,
  id: string,
  subscriptionScope: boolean,
  resourceGroupName: string | undefined,
): Pick<RelatedResourceQuery, 'within' | 'scope'> {
  const own = createSubject(resource, undefined).type;
  const lower = type.toLowerCase();
  if ((own !== '' && lower.startsWith(`${own}/`)) || EXTENSION_TYPES.has(lower)) {
    return { within: 'resource', scope: id };
  }
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(id) ?? [];
  if (subscriptionScope) return { within: 'subscription', scope: subscription };
  if (resourceGroupName !== undefined) {
    return { within: 'resourceGroup', scope: `${subscription}/resourceGroups/${resourceGroupName}` };
  }
  const [group] = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id) ?? [];
  // A subscription has no group: what is related to it lies in it.
  return group === undefined
    ? { within: 'subscription', scope: subscription }
    : { within: 'resourceGroup', scope: group };
}

/** Whether a resource answers a query: by type, place, name and kind. */
export function matchesRelatedQuery(query: RelatedResourceQuery, resource: JsonObject): boolean {
  const subject = createSubject(resource, undefined);
  if (subject.type !== query.type.toLowerCase()) return false;
  const id = typeof resource['id'] === 'string' ? resource['id'].toLowerCase() : '';
  if (
    id !== '' &&
    query.scope !== '' &&
    !id.startsWith(`${query.scope.toLowerCase()}/`) &&
    id !== query.scope.toLowerCase()
  ) {
    return false;
  }
  if (query.kind !== undefined && !sameName(readProperty(resource, 'kind'), query.kind)) return false;
  return query.name === undefined || matchesName(query.name, fullNameOf(resource, id));
}

const sameName = (value: JsonValue | undefined, wanted: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase();

function fullNameOf(resource: JsonObject, id: string): readonly string[] {
  if (resourceTypeFromId(id) !== '') {
    const parts = id.slice(id.lastIndexOf('/providers/') + '/providers/'.length).split('/');
    return parts.filter((_, index) => index > 0 && index % 2 === 0);
  }
  const name = resource['name'];
  return typeof name === 'string' ? name.toLowerCase().split('/') : [];
}

/** Names are compared from the last segment backwards, so that a plain name and a full one both match. */
function matchesName(wanted: string, found: readonly string[]): boolean {
  const segments = wanted.toLowerCase().split('/');
  if (segments.length > found.length) return false;
  const tail = found.slice(found.length - segments.length);
  return segments.every(
    (segment, index) => segment === tail[index] || (segment === ANY_NAME && index === segments.length - 1),
  );
}
