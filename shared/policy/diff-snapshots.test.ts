import { describe, expect, it } from 'vitest';
import { diffSnapshots } from './diff-snapshots';
import type { JsonObject } from './json';
import type { PolicyObjects } from './policy-snapshot';
import {
  assignment,
  assignmentOf,
  cluster,
  definition,
  exemption,
  group,
  initiative,
  member,
  policyId,
  rule,
  snapshotOf,
  subscription,
} from './test-kit';

const managementGroup = '/providers/Microsoft.Management/managementGroups/wizarding-world';
const a = policyId(subscription, 'Assignments', 'a');
const other = policyId(group, 'Assignments', 'other');
const subscriptionId = subscription.slice('/subscriptions/'.length);
const base: Partial<PolicyObjects> = {
  definitions: [definition('d'), definition('e'), definition('f')],
  setDefinitions: [initiative('s', [member('r', 'e')])],
  assignments: [assignmentOf('d'), assignment('other', policyId('', 'SetDefinitions', 's'), {}, group)],
  scopeTree: { subscriptions: [{ subscriptionId, managementGroups: ['wizarding-world', 'root'] }] },
};
const diff = (before: Partial<PolicyObjects>, after: Partial<PolicyObjects>) =>
  diffSnapshots(snapshotOf({ ...base, ...before }), snapshotOf({ ...base, ...after }));
const withA = (properties: JsonObject, extra: JsonObject = {}): Partial<PolicyObjects> => ({
  assignments: [{ ...assignmentOf('d', properties), ...extra }, ...(base.assignments ?? []).slice(1)],
});
const wholeA = [{ assignmentId: a, kind: 'changed', scopes: [subscription] }];
const wholeOther = [{ assignmentId: other, kind: 'changed', scopes: [group] }];

describe('diffSnapshots', () => {
  it('finds nothing between equal snapshots', () => {
    expect(diff({}, {})).toEqual([]);
  });

  it.each<[string, Partial<PolicyObjects>, unknown]>([
    [
      'a new assignment',
      {
        assignments: [
          ...(base.assignments ?? []),
          assignment('new', policyId('', 'Definitions', 'd'), {}, managementGroup),
        ],
      },
      [
        {
          assignmentId: policyId(managementGroup, 'Assignments', 'new'),
          kind: 'added',
          scopes: [managementGroup],
        },
      ],
    ],
    [
      'a deleted assignment',
      { assignments: [assignmentOf('d')] },
      [{ assignmentId: other, kind: 'removed', scopes: [group] }],
    ],
    [
      'the rule of a definition',
      { definitions: [definition('d', { policyRule: rule('deny') }), definition('e')] },
      wholeA,
    ],
    [
      'the rule of a member',
      { definitions: [definition('d'), definition('e', { mode: 'Indexed' })] },
      wholeOther,
    ],
    ['a deleted definition', { definitions: [definition('d')] }, wholeOther],
    [
      'a member more',
      { setDefinitions: [initiative('s', [member('r', 'e'), member('q', 'd')])] },
      wholeOther,
    ],
    [
      'what an initiative binds',
      { setDefinitions: [initiative('s', [member('r', 'e', { parameters: { p: { value: 1 } } })])] },
      wholeOther,
    ],
    ['enforcement', withA({ enforcementMode: 'DoNotEnforce' }), wholeA],
    ['parameters', withA({ parameters: { p: { value: 1 } } }), wholeA],
    [
      'a selector',
      withA({ resourceSelectors: [{ selectors: [{ kind: 'resourceType', in: ['x.y/a'] }] }] }),
      wholeA,
    ],
    [
      'an override',
      withA({
        overrides: [
          { kind: 'policyEffect', value: 'deny', selectors: [{ kind: 'resourceLocation', in: ['x'] }] },
        ],
      }),
      wholeA,
    ],
    ['a message', withA({ nonComplianceMessages: [{ message: 'No.' }] }), wholeA],
    ['an exclusion', withA({ notScopes: [group] }), [{ assignmentId: a, kind: 'changed', scopes: [group] }]],
    [
      'two exclusions, one within the other',
      withA({ notScopes: [group, cluster('c').id] }),
      [{ assignmentId: a, kind: 'changed', scopes: [group] }],
    ],
    ['an exclusion elsewhere', withA({ notScopes: ['/subscriptions/elsewhere'] }), []],
    [
      'an exemption',
      { exemptions: [exemption('x', cluster('c').id, a)] },
      [{ assignmentId: a, kind: 'changed', scopes: [cluster('c').id.toLowerCase()] }],
    ],
    [
      'an exemption above',
      { exemptions: [exemption('x', managementGroup, a, { assignmentScopeValidation: 'DoNotValidate' })] },
      wholeA,
    ],
    ['an exemption that has no effect', { exemptions: [exemption('x', managementGroup, a)] }, []],
    [
      'a definition that nobody assigned',
      { definitions: [definition('d'), definition('e'), definition('f', { mode: 'Indexed' })] },
      [],
    ],
    ['a display name', { definitions: [definition('d', { displayName: 'New' }), definition('e')] }, []],
    ['who changed what when', withA({ metadata: { updatedOn: '2026-11-21' } }, { systemData: {} }), []],
  ])('narrows %s', (_, after, expected) => {
    expect(diff({}, after)).toEqual(expected);
  });

  it('sees a change of an exemption, and its end', () => {
    const lasting = (expiresOn: string) => ({ exemptions: [exemption('x', group, a, { expiresOn })] });
    const wanted = [{ assignmentId: a, kind: 'changed', scopes: [group.toLowerCase()] }];
    expect(diff(lasting('2030-01-01'), lasting('2031-01-01'))).toEqual(wanted);
    expect(diff(lasting('2030-01-01'), {})).toEqual(wanted);
    expect(diff(lasting('2030-01-01'), lasting('2030-01-01T00:00:00Z'))).toEqual([]);
  });

  it('evaluates only the subscription that moved, and only where it matters', () => {
    const assignments = [
      assignment('mg', policyId('', 'Definitions', 'd'), {}, managementGroup),
      assignment(
        'root',
        policyId('', 'Definitions', 'd'),
        {},
        managementGroup.replace('wizarding-world', 'root'),
      ),
      assignmentOf('d'),
    ];
    const moved = {
      assignments,
      scopeTree: { subscriptions: [{ subscriptionId, managementGroups: ['muggles', 'root'] }] },
    };
    expect(diff({ assignments }, moved)).toEqual([
      {
        assignmentId: policyId(managementGroup, 'Assignments', 'mg'),
        kind: 'changed',
        scopes: [subscription],
      },
    ]);
  });

  it('sees another version that an override may choose', () => {
    const overrides = [
      { kind: 'definitionVersion', value: '2.*.*', selectors: [{ kind: 'resourceLocation', in: ['x'] }] },
    ];
    const versions = (effect: string) => ({
      ...withA({ overrides, definitionVersion: '1.*.*' }),
      definitions: [
        definition('d', { policyType: 'BuiltIn', version: '1.0.0' }),
        definition('d', { policyType: 'BuiltIn', version: '2.0.0', policyRule: rule(effect) }),
        definition('e'),
      ],
    });
    expect(diff(versions('audit'), versions('deny'))).toEqual(wholeA);
  });
});
