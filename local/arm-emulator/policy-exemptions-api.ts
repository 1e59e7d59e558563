import { armIdKey, type JsonObject, parseArmId } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import type { ArmWorld } from './arm-world';
import { pageOf } from './paging';
import { parsePolicyFilter } from './policy-filter';
import { assignmentKind, exemptionKind } from './policy-kind';
import { mustHavePolicyObject, policyObjectId, propertiesOf, systemData } from './policy-object';
import { ancestorKeys, mustHaveScope, standingFrom } from './policy-scopes';
import { type Route, type RouteParameters, route } from './route';

const pattern = '/{scope*}/providers/Microsoft.Authorization/policyExemptions';

/** Policy exemptions at every scope: get, list, put, patch and delete. */
export function policyExemptionRoutes(world: ArmWorld): Route[] {
  const idOf = ({ scope = '', name = '' }: RouteParameters): string =>
    policyObjectId(scope, exemptionKind, name);
  return [
    route('GET', pattern, (request, { scope = '' }) => listExemptions(world, request, scope)),
    route('GET', `${pattern}/{name}`, (_, parameters) => ({
      status: 200,
      body: mustHavePolicyObject(world, exemptionKind, idOf(parameters)) as JsonObject,
    })),
    route('PUT', `${pattern}/{name}`, (request, parameters) => putExemption(world, request, parameters)),
    route('PATCH', `${pattern}/{name}`, (request, parameters) => {
      const existing = mustHavePolicyObject(world, exemptionKind, idOf(parameters));
      const stored = world.write(
        { ...existing, properties: { ...existing.properties, ...propertiesOf(request) } } as JsonObject,
        'PATCH',
      );
      return { status: 200, body: stored as JsonObject };
    }),
    // The package that has this call takes no body.
    route('DELETE', `${pattern}/{name}`, (_, parameters) => ({
      status: world.remove(idOf(parameters)) === undefined ? 204 : 200,
    })),
  ];
}

function listExemptions(world: ArmWorld, request: ArmRequest, scope: string): ArmResponse {
  mustHaveScope(world, scope);
  const filter = parsePolicyFilter(request.query.get('$filter'));
  const standing = standingFrom(world, scope);
  const isGroup = parseArmId(scope)?.kind === 'managementGroup';
  const now = Date.now();
  const shown = world.store.ofType(exemptionKind.type).filter((exemption) => {
    const at = standing(exemption);
    if (filter.atExactScope ? at !== 'own' : at === 'elsewhere') return false;
    if (at === 'contained' && (filter.atScope || isGroup)) return false;
    const { expiresOn, policyAssignmentId } = exemption.properties ?? {};
    if (filter.excludeExpired && typeof expiresOn === 'string' && Date.parse(expiresOn) <= now) return false;
    return (
      filter.policyAssignmentId === undefined ||
      armIdKey(filter.policyAssignmentId) === armIdKey(String(policyAssignmentId ?? ''))
    );
  });
  return pageOf(request, shown, (exemption) => exemption as JsonObject);
}

function putExemption(world: ArmWorld, request: ArmRequest, parameters: RouteParameters): ArmResponse {
  const { scope = '', name = '' } = parameters;
  mustHaveScope(world, scope);
  const given = propertiesOf(request);
  check(world, scope, given);
  const id = policyObjectId(scope, exemptionKind, name);
  const existing = world.store.get(id);
  const stored = world.write({
    id: existing?.id ?? id,
    name,
    type: exemptionKind.type,
    properties: given,
    systemData: systemData(existing),
  });
  return { status: existing === undefined ? 201 : 200, body: stored as JsonObject };
}

function check(world: ArmWorld, scope: string, given: JsonObject): void {
  const { policyAssignmentId, exemptionCategory, expiresOn, assignmentScopeValidation } = given;
  if (exemptionCategory !== 'Waiver' && exemptionCategory !== 'Mitigated')
    throw new ArmError(
      400,
      'InvalidRequestContent',
      "The exemption's 'exemptionCategory' must be Waiver or Mitigated.",
    );
  if (expiresOn !== undefined && expiresOn !== null && Number.isNaN(Date.parse(String(expiresOn))))
    throw new ArmError(
      400,
      'InvalidRequestContent',
      "The exemption's 'expiresOn' must be a date and time (ISO 8601).",
    );
  if (typeof policyAssignmentId !== 'string')
    throw new ArmError(400, 'InvalidRequestContent', "The exemption must have a 'policyAssignmentId'.");
  mustHavePolicyObject(world, assignmentKind, policyAssignmentId);
  if (assignmentScopeValidation === 'DoNotValidate') return;
  const at = armIdKey(parseArmId(policyAssignmentId)?.scope ?? '');
  if (![armIdKey(scope), ...ancestorKeys(world, scope)].includes(at))
    throw new ArmError(
      400,
      'PolicyExemptionScopeNotAllowed',
      `The scope '${scope}' is not at or below the scope of the policy assignment '${policyAssignmentId}'.`,
    );
}
