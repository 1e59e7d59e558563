import { styleText } from 'node:util';
import type { PolicyStateTransition } from '../../shared/compliance';
import type { ReportNames } from './report';

const colours: Readonly<Record<string, 'red' | 'green' | 'yellow'>> = {
  NonCompliant: 'red',
  Compliant: 'green',
  Error: 'yellow',
};

/** One line for a person who watches: when, where, from what to what, under which policy, and why. */
export function transitionLine(
  transition: PolicyStateTransition,
  names: ReportNames,
  { colour, width }: { colour: boolean; width: number },
): string {
  const { component, from, to, reason } = transition;
  const cluster = transition.resourceId.slice(transition.resourceId.lastIndexOf('/') + 1);
  const subject =
    component === undefined ? cluster : `${cluster}: ${component.componentType} ${component.componentName}`;
  const state = `${from ?? 'new'} → ${to ?? 'gone'}`;
  const policy =
    names.displayName(transition.policyDefinitionId) ??
    names.displayName(transition.policyAssignmentId) ??
    transition.policyDefinitionId.slice(transition.policyDefinitionId.lastIndexOf('/') + 1);
  const time = transition.timestamp.slice(11, 19);
  const told = [subject, policy, reason].filter(Boolean).join(' · ').replaceAll('\n', ' ');
  const room = Math.max(20, width - state.length - time.length - 6);
  const clipped = told.length > room ? `${told.slice(0, room - 1)}…` : told;
  const paint = (text: string): string => {
    const name = colours[to ?? ''];
    return colour && name !== undefined ? styleText(name, text, { validateStream: false }) : text;
  };
  return `  ${time}  ${paint(state)}  ${clipped}`;
}
