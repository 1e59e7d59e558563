import { createHash } from 'node:crypto';
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
import { parsePolicyFilter } from './policy-filter';
import { assignmentKind } from './policy-kind';
import { mustHavePolicyObject, policyObjectId, propertiesOf, systemData } from './policy-object';
import { checkParameterValues } from './policy-parameters';
import { ancestorKeys, mustHaveScope, standingFrom } from './policy-scopes';
import { type Route, type RouteParameters, route } from './route';

const pattern = '/{scope*}/providers/Microsoft.Authorization/policyAssignments';

/** Policy assignments at every scope: get, list, put, patch and delete. */
export function policyAssignmentRoutes(world: ArmWorld): Route[] {
  const idOf = ({ scope = '', name = '' }: RouteParameters): string =>
    policyObjectId(scope, assignmentKind, name);
  return [
    route('GET', pattern, (request, { scope = '' }) => listAssignments(world, request, scope)),
    route('GET', `${pattern}/{name}`, (request, parameters) => ({
      status: 200,
      body: expanded(world, request, mustHavePolicyObject(world, assignmentKind, idOf(parameters))),
    })),
    route('PUT', `${pattern}/{name}`, (request, parameters) => putAssignment(world, request, parameters)),
    route('PATCH', `${pattern}/{name}`, (request, parameters) => {
      const existing = mustHavePolicyObject(world, assignmentKind, idOf(parameters));
      const { location, identity, properties } = request.body ?? {};
      const stored = world.write(
        {
          ...existing,
          ...(location === undefined ? {} : { location }),
          ...(identity === undefined ? {} : { identity: withPrincipal(world, existing.id, identity) }),
          properties: { ...existing.properties, ...changeable(properties) },
        } as JsonObject,
        'PATCH',
      );
      return { status: 200, body: stored as JsonObject };
    }),
    route('DELETE', `${pattern}/{name}`, (_, parameters) => {
      const removed = world.remove(idOf(parameters));
      return removed === undefined ? { status: 204 } : { status: 200, body: removed as JsonObject };
    }),
  ];
}

function listAssignments(world: ArmWorld, request: ArmRequest, scope: string): ArmResponse {
  mustHaveScope(world, scope);
  const filter = parsePolicyFilter(request.query.get('$filter'));
  const standing = standingFrom(world, scope);
  const isGroup = parseArmId(scope)?.kind === 'managementGroup';
  const shown = world.store.ofType(assignmentKind.type).filter((assignment) => {
    const at = standing(assignment);
    if (filter.atExactScope) return at === 'own';
    if (at === 'elsewhere' || (at === 'contained' && (filter.atScope || isGroup))) return false;
    const definition = String(assignment.properties?.['policyDefinitionId'] ?? '');
    return (
      filter.policyDefinitionId === undefined || armIdKey(filter.policyDefinitionId) === armIdKey(definition)
    );
  });
  return pageOf(request, shown, (assignment) => expanded(world, request, assignment));
}

function putAssignment(world: ArmWorld, request: ArmRequest, parameters: RouteParameters): ArmResponse {
  const { scope = '', name = '' } = parameters;
  mustHaveScope(world, scope);
  const id = policyObjectId(scope, assignmentKind, name);
  const existing = world.store.get(id);
  const given = propertiesOf(request);
  const definition = assignedDefinition(world, scope, given['policyDefinitionId']);
  checkParameterValues(definition.properties?.['parameters'], given['parameters'], name, definition.name);
  const { location, identity } = request.body ?? {};
  if (isJsonObject(identity) && identity['type'] !== 'None' && typeof location !== 'string')
    throw new ArmError(
      400,
      'LocationRequired',
      `The policy assignment '${name}' has an identity, so it needs a location.`,
    );
  const stored = world.write({
    id: existing?.id ?? id,
    name,
    type: assignmentKind.type,
    ...(location === undefined ? {} : { location }),
    ...(identity === undefined ? {} : { identity: withPrincipal(world, id, identity) }),
    properties: {
      enforcementMode: 'Default',
      ...given,
      scope: scope === '' ? '/' : scope,
      instanceId: existing?.properties?.['instanceId'] ?? guidFor(`instance ${armIdKey(id)}`),
    },
    systemData: systemData(existing),
  });
  // Both packages that exist take 201 alone, for an update too.
  return { status: 201, body: stored as JsonObject };
}

function assignedDefinition(world: ArmWorld, scope: string, id: unknown): ArmResource {
  const parsed = typeof id === 'string' ? parseArmId(id) : undefined;
  const type = parsed?.type?.toLowerCase() ?? '';
  const found = type.startsWith('microsoft.authorization/policy')
    ? world.store.get(parsed?.id ?? '')
    : undefined;
  const visible = [armIdKey(scope), ...ancestorKeys(world, scope)].includes(armIdKey(parsed?.scope ?? ''));
  if (found !== undefined && visible) return found;
  const isSet = type.endsWith('/policysetdefinitions');
  throw new ArmError(
    typeof id === 'string' ? 404 : 400,
    typeof id === 'string'
      ? isSet
        ? 'PolicySetDefinitionNotFound'
        : 'PolicyDefinitionNotFound'
      : 'InvalidRequestContent',
    `The policy ${isSet ? 'set ' : ''}definition '${String(id)}' could not be found at or above the scope '${scope}'.`,
  );
}

function expanded(world: ArmWorld, request: ArmRequest, assignment: ArmResource): JsonObject {
  const wanted = (request.query.get('$expand') ?? '').toLowerCase();
  if (!wanted.includes('definitionversion')) return assignment as JsonObject;
  const definition = world.store.get(String(assignment.properties?.['policyDefinitionId'] ?? ''));
  const version = definition?.properties?.['version'];
  if (version === undefined) return assignment as JsonObject;
  return {
    ...assignment,
    properties: {
      ...assignment.properties,
      ...(wanted.includes('latestdefinitionversion') ? { latestDefinitionVersion: version } : {}),
      ...(wanted.includes('effectivedefinitionversion') ? { effectiveDefinitionVersion: version } : {}),
    },
  } as JsonObject;
}

/** A PATCH changes these two properties and no others. */
function changeable(properties: unknown): JsonObject {
  if (!isJsonObject(properties)) return {};
  const { resourceSelectors, overrides } = properties;
  return {
    ...(resourceSelectors === undefined ? {} : { resourceSelectors }),
    ...(overrides === undefined ? {} : { overrides }),
  };
}

function withPrincipal(world: ArmWorld, id: string, identity: unknown): JsonObject {
  if (!isJsonObject(identity)) return { type: 'None' };
  if (identity['type'] !== 'SystemAssigned') return identity;
  return { ...identity, principalId: guidFor(`principal ${armIdKey(id)}`), tenantId: world.tenantId };
}

/** A GUID that the same text gets again. */
function guidFor(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
