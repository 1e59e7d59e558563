import { describe, expect, it } from 'vitest';
import type { PolicyStateTransition } from '../../shared/compliance';
import { transitionLine } from './transition-line';

const assignmentId = '/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/a';
const names = { displayName: () => undefined, note: () => undefined };
const line = (changed: Partial<PolicyStateTransition>): string =>
  transitionLine(
    {
      resourceId:
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/azkaban',
      policyAssignmentId: assignmentId,
      policyDefinitionReferenceId: null,
      timestamp: '2026-11-22T10:11:12Z',
      from: 'Compliant',
      to: 'NonCompliant',
      reason: 'no moat',
      ...changed,
    } as PolicyStateTransition,
    names,
    { colour: false },
  );

describe('the line for a state that changes', () => {
  it('says when, what, where, under which policy and why', () => {
    expect(line({})).toBe('  10:11:12  Compliant → NonCompliant  azkaban · a · no moat');
  });

  it('gives no reason for a state that is gone: it was that of the state before', () => {
    expect(line({ from: 'Error', to: null })).toBe('  10:11:12  Error → gone  azkaban · a');
  });

  it('stays one line without control characters, whatever a workload or a policy says', () => {
    expect(line({ reason: 'one\ntwo \u001b[2Jthree' })).toBe(
      '  10:11:12  Compliant → NonCompliant  azkaban · a · one; two \\u001b[2Jthree',
    );
  });
});
