import type { EvaluatedState, PolicyColumns, PolicyStateContent } from '../../compliance';
import { type JsonObject, type PolicyInForce, parseArmId } from '../../policy';
import type { Surroundings } from './surroundings';
import { failed, type Verdict } from './verdict';

/** Puts a verdict into the columns of a policy state, as the Policy Insights API names them. */
export function stateContent(
  policy: PolicyInForce,
  around: Surroundings,
  verdict: Verdict,
): PolicyStateContent {
  const { resource } = around;
  const id = parseArmId(resource.id);
  return {
    resourceId: resource.id,
    subscriptionId: id?.subscriptionId ?? '',
    resourceGroup: id?.resourceGroup ?? null,
    resourceType: resource.type,
    resourceLocation: resource.location ?? null,
    resourceTags: resource.tags === undefined ? null : JSON.stringify(resource.tags),
    managementGroupIds: around.managementGroups.join(',') || null,
    effectiveParameters: JSON.stringify(policy.parameters),
    ...policyColumns(policy),
    complianceState: verdict.complianceState,
    complianceReasonCode: verdict.reasonCode ?? null,
    policyEvaluationDetails: verdict.details ?? null,
    nonComplianceMessage: policy.nonComplianceMessage ?? null,
    ...notesOf(policy),
  };
}

/** The state of a policy that does not work on the resource, and why. */
export const failedState = (
  policy: PolicyInForce,
  around: Surroundings,
  code: string,
  message: string,
): EvaluatedState => ({ content: stateContent(policy, around, failed(code, message)) });

/** A stand-in for a pinned version lacks parameters by its nature: only that it is one needs to be told. */
function notesOf(policy: PolicyInForce): Pick<PolicyStateContent, 'notes'> {
  const standIn = policy.notes.some(({ code }) => code === 'PinnedVersionNotAvailable');
  const told = standIn ? policy.notes.filter(({ code }) => code !== 'ParameterUnknown') : policy.notes;
  return told.length === 0 ? {} : { notes: told.map(({ message }) => message) };
}

function policyColumns(policy: PolicyInForce): PolicyColumns {
  const { assignment, definition, setDefinition, reference } = policy;
  return {
    policyAssignmentId: assignment.id,
    policyAssignmentName: assignment.name,
    policyAssignmentOwner: text(assignment.metadata['assignedBy']),
    policyAssignmentParameters: JSON.stringify(wrapValues(assignment.parameters)),
    policyAssignmentScope: assignment.scope,
    policyAssignmentVersion: null,
    policyDefinitionId: definition.id,
    policyDefinitionName: definition.name,
    policyDefinitionAction: policy.effect.toLowerCase(),
    policyDefinitionCategory: definition.category ?? null,
    policyDefinitionReferenceId: reference?.referenceId ?? null,
    policyDefinitionGroupNames: reference === undefined ? null : [...reference.groupNames],
    policyDefinitionVersion: definition.version.text,
    policySetDefinitionId: setDefinition?.id ?? null,
    policySetDefinitionName: setDefinition?.name ?? null,
    policySetDefinitionOwner: null,
    policySetDefinitionCategory: setDefinition?.category ?? null,
    policySetDefinitionParameters:
      setDefinition === undefined ? null : JSON.stringify(wrapValues(assignment.parameters)),
    policySetDefinitionVersion: setDefinition?.version.text ?? null,
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const wrapValues = (values: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
