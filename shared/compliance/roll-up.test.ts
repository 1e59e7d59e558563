import { describe, expect, it } from 'vitest';
import { compliancePercentage } from './compliance-percentage';
import { COMPLIANCE_RANK, type ComplianceState } from './compliance-state';
import { rollUp, rollUpBy } from './roll-up';

describe('rolling up compliance states', () => {
  it.each<[string, readonly ComplianceState[], ComplianceState | undefined]>([
    ['NonCompliant beats all others', COMPLIANCE_RANK, 'NonCompliant'],
    ['Compliant beats Error', ['Error', 'Compliant'], 'Compliant'],
    ['Compliant beats Exempt', ['Exempt', 'Exempt', 'Compliant'], 'Compliant'],
    ['Error beats Conflict', ['Conflict', 'Error'], 'Error'],
    ['Conflict beats Protected', ['Protected', 'Conflict'], 'Conflict'],
    ['Protected beats Exempt', ['Exempt', 'Protected'], 'Protected'],
    ['Exempt beats Unknown', ['Unknown', 'Exempt'], 'Exempt'],
    ['one state is itself', ['Unknown'], 'Unknown'],
    ['nothing has no state', [], undefined],
  ])('%s', (_, states, expected) => {
    expect(rollUp(states)).toBe(expected);
  });

  it('works by key, and leaves out what has none', () => {
    const states = (['Compliant', 'NonCompliant', 'Exempt', 'Error'] as const).map(
      (complianceState, index) => ({
        complianceState,
        of: ['a', 'a', 'b', undefined][index],
      }),
    );

    expect([...rollUpBy(states, ({ of }) => of)]).toEqual([
      ['a', 'NonCompliant'],
      ['b', 'Exempt'],
    ]);
  });
});

describe('the compliance percentage', () => {
  it.each<[string, readonly ComplianceState[], { good: number; total: number; percent: number }]>([
    [
      'counts compliant, exempt and unknown as good',
      ['Compliant', 'Exempt', 'Unknown'],
      { good: 3, total: 3, percent: 100 },
    ],
    [
      'counts conflicts and errors as bad',
      ['Compliant', 'Conflict', 'Error', 'NonCompliant'],
      { good: 1, total: 4, percent: 25 },
    ],
    [
      'leaves protected resources out',
      ['Compliant', 'Protected', 'NonCompliant'],
      { good: 1, total: 2, percent: 50 },
    ],
    ['is full without resources', [], { good: 0, total: 0, percent: 100 }],
  ])('%s', (_, states, expected) => {
    expect(compliancePercentage(states)).toEqual(expected);
  });
});
