import type { ArmResource, JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';

/** Why a policy forbids a write or delete. Names follow the error that Azure sends. */
export interface PolicyViolation {
  readonly policyDefinitionId: string;
  readonly policyDefinitionDisplayName?: string;
  /** `deny` or `denyAction`. */
  readonly policyDefinitionEffect: string;
  readonly policyDefinitionReferenceId?: string;
  readonly policySetDefinitionId?: string;
  readonly policySetDefinitionDisplayName?: string;
  readonly policyAssignmentId: string;
  readonly policyAssignmentDisplayName?: string;
  readonly policyAssignmentScope?: string;
  readonly policyAssignmentParameters?: JsonObject;
  /** The assignment's message for people, shown first. */
  readonly nonComplianceMessage?: string;
  readonly evaluationDetails?: JsonObject;
}

/** What the emulator asks before a write or delete: the resource as it would be. Violations forbid it. */
export interface WriteCheck {
  readonly operation: 'write' | 'delete';
  readonly resource: ArmResource;
  readonly existing?: ArmResource;
}

/** The error `RequestDisallowedByPolicy` (HTTP 403) that Azure sends. */
export function disallowedByPolicy(resource: ArmResource, violations: readonly PolicyViolation[]): ArmError {
  const identifiers = violations.map((violation) => ({
    policyAssignment: {
      name: violation.policyAssignmentDisplayName ?? lastSegment(violation.policyAssignmentId),
      id: violation.policyAssignmentId,
    },
    policyDefinition: {
      name: violation.policyDefinitionDisplayName ?? lastSegment(violation.policyDefinitionId),
      id: violation.policyDefinitionId,
    },
    ...(violation.policySetDefinitionId === undefined
      ? {}
      : {
          policySetDefinition: {
            name: violation.policySetDefinitionDisplayName ?? lastSegment(violation.policySetDefinitionId),
            id: violation.policySetDefinitionId,
          },
        }),
  }));
  const reasons = violations.flatMap(({ nonComplianceMessage }) =>
    nonComplianceMessage === undefined ? [] : [nonComplianceMessage],
  );
  const message = [
    `Resource '${resource.name}' was disallowed by policy.`,
    ...(reasons.length === 0 ? [] : [`Reasons: '${[...new Set(reasons)].join("', '")}'.`]),
    `Policy identifiers: '${JSON.stringify(identifiers)}'.`,
  ].join(' ');
  return new ArmError(403, 'RequestDisallowedByPolicy', message, {
    target: resource.name,
    additionalInfo: violations.map((violation) => ({ type: 'PolicyViolation', info: infoOf(violation) })),
  });
}

function infoOf(violation: PolicyViolation): JsonObject {
  const { nonComplianceMessage: _, ...told } = violation;
  return {
    ...(told as unknown as JsonObject),
    policyDefinitionName: lastSegment(violation.policyDefinitionId),
    policyAssignmentName: lastSegment(violation.policyAssignmentId),
    policyAssignmentParameters: violation.policyAssignmentParameters ?? {},
    evaluationDetails: violation.evaluationDetails ?? { evaluatedExpressions: [] },
    ...(violation.policySetDefinitionId === undefined
      ? {}
      : { policySetDefinitionName: lastSegment(violation.policySetDefinitionId) }),
  };
}

const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
