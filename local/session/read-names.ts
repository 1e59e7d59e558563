import { type Stores, snapshotOf } from '../../shared/pipeline';
import { type PolicySnapshot, policiesOfAssignment } from '../../shared/policy';
import type { ReportNames } from '../console';

/** Reads the names that people gave to the policies in force. */
export async function readNames(stores: Stores): Promise<ReportNames> {
  const loaded = await stores.policyObjects.load();
  return namesOf(loaded === undefined ? undefined : snapshotOf(loaded.objects));
}

/** The names of assignments and of the definitions behind them, and notes on assignments. */
export function namesOf(snapshot: PolicySnapshot | undefined): ReportNames {
  const names = new Map<string, string>();
  const notes = new Map<string, string>();
  for (const assignment of snapshot?.assignments ?? []) {
    if (assignment.displayName !== undefined) names.set(assignment.key, assignment.displayName);
    if (assignment.enforcementMode !== 'Default') notes.set(assignment.key, 'not enforced');
    for (const { definition } of snapshot === undefined ? [] : policiesOfAssignment(snapshot, assignment.id))
      if (definition.displayName !== undefined) names.set(definition.key, definition.displayName);
  }
  return {
    displayName: (id) => names.get(id.toLowerCase()),
    note: (assignmentId) => notes.get(assignmentId.toLowerCase()),
  };
}
