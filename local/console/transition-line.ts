import { styleText } from 'node:util';
import type { PolicyStateTransition } from '../../shared/compliance';
import { printable } from './printable';
import type { ReportNames } from './report';

const colours: Readonly<Record<string, 'red' | 'green' | 'yellow'>> = {
  NonCompliant: 'red',
  Compliant: 'green',
  Error: 'yellow',
};

/** One line for a person who watches: when, from what to what, where, under which policy, and why. */
export function transitionLine(
  transition: PolicyStateTransition,
  names: ReportNames,
  { colour }: { colour: boolean },
): string {
  const { component, from, to, reason } = transition;
  const cluster = lastSegment(transition.resourceId);
  const subject =
    component === undefined ? cluster : `${cluster}: ${component.componentType} ${component.componentName}`;
  const told = [subject, policyName(transition, names), to === null ? undefined : reason]
    .filter(Boolean)
    .join(' · ')
    .replaceAll('\n', '; ');
  const name = colours[to ?? ''];
  const state = `${from ?? 'new'} → ${to ?? 'gone'}`;
  const painted = colour && name !== undefined ? styleText(name, state, { validateStream: false }) : state;
  return `  ${transition.timestamp.slice(11, 19)}  ${painted}  ${printable(told)}`;
}

/** The assignment's name; for a member of an initiative, the member's with the initiative's in brackets. */
function policyName(transition: PolicyStateTransition, names: ReportNames): string {
  const assignment =
    names.displayName(transition.policyAssignmentId) ?? lastSegment(transition.policyAssignmentId);
  if (!transition.policyDefinitionReferenceId) return assignment;
  const member = names.displayName(transition.policyDefinitionId) ?? transition.policyDefinitionReferenceId;
  return `${member} (${assignment})`;
}

const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
