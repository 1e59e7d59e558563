import { describe, expect, it } from 'vitest';
import { type CheckContext, checkAssignment } from './check-assignment';
import { checkDefinition, checkSetDefinition } from './check-definition';
import { checkExemption } from './check-exemption';
import type { JsonObject, JsonValue } from './json';
import { limits } from './limits';
import type { PolicyProblem } from './problem';
import {
  assignment,
  assignmentOf,
  definition,
  evaluateExpression,
  exemption,
  group,
  initiative,
  member,
  policyId,
  rule,
  subscription,
} from './test-kit';

const codes = (problems: readonly PolicyProblem[]) => problems.map(({ code }) => code);
const managementGroup = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
const scopeTree = {
  subscriptions: [
    { subscriptionId: subscription.slice('/subscriptions/'.length), managementGroups: ['wizards', 'root'] },
  ],
};
const many = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

describe('checkAssignment', () => {
  const parameters = { effect: { type: 'String', allowedValues: ['Audit', 'Deny'] } };
  const target = definition('d', { policyRule: rule("[parameters('effect')]"), parameters });
  const good = { parameters: { effect: { value: 'Audit' } } };
  const check = (properties: JsonObject, context: CheckContext = {}, extra: JsonObject = {}) =>
    codes(checkAssignment({ ...assignmentOf('d', { ...good, ...properties }), ...extra }, target, context));

  it('has nothing against a good assignment', () => {
    expect(check({ notScopes: [group], overrides: [{ kind: 'policyEffect', value: 'deny' }] })).toEqual([]);
  });

  it.each<[string, JsonObject, string[]]>([
    ['a malformed one', { notScopes: 1 }, ['InvalidProperty']],
    ['a missing value', { parameters: {} }, ['ParameterMissing']],
    ['a value in other letters', { parameters: { effect: { value: 'audit' } } }, ['ParameterNotAllowed']],
    [
      'a wrong type and an unknown name',
      { parameters: { effect: { value: 1 }, x: { value: 1 } } },
      ['ParameterUnknown', 'ParameterType'],
    ],
    ['an exclusion elsewhere', { notScopes: ['/subscriptions/other'] }, ['NotScopeOutside']],
    [
      'too many exclusions',
      { notScopes: many(limits.notScopes + 1).map((name) => `${group}${name}`) },
      ['TooMany'],
    ],
    [
      'too many overrides',
      { overrides: many(11).map(() => ({ kind: 'policyEffect', value: 'deny' })) },
      ['TooMany'],
    ],
    [
      'too many selectors',
      { resourceSelectors: many(11).map((name) => ({ name, selectors: [] })) },
      ['TooMany'],
    ],
    [
      'too many values',
      { resourceSelectors: [{ selectors: [{ kind: 'resourceType', in: many(51) }] }] },
      ['TooMany'],
    ],
    [
      'an effect that is not allowed',
      { overrides: [{ kind: 'policyEffect', value: 'modify' }] },
      ['EffectNotAllowed'],
    ],
    ['an effect that is none', { overrides: [{ kind: 'policyEffect', value: 'block' }] }, ['UnknownEffect']],
    [
      'a version override of a custom definition',
      { overrides: [{ kind: 'definitionVersion', value: '2.*.*' }] },
      ['VersionOverrideOnCustom'],
    ],
    [
      'a reference where there is no initiative',
      { nonComplianceMessages: [{ message: 'm', policyDefinitionReferenceId: 'r' }] },
      ['UnknownReference'],
    ],
    ['a long name', { displayName: 'x'.repeat(129) }, ['TooLong']],
    ['a long description', { description: 'x'.repeat(513) }, ['TooLong']],
    ['a body beyond the limit', { metadata: { x: 'x'.repeat(limits.bodyCharacters) } }, ['TooLarge']],
  ])('refuses %s', (_, properties, expected) => {
    expect(check(properties)).toEqual(expected);
  });

  it.each<[string, JsonObject, string[]]>([
    ['a region', { identity: { type: 'SystemAssigned' }, location: 'northeurope' }, []],
    ['no region', { identity: { type: 'SystemAssigned' } }, ['LocationRequired']],
    ['no place at all', { identity: { type: 'SystemAssigned' }, location: 'Global' }, ['LocationRequired']],
    ['its own region for a user-assigned one', { identity: { type: 'UserAssigned' } }, []],
    ['no identity', { identity: { type: 'None' } }, []],
  ])('asks of a managed identity %s', (_, extra, expected) => {
    expect(check({}, {}, extra)).toEqual(expected);
  });

  it.each<[string, JsonValue, JsonObject, string[]]>([
    ['modify', rule('modify', { operations: [], roleDefinitionIds: [] }), {}, ['IdentityRequired']],
    [
      'modify, with one',
      rule('modify', { operations: [] }),
      { identity: { type: 'SystemAssigned' }, location: 'x' },
      [],
    ],
    ['deployIfNotExists', rule('DeployIfNotExists', {}), {}, ['IdentityRequired']],
    ['audit', rule('audit'), {}, []],
  ])('asks for an identity for %s', (_, policyRule, extra, expected) => {
    const raw = { ...assignmentOf('d'), ...extra };
    expect(codes(checkAssignment(raw, definition('d', { policyRule }), { evaluateExpression }))).toEqual(
      expected,
    );
  });

  it('asks for the definition that is named', () => {
    expect(codes(checkAssignment(assignmentOf('d'), undefined))).toEqual(['DefinitionNotFound']);
    expect(codes(checkAssignment(assignmentOf('d'), definition('other')))).toEqual(['DefinitionNotFound']);
    expect(codes(checkAssignment(assignmentOf('d'), definition('d', { policyRule: 1 })))).toEqual([
      'InvalidProperty',
    ]);
    const set = policyId('', 'SetDefinitions', 's');
    expect(codes(checkAssignment(assignment('a', set), undefined))).toEqual(['SetDefinitionNotFound']);
  });

  it.each<[string, string, string, string[]]>([
    ['its own scope', subscription, subscription, []],
    ['a scope below', subscription, group, []],
    ['a scope above', group, subscription, ['DefinitionOutOfReach']],
    ['a subscription below its management group', managementGroup('root'), subscription, []],
    ['a management group below', managementGroup('root'), managementGroup('wizards'), []],
    ['a subscription elsewhere', managementGroup('root'), '/subscriptions/other', ['DefinitionOutOfReach']],
  ])('lets a custom definition serve %s', (_, stored, scope, expected) => {
    const raw = definition('d', {}, stored);
    const assigned = assignment('a', raw['id'] as string, {}, scope);
    expect(codes(checkAssignment(assigned, raw, { scopeTree }))).toEqual(expected);
  });

  it('does not judge management groups without knowing the tree', () => {
    const raw = definition('d', {}, managementGroup('root'));
    const properties = { notScopes: [subscription] };
    expect(checkAssignment(assignment('a', raw['id'] as string, {}, '/subscriptions/other'), raw)).toEqual(
      [],
    );
    const assigned = assignment('a', policyId('', 'Definitions', 'd'), properties, managementGroup('x'));
    expect(checkAssignment(assigned, definition('d'))).toEqual([]);
    expect(codes(checkAssignment(assigned, definition('d'), { scopeTree }))).toEqual(['NotScopeOutside']);
  });

  it('knows the members of an initiative', () => {
    const set = initiative('s', [member('one', 'd'), member('two', 'e')]);
    const selectors = [{ kind: 'policyDefinitionReferenceId', in: ['Two'] }];
    const override = (value: string, more: JsonObject = {}) => ({
      overrides: [{ kind: 'policyEffect', value, ...more }],
    });
    const definitions = [definition('d'), definition('e', { policyRule: rule('manual') })];
    const check = (properties: JsonObject) =>
      codes(checkAssignment(assignment('a', set['id'] as string, properties), set, { definitions }));
    expect(check(override('deny'))).toEqual(['EffectNotAllowed']);
    expect(check(override('disabled', { selectors }))).toEqual([]);
    expect(check(override('deny', { selectors }))).toEqual(['EffectNotAllowed']);
    expect(
      check({ nonComplianceMessages: [{ message: 'm', policyDefinitionReferenceId: 'three' }] }),
    ).toEqual(['UnknownReference']);
  });
});

describe('checkDefinition', () => {
  it.each<[string, JsonObject, string[]]>([
    ['a good one', {}, []],
    ['a mode of another provider', { mode: 'Microsoft.KeyVault.Data' }, []],
    ['a mode that is none', { mode: 'Sometimes' }, ['InvalidMode']],
    [
      'a default of another type',
      { parameters: { p: { type: 'Integer', defaultValue: 'x' } } },
      ['ParameterType'],
    ],
    [
      'a default that is not allowed',
      { parameters: { p: { type: 'String', defaultValue: 'x', allowedValues: ['y'] } } },
      ['ParameterNotAllowed'],
    ],
    ['an unknown effect', { policyRule: rule('block') }, ['UnknownEffect']],
    ['a retired effect', { policyRule: rule('EnforceRegoPolicy') }, ['RetiredEffect']],
    ['an effect of another mode', { policyRule: rule('mutate', {}) }, ['EffectNotInMode']],
    [
      'one of the parameter’s effects of another mode',
      {
        policyRule: rule("[parameters('e')]"),
        parameters: { e: { type: 'String', allowedValues: ['Audit', 'Mutate'] } },
      },
      ['EffectNotInMode'],
    ],
    ['a long name', { displayName: 'x'.repeat(129) }, ['TooLong']],
    ['no rule', { policyRule: null }, ['InvalidPolicyRule']],
    ['a body beyond the limit', { metadata: { x: 'x'.repeat(limits.bodyCharacters) } }, ['TooLarge']],
  ])('judges %s', (_, properties, expected) => {
    expect(codes(checkDefinition(definition('d', properties)))).toEqual(expected);
  });
});

describe('checkSetDefinition', () => {
  const definitions = [definition('d', { parameters: { p: { type: 'Integer' } } })];
  const bound = (value: JsonValue, more: JsonObject = {}) =>
    member('r', 'd', { parameters: { p: { value } }, ...more });
  it.each<[string, JsonObject, string[]]>([
    ['a good one', initiative('s', [bound(1)]), []],
    ['a binding by expression', initiative('s', [bound("[parameters('x')]")]), []],
    ['a binding of another type', initiative('s', [bound('x')]), ['ParameterType']],
    ['a missing binding', initiative('s', [member('r', 'd')]), ['ParameterMissing']],
    [
      'a binding to nothing',
      initiative('s', [member('r', 'd', { parameters: { p: { value: 1 }, q: { value: 1 } } })]),
      ['ParameterUnknown'],
    ],
    [
      'a pinned member, whose text may differ',
      initiative('s', [bound('x', { definitionVersion: '1.*.*' })]),
      [],
    ],
    ['a missing member', initiative('s', [member('r', 'gone')]), ['DefinitionNotFound']],
    ['a group nobody declared', initiative('s', [bound(1, { groupNames: ['g'] })]), ['UnknownGroup']],
    [
      'a declared group',
      initiative('s', [bound(1, { groupNames: ['G'] })], { policyDefinitionGroups: [{ name: 'g' }] }),
      [],
    ],
    [
      'too many members',
      initiative(
        's',
        many(1001).map((name) => bound(1, { policyDefinitionReferenceId: name })),
      ),
      ['TooMany'],
    ],
    [
      'too many parameters',
      initiative('s', [], {
        parameters: Object.fromEntries(many(301).map((name) => [name, { type: 'String' }])),
      }),
      ['TooMany'],
    ],
    ['a repeated reference', initiative('s', [bound(1), bound(2)]), ['DuplicateReference']],
  ])('judges %s', (_, raw, expected) => {
    expect(codes(checkSetDefinition(raw, definitions))).toEqual(expected);
  });
});

describe('checkExemption', () => {
  const assigned = assignmentOf('d');
  const set = initiative('s', [member('one', 'd')]);
  it.each<[string, JsonObject, JsonValue | undefined, string[]]>([
    ['a good one', exemption('e', group, assigned.id), assigned, []],
    ['a malformed one', exemption('e', group, 'x'), assigned, ['InvalidId']],
    ['one without assignment', exemption('e', group, assigned.id), undefined, ['ExemptionOrphan']],
    ['one for another assignment', exemption('e', group, `${assigned.id}2`), assigned, ['ExemptionOrphan']],
    [
      'one above the assignment',
      exemption('e', managementGroup('root'), assigned.id),
      assigned,
      ['ExemptionOutsideScope'],
    ],
    [
      'one above, unvalidated',
      exemption('e', managementGroup('root'), assigned.id, { assignmentScopeValidation: 'DoNotValidate' }),
      assigned,
      [],
    ],
    [
      'one for a member',
      exemption('e', group, assigned.id, { policyDefinitionReferenceIds: ['ONE'] }),
      assigned,
      [],
    ],
    [
      'one for a stranger',
      exemption('e', group, assigned.id, { policyDefinitionReferenceIds: ['two'] }),
      assigned,
      ['UnknownReference'],
    ],
    [
      'one with too many selectors',
      exemption('e', group, assigned.id, {
        resourceSelectors: many(11).map((name) => ({ name, selectors: [] })),
      }),
      assigned,
      ['TooMany'],
    ],
  ])('judges %s', (_, raw, target, expected) => {
    expect(codes(checkExemption(raw, target, { setDefinition: set, scopeTree }))).toEqual(expected);
  });
});
