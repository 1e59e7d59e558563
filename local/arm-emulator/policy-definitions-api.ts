import {
  type ArmResource,
  armIdKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { pageOf } from './paging';
import { parsePolicyFilter } from './policy-filter';
import { assignmentKind, definitionKind, type PolicyKind, setDefinitionKind } from './policy-kind';
import { mustHavePolicyObject, policyObjectId, propertiesOf, systemData } from './policy-object';
import { checkParameterDeclarations } from './policy-parameters';
import { mustHaveScope, standingFrom } from './policy-scopes';
import { type Route, type RouteParameters, route } from './route';

/** Policy definitions and initiatives: get, list, put and delete, at subscriptions, management groups and built in. */
export function policyDefinitionRoutes(world: ArmWorld): Route[] {
  return [definitionKind, setDefinitionKind].flatMap((kind) => {
    const list = `/{scope*}/providers/Microsoft.Authorization/${kind.segment}`;
    const one = `${list}/{name}`;
    return [
      route('GET', list, (request, parameters) => listDefinitions(world, kind, request, parameters)),
      route('GET', one, (_, { scope = '', name = '' }) => ({
        status: 200,
        body: mustHavePolicyObject(world, kind, policyObjectId(scope, kind, name)) as JsonObject,
      })),
      route('PUT', one, (request, parameters) => putDefinition(world, kind, request, parameters)),
      route('DELETE', one, (_, parameters) => deleteDefinition(world, kind, parameters)),
    ];
  });
}

function listDefinitions(
  world: ArmWorld,
  kind: PolicyKind,
  request: ArmRequest,
  { scope = '' }: RouteParameters,
): ArmResponse {
  mustHaveScope(world, scope);
  const filter = parsePolicyFilter(request.query.get('$filter'));
  const standing = standingFrom(world, scope);
  const shown = world.store.ofType(kind.type).filter((object) => {
    const at = standing(object);
    if (filter.atExactScope ? at !== 'own' : at !== 'own' && at !== 'inherited') return false;
    const { policyType, metadata } = object.properties ?? {};
    const category = isJsonObject(metadata) ? metadata['category'] : undefined;
    return fits(filter.policyType, policyType) && fits(filter.category, category);
  });
  return pageOf(request, shown, (object) => object as JsonObject);
}

const fits = (wanted: string | undefined, value: JsonValue | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === String(value ?? '').toLowerCase();

function putDefinition(
  world: ArmWorld,
  kind: PolicyKind,
  request: ArmRequest,
  { scope = '', name = '' }: RouteParameters,
): ArmResponse {
  refuseBuiltIn(scope, kind);
  mustHaveScope(world, scope);
  const id = policyObjectId(scope, kind, name);
  const existing = world.store.get(id);
  const given = propertiesOf(request);
  checkParameterDeclarations(given['parameters']);
  const properties: JsonObject = {
    ...given,
    ...(kind === definitionKind ? definitionDefaults(given) : { policyDefinitions: members(world, given) }),
    policyType: 'Custom',
    version: given['version'] ?? '1.0.0',
    versions: given['versions'] ?? [given['version'] ?? '1.0.0'],
  };
  const stored = world.write({
    id: existing?.id ?? id,
    name,
    type: kind.type,
    properties,
    systemData: systemData(existing),
  });
  // Both packages that exist take 201 alone, for an update too.
  return { status: 201, body: stored as JsonObject };
}

function definitionDefaults(given: JsonObject): JsonObject {
  const rule = given['policyRule'];
  if (!isJsonObject(rule) || !isJsonObject(rule['if']) || !isJsonObject(rule['then']))
    throw new ArmError(
      400,
      'InvalidPolicyRule',
      "Failed to parse the policy rule: it must be an object with 'if' and 'then'.",
    );
  if (typeof rule['then']['effect'] !== 'string')
    throw new ArmError(
      400,
      'InvalidPolicyRule',
      "Failed to parse the policy rule: 'then' must name an 'effect'.",
    );
  return { mode: given['mode'] ?? 'Indexed' };
}

function members(world: ArmWorld, given: JsonObject): JsonObject[] {
  const list = given['policyDefinitions'];
  if (!Array.isArray(list) || list.length === 0)
    throw new ArmError(
      400,
      'InvalidPolicySetDefinition',
      "The policy set definition must have 'policyDefinitions', at least one.",
    );
  const seen = new Set<string>();
  return (list as JsonValue[]).map((member, index) => {
    const definitionId = isJsonObject(member) ? member['policyDefinitionId'] : undefined;
    if (!isJsonObject(member) || typeof definitionId !== 'string')
      throw new ArmError(
        400,
        'InvalidPolicySetDefinition',
        `The member ${index + 1} of the policy set definition must have a 'policyDefinitionId'.`,
      );
    mustHavePolicyObject(world, definitionKind, definitionId);
    const reference = member['policyDefinitionReferenceId'] ?? generatedReference(index, definitionId);
    if (seen.has(String(reference).toLowerCase()))
      throw new ArmError(
        400,
        'InvalidPolicySetDefinition',
        `The reference id '${String(reference)}' is used twice: it must be unique in the set.`,
      );
    seen.add(String(reference).toLowerCase());
    return { ...member, policyDefinitionReferenceId: reference };
  });
}

/** Azure makes up a long number as text. The same member gets the same one again, so that a repeated PUT is one. */
function generatedReference(index: number, definitionId: string): string {
  let hash = BigInt(index + 1);
  for (const character of armIdKey(definitionId))
    hash = (hash * 1_099_511_628_211n + BigInt(character.charCodeAt(0))) & 0xffff_ffff_ffff_ffffn;
  return hash.toString();
}

function deleteDefinition(
  world: ArmWorld,
  kind: PolicyKind,
  { scope = '', name = '' }: RouteParameters,
): ArmResponse {
  refuseBuiltIn(scope, kind);
  const id = policyObjectId(scope, kind, name);
  const existing = world.store.get(id);
  if (existing === undefined) return { status: 204 };
  const user = usersOf(world, id)[0];
  if (user !== undefined)
    throw new ArmError(
      409,
      'Conflict',
      `The ${kind.word} '${name}' cannot be deleted because '${user.id}' uses it.`,
    );
  world.remove(id);
  return { status: 200, body: existing as JsonObject };
}

function usersOf(world: ArmWorld, id: string): ArmResource[] {
  const key = armIdKey(id);
  const uses = (value: JsonValue | undefined): boolean =>
    typeof value === 'string' && armIdKey(value) === key;
  const isMember = (member: JsonValue): boolean => isJsonObject(member) && uses(member['policyDefinitionId']);
  return [
    ...world.store
      .ofType(assignmentKind.type)
      .filter(({ properties }) => uses(properties?.['policyDefinitionId'])),
    ...world.store.ofType(setDefinitionKind.type).filter(({ properties }) => {
      const list = properties?.['policyDefinitions'];
      return Array.isArray(list) && (list as JsonValue[]).some(isMember);
    }),
  ];
}

function refuseBuiltIn(scope: string, kind: PolicyKind): void {
  if (scope === '')
    throw new ArmError(403, 'AuthorizationFailed', `Nobody but Azure may change a built-in ${kind.word}.`);
}
