import { describe, expect, it } from 'vitest';
import { complianceTable } from './compliance-table';
import type { Report, ReportComponent, ReportState } from './report';

const cluster = (name: string): string =>
  `/subscriptions/s/resourceGroups/hogwarts-rg/providers/Microsoft.ContainerService/managedClusters/${name}`;
const assignment = (name: string): string =>
  `/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/${name}`;

const state = (
  name: string,
  on: string,
  complianceState: string,
  more: Partial<ReportState> = {},
): ReportState => ({
  resourceId: cluster(name),
  resourceLocation: 'northeurope',
  policyAssignmentId: assignment(on),
  policyAssignmentName: on,
  policyDefinitionId: `/definitions/${on}`,
  policyDefinitionName: on,
  policyDefinitionAction: 'deny',
  policyDefinitionReferenceId: null,
  complianceState,
  ...more,
});

const component = (name: string, reason: string): ReportComponent => ({
  resourceId: cluster('chamber'),
  policyAssignmentId: assignment('privileged'),
  policyDefinitionReferenceId: null,
  componentType: 'Pod',
  componentName: name,
  complianceState: 'NonCompliant',
  policyEvaluationDetails: { reason },
});

const table = (report: Partial<Report>, width = 90): string[] =>
  complianceTable(
    {
      states: [],
      components: [],
      names: {
        displayName: (id) => (id === assignment('privileged') ? 'No privileged containers' : undefined),
        note: () => undefined,
      },
      headline: '2 clusters',
      disabledAssignments: [],
      ...report,
    },
    { width, colour: false },
  ).split('\n');

const location = {
  result: 'True',
  expression: 'location',
  path: 'location',
  operator: 'NotIn',
  expressionValue: 'westeurope',
  targetValue: ['northeurope'],
};

describe('complianceTable', () => {
  it('puts the worst assignment first and says why in one line', () => {
    const lines = table({
      states: [
        state('room', 'privileged', 'Compliant'),
        state('chamber', 'location', 'NonCompliant', {
          policyEvaluationDetails: { evaluatedExpressions: [location] },
        }),
      ],
    });
    const bad = lines.findIndex((line) => line.startsWith('  ✗ location'));
    const good = lines.findIndex((line) => line.startsWith('  ✓ No privileged containers'));
    expect(bad).toBeGreaterThan(0);
    expect(good).toBeGreaterThan(bad);
    expect(lines[bad]).toMatch(/deny +1 of 1 cluster$/);
    expect(lines[bad + 1]).toBe('      chamber  location is "westeurope", must be one of ["northeurope"]');
  });

  it('lists the objects that break a policy, the rest as a number', () => {
    const lines = table({
      states: [state('chamber', 'privileged', 'NonCompliant')],
      components: [1, 2, 3, 4, 5, 6].map((n) => component(`apps/p${n}`, 'Privileged container')),
    });
    expect(lines).toContain('          Pod apps/p1  Privileged container');
    expect(lines.filter((line) => line.includes('Pod apps/'))).toHaveLength(4);
    expect(lines).toContain('          … and 2 more');
  });

  it('shows exempt and failed states with their reason, and assignments that are disabled', () => {
    const lines = table({
      states: [
        state('chamber', 'privileged', 'Exempt'),
        state('room', 'broken', 'Error', { policyEvaluationDetails: { reason: 'line 3: unknown function' } }),
      ],
      disabledAssignments: [assignment('quiet')],
    });
    expect(lines).toContain('      chamber  exempt');
    expect(lines).toContain('      room  error  line 3: unknown function');
    expect(lines).toContain('  – quiet (disabled)');
  });

  it('tells once what a user should know of an assignment', () => {
    const notes = ['The pinned version 6.*.* is not available.'];
    const lines = table({
      states: [
        state('room', 'privileged', 'Compliant', { notes }),
        state('chamber', 'privileged', 'Compliant', { notes }),
      ],
    });
    expect(lines.filter((line) => line.includes('note:'))).toEqual([
      '      note: The pinned version 6.*.* is not available.',
    ]);
  });

  it('sums up each cluster, the one with most violations first', () => {
    const lines = table({
      states: [
        state('room', 'privileged', 'Compliant'),
        state('chamber', 'privileged', 'NonCompliant'),
        state('chamber', 'location', 'Compliant'),
      ],
    });
    const start = lines.indexOf('  Clusters');
    expect(lines[start + 1]).toMatch(/^ {2}✗ chamber +hogwarts-rg, northeurope +1 of 2 policies violated$/);
    expect(lines[start + 2]).toMatch(/^ {2}✓ room +hogwarts-rg, northeurope +1 of 1 policies kept$/);
  });

  it('keeps every line within the width of the terminal', () => {
    const long = 'a very long reason '.repeat(20);
    const lines = table(
      { states: [state('chamber', 'privileged', 'NonCompliant')], components: [component('apps/p', long)] },
      80,
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('tells a note once, with the member of the initiative that it is about', () => {
    const note = { policyDefinitionReferenceId: 'host', notes: ['old text'] };
    const lines = table({
      states: [state('chamber', 'baseline', 'Compliant', note), state('room', 'baseline', 'Compliant', note)],
    });
    expect(lines.filter((line) => line.includes('note:'))).toEqual(['      note: host: old text']);
  });

  it('does not count a policy that could not be judged as kept', () => {
    const verdicts = table({
      states: [
        state('chamber', 'privileged', 'NonCompliant'),
        state('chamber', 'location', 'Error'),
        state('room', 'privileged', 'Error'),
        state('azkaban', 'privileged', 'Compliant'),
      ],
    }).slice(-4, -1);
    expect(verdicts.map((line) => line.replace(/^ +(. \S+) .*, northeurope +/, '$1: '))).toEqual([
      '✗ chamber: 1 of 2 policies violated, 1 not judged',
      '! room: 1 of 1 policies could not be judged',
      '✓ azkaban: 1 of 1 policies kept',
    ]);
  });

  it('writes out what a terminal would obey', () => {
    const lines = table({
      states: [state('chamber', 'privileged', 'NonCompliant')],
      components: [component('cell/\u001b[2Jsirius', 'free\u001b[1m')],
    });
    expect(lines).toContain('          Pod cell/\\u001b[2Jsirius  free\\u001b[1m');
  });
});
