import { type ArmResource, isJsonObject, type JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmWorld } from './arm-world';
import type { PolicyKind } from './policy-kind';

/** The id of a policy object. */
export const policyObjectId = (scope: string, kind: PolicyKind, name: string): string =>
  `${scope}/providers/Microsoft.Authorization/${kind.segment}/${name}`;

/** The stored object. Throws ArmError with the kind's own not-found code. */
export function mustHavePolicyObject(world: ArmWorld, kind: PolicyKind, id: string): ArmResource {
  const found = world.store.get(id);
  if (found !== undefined) return found;
  const name = id.slice(id.lastIndexOf('/') + 1);
  throw new ArmError(404, kind.notFound, `The ${kind.word} '${name}' could not be found.`, { target: name });
}

/** The `properties` of a body. Throws ArmError `InvalidRequestContent` when there are none. */
export function propertiesOf(request: ArmRequest): JsonObject {
  const properties = request.body?.['properties'];
  if (isJsonObject(properties)) return properties;
  throw new ArmError(
    400,
    'InvalidRequestContent',
    "The request content was invalid: it must have an object 'properties'.",
  );
}

/** Who made and changed an object, and when. */
export function systemData(existing: ArmResource | undefined): JsonObject {
  const now = new Date().toISOString();
  const before = existing?.['systemData'];
  return {
    createdBy: 'emulator',
    createdByType: 'User',
    createdAt: now,
    ...(isJsonObject(before) ? before : {}),
    lastModifiedBy: 'emulator',
    lastModifiedByType: 'User',
    lastModifiedAt: now,
  };
}
