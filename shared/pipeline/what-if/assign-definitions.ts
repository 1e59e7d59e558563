import type { JsonObject, JsonValue, PolicyObjects } from '../../policy';
import { memberIds } from './check-proposal';
import { type Proposal, policyObjectId, policyObjectKey, propertyOf, versionlessKey } from './proposal';

/**
 * Adds an assignment at `scope` for every proposed definition and initiative that nothing would use otherwise, so that
 * it can be tried before anybody assigns it. With `parameters` given, also for those in use: they are for this
 * assignment. Pure.
 *
 * @param parameters as an assignment has them: `{ "name": { "value": … } }`
 */
export function assignDefinitions(
  present: PolicyObjects,
  proposal: Proposal,
  scope: string,
  parameters: JsonObject | undefined,
): Proposal {
  const assigned = [...present.assignments, ...proposal.assignments].map((raw) =>
    propertyOf(raw, 'policyDefinitionId'),
  );
  const members = [...present.setDefinitions, ...proposal.setDefinitions].flatMap(memberIds);
  const assignedKeys = new Set(
    proposal.assignments.map((raw) => versionlessKey(propertyOf(raw, 'policyDefinitionId'))),
  );
  const used = new Set([...assigned, ...members].map(versionlessKey));
  const toAssign = [...proposal.definitions, ...proposal.setDefinitions].filter((raw) => {
    const key = policyObjectKey(raw);
    if (key === '' || assignedKeys.has(key)) return false;
    return !used.has(key) || parameters !== undefined;
  });
  return {
    ...proposal,
    assignments: [
      ...proposal.assignments,
      ...toAssign.map((raw) => assignmentOf(policyObjectId(raw), scope, parameters ?? {})),
    ],
  };
}

function assignmentOf(policyDefinitionId: string, scope: string, parameters: JsonObject): JsonValue {
  const name = `what-if-${policyDefinitionId.slice(policyDefinitionId.lastIndexOf('/') + 1)}`;
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/policyAssignments',
    // Effects that change resources ask for an identity; which one it is does not matter here.
    identity: { type: 'UserAssigned' },
    properties: { policyDefinitionId, parameters },
  };
}
