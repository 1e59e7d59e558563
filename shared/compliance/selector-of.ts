import type { PolicySelection } from './evaluation';
import { stateId } from './state-id';

/** True for the policies that a selection names: by state id, and by assignment id in lower case. */
export type Selects = (id: string, assignmentKey: string) => boolean;

/** What a selection names on a resource. */
export function selectorOf(resourceId: string, selection: PolicySelection): Selects {
  if (selection === 'all') return () => true;
  if ('assignments' in selection) {
    const assignments = new Set(selection.assignments.map((id) => id.toLowerCase()));
    return (_id, assignmentKey) => assignments.has(assignmentKey);
  }
  const ids = new Set(selection.policies.map((key) => stateId(resourceId, key)));
  return (id) => ids.has(id);
}
