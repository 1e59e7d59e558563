import { type ArmResource, type JsonObject, managementGroupId, type PolicyInForce } from '../../policy';
import type { RuleContext } from '../../rules';
import type { Surroundings } from './surroundings';

/** What a rule of this policy sees when it looks at the resource. */
export function ruleContext(policy: PolicyInForce, around: Surroundings): RuleContext {
  const nearest = around.managementGroups[0];
  return {
    resource: asJson(around.resource),
    parameters: policy.parameters,
    ...(around.subscription === undefined ? {} : { subscription: around.subscription }),
    ...(around.resourceGroup === undefined ? {} : { resourceGroup: around.resourceGroup }),
    ...(nearest === undefined ? {} : { managementGroup: { id: managementGroupId(nearest), name: nearest } }),
    policy: {
      assignmentId: policy.assignment.id,
      definitionId: policy.definition.id,
      setDefinitionId: policy.setDefinition?.id ?? '',
      definitionReferenceId: policy.reference?.referenceId ?? '',
    },
    utcNow: around.evaluatedAt,
  };
}

/** A resource read from ARM is JSON; its type only allows for absent properties. */
const asJson = (resource: ArmResource): JsonObject => resource as unknown as JsonObject;
