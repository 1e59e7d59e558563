import { describe, expect, it } from 'vitest';
import { type SummarizedState, summarize } from './summarize';
import { assignmentId, content } from './test-kit';

/** `'c1 baseline#privileged=NonCompliant pods,network'`: resource, policy, state, groups. */
function states(...lines: readonly string[]): SummarizedState[] {
  return lines.map((line) => {
    const [resourceId = '', rest = '', groups] = line.split(' ');
    const [policy = '', complianceState = ''] = rest.split('=');
    return content(policy, complianceState as SummarizedState['complianceState'], {
      resourceId,
      policyDefinitionGroupNames: groups?.split(',') ?? null,
    });
  });
}

const ESTATE = states(
  'c1 baseline#privileged=NonCompliant pods',
  'c1 baseline#host=Compliant pods,network',
  'C2 baseline#privileged=Compliant pods',
  'c2 baseline#host=Error pods,network',
  'c3 baseline#privileged=Exempt pods',
  'c1 location=NonCompliant',
  'c2 location=NonCompliant',
  'c3 Location=Exempt',
  'c3 addon=Error',
  'c1 addon=Compliant',
);

describe('a summary of policy states', () => {
  it('counts resources once, by their rolled-up state', () => {
    expect(summarize(ESTATE).results).toEqual({
      nonCompliantResources: 2,
      nonCompliantPolicies: 2,
      resourceDetails: [
        { complianceState: 'noncompliant', count: 2 },
        { complianceState: 'error', count: 1 },
      ],
      policyDetails: [
        { complianceState: 'compliant', count: 1 },
        { complianceState: 'noncompliant', count: 2 },
      ],
      policyGroupDetails: [
        { complianceState: 'compliant', count: 1 },
        { complianceState: 'noncompliant', count: 1 },
      ],
      errorResources: 2,
      percentage: { good: 0, total: 3, percent: 0 },
    });
  });

  it('lists assignments with the worst first, then by id', () => {
    const { policyAssignments } = summarize(ESTATE);

    expect(
      policyAssignments.map(({ policyAssignmentId, complianceState, results }) => [
        policyAssignmentId,
        complianceState,
        results.nonCompliantResources,
        results.percentage.percent,
      ]),
    ).toEqual([
      [assignmentId('location'), 'NonCompliant', 2, 100 / 3],
      [assignmentId('baseline'), 'NonCompliant', 1, 200 / 3],
      [assignmentId('addon'), 'Compliant', 0, 50],
    ]);
  });

  it('shows the members and groups of an initiative', () => {
    const baseline = summarize(ESTATE).policyAssignments[1];

    expect(baseline).toMatchObject({
      policySetDefinitionId: '/providers/Microsoft.Authorization/policySetDefinitions/set-of-baseline',
      results: {
        nonCompliantPolicies: 1,
        policyDetails: [
          { complianceState: 'compliant', count: 1 },
          { complianceState: 'noncompliant', count: 1 },
        ],
        resourceDetails: [
          { complianceState: 'compliant', count: 1 },
          { complianceState: 'noncompliant', count: 1 },
          { complianceState: 'exempt', count: 1 },
        ],
      },
      policyDefinitions: [
        { policyDefinitionReferenceId: 'privileged', effect: 'audit', complianceState: 'NonCompliant' },
        {
          policyDefinitionReferenceId: 'host',
          policyDefinitionGroupNames: ['pods', 'network'],
          complianceState: 'Compliant',
        },
      ],
      policyGroups: [
        { policyGroupName: 'pods', complianceState: 'NonCompliant' },
        { policyGroupName: 'network', complianceState: 'Compliant', results: { errorResources: 1 } },
      ],
    });
    expect(baseline?.policyDefinitions[0]?.results).toEqual({
      nonCompliantResources: 1,
      resourceDetails: [
        { complianceState: 'compliant', count: 1 },
        { complianceState: 'noncompliant', count: 1 },
        { complianceState: 'exempt', count: 1 },
      ],
      policyDetails: [{ complianceState: 'noncompliant', count: 1 }],
      policyGroupDetails: [{ complianceState: 'noncompliant', count: 1 }],
      errorResources: 0,
      percentage: { good: 2, total: 3, percent: 200 / 3 },
    });
  });

  it('lists no more than asked for, and still counts all', () => {
    const summary = summarize(ESTATE, { top: 1 });

    expect(summary.policyAssignments).toHaveLength(1);
    expect(summary.results).toEqual(summarize(ESTATE).results);
  });

  it('is empty for no states', () => {
    expect(summarize([])).toEqual({
      results: {
        nonCompliantResources: 0,
        nonCompliantPolicies: 0,
        resourceDetails: [],
        policyDetails: [],
        policyGroupDetails: [],
        errorResources: 0,
        percentage: { good: 0, total: 0, percent: 100 },
      },
      policyAssignments: [],
    });
  });
});
