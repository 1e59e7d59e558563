import { createEngines, judgeRequest, type RequestViolation, snapshotOf } from '../../shared/pipeline';
import { type PolicyObjects, type PolicySnapshot, parseArmId } from '../../shared/policy';
import type { PolicyViolation, WriteCheck } from '../arm-emulator';

/**
 * Answers the ARM emulator's question whether policies forbid a write, with the service's own engine.
 *
 * @param readPolicies the policy objects as they are now
 */
export function createWriteCheck(
  readPolicies: () => Promise<PolicyObjects>,
): (request: WriteCheck) => Promise<PolicyViolation[]> {
  const engines = createEngines();
  return async ({ operation, resource }) => {
    const snapshot = snapshotOf(await readPolicies());
    const around = {
      managementGroups: groupsAbove(snapshot, resource.id),
      evaluatedAt: new Date().toISOString(),
    };
    return judgeRequest({ operation, resource }, snapshot, around, engines).map(toPolicyViolation);
  };
}

function groupsAbove(snapshot: PolicySnapshot, id: string): readonly string[] {
  const subscriptionId = parseArmId(id)?.subscriptionId?.toLowerCase();
  const place = snapshot.scopeTree.subscriptions.find(
    (one) => one.subscriptionId.toLowerCase() === subscriptionId,
  );
  return place?.managementGroups ?? [];
}

function toPolicyViolation({ policy, evaluatedExpressions, error }: RequestViolation): PolicyViolation {
  const { assignment, definition, setDefinition, reference } = policy;
  const message = error === undefined ? policy.nonComplianceMessage : error.message;
  return {
    policyDefinitionId: definition.id,
    policyDefinitionEffect: policy.effect,
    policyAssignmentId: assignment.id,
    policyAssignmentScope: assignment.scope,
    policyAssignmentParameters: assignment.parameters,
    evaluationDetails: { evaluatedExpressions: evaluatedExpressions.map((leaf) => ({ ...leaf })) },
    ...(definition.displayName === undefined ? {} : { policyDefinitionDisplayName: definition.displayName }),
    ...(assignment.displayName === undefined ? {} : { policyAssignmentDisplayName: assignment.displayName }),
    ...(reference === undefined ? {} : { policyDefinitionReferenceId: reference.referenceId }),
    ...(setDefinition === undefined ? {} : { policySetDefinitionId: setDefinition.id }),
    ...(setDefinition?.displayName === undefined
      ? {}
      : { policySetDefinitionDisplayName: setDefinition.displayName }),
    ...(message === undefined ? {} : { nonComplianceMessage: message }),
  };
}
