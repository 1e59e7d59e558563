import { createHash } from 'node:crypto';

/** 32 hex digits: short, and free of the characters that Cosmos DB refuses in ids. */
function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 32);
}

/** The partition key of all documents of a resource: its id in lower case, without a slash at the end. */
export function resourceKeyOf(resourceId: string): string {
  return resourceId.toLowerCase().replace(/\/+$/, '');
}

/** `lower(assignmentId)|lower(referenceId or '')`: names a policy in force, the same as `PolicyInForce.key`. */
export function policyKeyOf(assignmentId: string, referenceId: string | null | undefined): string {
  return `${assignmentId.toLowerCase()}|${(referenceId ?? '').toLowerCase()}`;
}

/** The key of the policy that a state is about. */
export const policyKeyOfState = (state: {
  readonly policyAssignmentId: string;
  readonly policyDefinitionReferenceId?: string | null;
}): string => policyKeyOf(state.policyAssignmentId, state.policyDefinitionReferenceId);

/** Deterministic id of the policy state of a resource under a policy (`policyKey` as {@link policyKeyOf} gives it). */
export function stateId(resourceId: string, policyKey: string): string {
  return digest(resourceKeyOf(resourceId), policyKey.toLowerCase());
}

/** Deterministic id of the state of one Kubernetes object. API paths are case-sensitive, ARM ids are not. */
export function componentStateId(policyStateId: string, componentId: string): string {
  return digest(policyStateId, componentId);
}

/** Deterministic id of a Kubernetes object in the inventory of its cluster. */
export function componentKeyOf(resourceId: string, componentId: string): string {
  return digest(resourceKeyOf(resourceId), componentId);
}

/** Deterministic id of a transition: the state, and the recording of its resource that changed it. */
export function transitionId(ofStateId: string, sequence: number): string {
  return digest(ofStateId, String(sequence));
}
