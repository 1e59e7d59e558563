import { createHash } from 'node:crypto';

/** Whom a constraint belongs to: the assignment, and in an initiative the reference id. */
export interface ConstraintOwner {
  readonly assignmentId: string;
  readonly definitionId: string;
  readonly setDefinitionId?: string;
  readonly referenceId?: string;
}

const baseLength = 30;
const hashLength = 20;

/**
 * The name of a constraint as the Azure Policy add-on shapes it: `azurepolicy-`, the template's name cut to 30
 * characters, and 20 hex digits. What the add-on hashes is not documented; ours is SHA-256 over the lower-case
 * assignment id, reference id and definition id, so it is stable and differs per assignment.
 */
export function constraintName(templateName: string, owner: ConstraintOwner): string {
  const identity = [owner.assignmentId, owner.referenceId ?? '', owner.definitionId].join('|').toLowerCase();
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, hashLength);
  return `azurepolicy-${templateName.slice(0, baseLength)}-${hash}`;
}
