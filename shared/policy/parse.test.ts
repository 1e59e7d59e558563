import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from './json';
import { limits } from './limits';
import { parsePolicyAssignment } from './policy-assignment';
import { parsePolicyDefinition } from './policy-definition';
import { parsePolicyExemption } from './policy-exemption';
import { parsePolicySetDefinition } from './policy-set-definition';
import {
  assignmentOf,
  definition,
  exemption,
  group,
  initiative,
  member,
  policyId,
  pseudoRandom,
  randomPolicyObject,
  rule,
  subscription,
} from './test-kit';

const ids = {
  definition: policyId('', 'Definitions', 'd'),
  set: policyId('', 'SetDefinitions', 's'),
  assignment: policyId(subscription, 'Assignments', 'a'),
};
const edited = (object: JsonObject, properties: JsonObject): JsonObject => ({
  ...object,
  properties: { ...(object['properties'] as JsonObject), ...properties },
});

describe('parsePolicyDefinition', () => {
  it('reads what ARM returns', () => {
    const raw = definition('Ports', {
      displayName: 'Ports',
      policyType: 'BuiltIn',
      mode: 'indexed',
      metadata: { version: '2.1.0-preview', category: 'Kubernetes' },
      parameters: { effect: { type: 'string', defaultValue: 'Audit' } },
    });
    const parsed = parsePolicyDefinition(raw);
    expect(parsed).toMatchObject({
      value: {
        id: '/providers/Microsoft.Authorization/policyDefinitions/Ports',
        key: '/providers/microsoft.authorization/policydefinitions/ports',
        name: 'Ports',
        displayName: 'Ports',
        policyType: 'BuiltIn',
        mode: 'Indexed',
        category: 'Kubernetes',
        version: { text: '2.1.0-preview', suffix: 'preview' },
        parameters: { effect: { type: 'string', defaultValue: 'Audit' } },
        policyRule: rule('audit'),
      },
    });
  });

  it('reads flattened properties, and names in other letters', () => {
    const raw = { ID: ids.definition, PolicyRule: rule('audit'), Mode: 'All' };
    expect(parsePolicyDefinition(raw)).toMatchObject({ value: { name: 'd', mode: 'All' } });
  });

  it.each<[string, JsonObject, string]>([
    ['is Indexed without a mode', { mode: null }, 'Indexed'],
    [
      'keeps a mode that is not evaluated here',
      { mode: 'Microsoft.KeyVault.Data' },
      'Microsoft.KeyVault.Data',
    ],
  ])('%s', (_, properties, mode) => {
    expect(parsePolicyDefinition(definition('d', properties))).toMatchObject({ value: { mode } });
  });

  it.each<[string, JsonObject, string]>([
    ['its own version', { version: '3.1.0', metadata: { version: '2.0.0' } }, '3.1.0'],
    [
      'the version of a built-in in its metadata',
      { policyType: 'BuiltIn', metadata: { version: '2.0.0' } },
      '2.0.0',
    ],
    ['1.0.0 for a custom one, whatever its metadata says', { metadata: { version: '2.0.0' } }, '1.0.0'],
    ['1.0.0 for what is no version', { version: 'new' }, '1.0.0'],
  ])('has %s', (_, properties, text) => {
    expect(parsePolicyDefinition(definition('d', properties))).toMatchObject({
      value: { version: { text } },
    });
  });

  it('takes a version off the id', () => {
    const raw = { ...definition('d'), id: `${ids.definition}/versions/1.2.0` };
    expect(parsePolicyDefinition(raw)).toMatchObject({ value: { id: ids.definition } });
  });

  it('hashes what is compiled and nothing else', () => {
    const hash = (properties: JsonObject) => {
      const parsed = parsePolicyDefinition(definition('d', properties));
      return 'value' in parsed ? parsed.value.ruleHash : undefined;
    };
    expect(hash({ displayName: 'x', metadata: { a: 1 } })).toBe(hash({}));
    expect(hash({ mode: 'ALL' })).toBe(hash({ mode: 'All' }));
    expect(hash({ mode: 'Indexed' })).not.toBe(hash({}));
    expect(hash({ policyRule: rule('deny') })).not.toBe(hash({}));
    expect(hash({ parameters: { p: { type: 'String' } } })).not.toBe(hash({}));
  });

  it.each<[string, JsonValue, string, string?]>([
    ['a text', 'policy', 'NotAnObject'],
    ['null', null, 'NotAnObject'],
    ['a list', [], 'NotAnObject'],
    ['no id', { properties: {} }, 'InvalidId'],
    ['the id of something else', { ...definition('d'), id: ids.set }, 'InvalidId'],
    ['properties that are no object', { id: ids.definition, properties: [] }, 'InvalidProperty'],
    [
      'no rule',
      edited(definition('d'), { policyRule: null }),
      'InvalidPolicyRule',
      "'policyRule' must be an object",
    ],
    ['a rule that is a text', edited(definition('d'), { policyRule: 'audit' }), 'InvalidProperty'],
    [
      'a rule without if',
      edited(definition('d'), { policyRule: { If2: {} } }),
      'InvalidPolicyRule',
      "'if' must be an object",
    ],
    [
      'a rule without then',
      edited(definition('d'), { policyRule: { if: {} } }),
      'InvalidPolicyRule',
      "'then' must be",
    ],
    [
      'an effect that is a number',
      edited(definition('d'), { policyRule: rule(1) }),
      'InvalidPolicyRule',
      "'then.effect' must be",
    ],
    [
      'a mode that is a number',
      edited(definition('d'), { mode: 1 }),
      'InvalidProperty',
      "'mode' must be a text",
    ],
    [
      'a wrong parameter',
      edited(definition('d'), { parameters: { p: {} } }),
      'ParameterDeclaration',
      "parameter 'p'",
    ],
    ['parameters that are a list', edited(definition('d'), { parameters: [] }), 'InvalidProperty'],
    [
      'an oversized text',
      edited(definition('d'), { description: 'x'.repeat(limits.readCharacters) }),
      'TooLarge',
    ],
  ])('reports %s', (_, raw, code, words = '') => {
    const parsed = parsePolicyDefinition(raw);
    expect(parsed).toMatchObject({ problem: { code } });
    expect('problem' in parsed && parsed.problem.message).toContain(words);
  });
});

describe('parsePolicySetDefinition', () => {
  it('reads members, bindings, pins and groups', () => {
    const raw = initiative(
      'Baseline',
      [
        member('NoPrivileged', 'd', {
          definitionVersion: '9.*.*',
          groupNames: ['g'],
          parameters: { effect: { value: 'Audit' } },
        }),
      ],
      { policyDefinitionGroups: [{ name: 'g', displayName: 'Group' }], metadata: { category: 'Kubernetes' } },
    );
    expect(parsePolicySetDefinition(raw)).toMatchObject({
      value: {
        category: 'Kubernetes',
        policyDefinitions: [
          {
            referenceId: 'NoPrivileged',
            key: 'noprivileged',
            pin: { major: 9 },
            groupNames: ['g'],
            parameters: { effect: 'Audit' },
          },
        ],
        policyDefinitionGroups: [{ name: 'g', displayName: 'Group' }],
      },
    });
  });

  it('makes up the same reference ids each time', () => {
    const raw = initiative('s', [
      { policyDefinitionId: ids.definition },
      { policyDefinitionId: ids.definition },
    ]);
    const references = () => {
      const parsed = parsePolicySetDefinition(raw);
      return 'value' in parsed ? parsed.value.policyDefinitions.map(({ referenceId }) => referenceId) : [];
    };
    expect(references()).toEqual(references());
    expect(new Set(references()).size).toBe(2);
    expect(references()[0]).toMatch(/^\d+$/);
  });

  it.each<[string, JsonObject, string]>([
    ['no members', initiative('s', null as unknown as JsonObject[]), 'InvalidProperty'],
    ['a member that is no object', initiative('s', ['d'] as unknown as JsonObject[]), 'InvalidProperty'],
    [
      'a member without definition',
      initiative('s', [{ policyDefinitionReferenceId: 'r' }]),
      'InvalidProperty',
    ],
    [
      'a member that is an initiative',
      initiative('s', [{ policyDefinitionId: ids.set }]),
      'NestedInitiative',
    ],
    ['a member with a broken id', initiative('s', [{ policyDefinitionId: 'd' }]), 'InvalidId'],
    [
      'a reference id given twice',
      initiative('s', [member('r', 'd'), member('R', 'd')]),
      'DuplicateReference',
    ],
    ['a pin that is none', initiative('s', [member('r', 'd', { definitionVersion: '*' })]), 'InvalidVersion'],
    [
      'a binding without value',
      initiative('s', [member('r', 'd', { parameters: { p: 1 } })]),
      'InvalidProperty',
    ],
    ['a group without name', initiative('s', [], { policyDefinitionGroups: [{}] }), 'InvalidProperty'],
    ['a wrong parameter', initiative('s', [], { parameters: { p: { type: 'x' } } }), 'ParameterDeclaration'],
  ])('reports %s', (_, raw, code) => {
    expect(parsePolicySetDefinition(raw)).toMatchObject({ problem: { code } });
  });
});

describe('parsePolicyAssignment', () => {
  it('reads what ARM returns', () => {
    const raw = {
      ...assignmentOf('d', {
        definitionVersion: '1.*.*',
        notScopes: [`${group}/`],
        parameters: { effect: { value: 'Deny' } },
        enforcementMode: 'donotenforce',
        nonComplianceMessages: [
          { message: 'No.' },
          { message: 'Not here.', policyDefinitionReferenceId: 'Ref' },
        ],
        overrides: [
          {
            kind: 'policyEffect',
            value: 'Disabled',
            selectors: [{ kind: 'policyDefinitionReferenceId', in: ['R'] }],
          },
          { kind: 'policyVersion', value: '2.*.*' },
        ],
        resourceSelectors: [{ name: 'eu', selectors: [{ kind: 'resourceLocation', in: ['North Europe'] }] }],
        metadata: { assignedBy: 'Dumbledore' },
      }),
      location: 'northeurope',
      identity: { type: 'SystemAssigned' },
    };
    expect(parsePolicyAssignment(raw)).toMatchObject({
      value: {
        key: ids.assignment.toLowerCase(),
        scope: subscription,
        isInitiative: false,
        pin: { major: 1 },
        notScopes: [`${group}/`],
        notScopeKeys: [group.toLowerCase()],
        parameters: { effect: 'Deny' },
        enforcementMode: 'DoNotEnforce',
        nonComplianceMessages: [{ message: 'No.' }, { message: 'Not here.', referenceKey: 'ref' }],
        overrides: [
          { kind: 'policyEffect', value: 'Disabled' },
          { kind: 'definitionVersion', value: { major: 2 } },
        ],
        location: 'northeurope',
        identity: { type: 'SystemAssigned' },
        metadata: { assignedBy: 'Dumbledore' },
      },
    });
  });

  it.each<[string, JsonObject, string]>([
    ['no definition', { policyDefinitionId: null }, 'InvalidProperty'],
    ['a broken definition id', { policyDefinitionId: 'd' }, 'InvalidId'],
    ['the id of an assignment as definition', { policyDefinitionId: ids.assignment }, 'InvalidId'],
    ['a mode of enforcement nobody knows', { enforcementMode: 'Maybe' }, 'InvalidProperty'],
    ['an excluded scope that is none', { notScopes: ['hogwarts-rg'] }, 'InvalidProperty'],
    ['excluded scopes that are no list', { notScopes: group }, 'InvalidProperty'],
    ['bare parameter values', { parameters: { effect: 'Deny' } }, 'InvalidProperty'],
    ['an empty message', { nonComplianceMessages: [{ message: '' }] }, 'InvalidProperty'],
    ['an override nobody knows', { overrides: [{ kind: 'scope', value: 'x' }] }, 'UnsupportedOverride'],
    ['an override without value', { overrides: [{ kind: 'policyEffect' }] }, 'InvalidProperty'],
    [
      'an override with a broken version',
      { overrides: [{ kind: 'definitionVersion', value: 'new' }] },
      'InvalidVersion',
    ],
    ['a broken pin', { definitionVersion: 'latest' }, 'InvalidVersion'],
    [
      'a selector nobody knows',
      { resourceSelectors: [{ selectors: [{ kind: 'tag', in: ['a'] }] }] },
      'UnsupportedSelector',
    ],
  ])('reports %s', (_, properties, code) => {
    const parsed = parsePolicyAssignment(edited(assignmentOf('d'), properties));
    expect(parsed).toMatchObject({ problem: { code, target: ids.assignment } });
  });
});

describe('parsePolicyExemption', () => {
  it('reads what ARM returns', () => {
    const raw = exemption('E', group, ids.assignment, {
      exemptionCategory: 'mitigated',
      expiresOn: '2030-01-31T12:00:00.5000000+01:00',
      policyDefinitionReferenceIds: ['NoPrivileged'],
      assignmentScopeValidation: 'DoNotValidate',
    });
    expect(parsePolicyExemption(raw)).toMatchObject({
      value: {
        scope: group,
        assignmentKey: ids.assignment.toLowerCase(),
        exemptionCategory: 'Mitigated',
        expiresOn: Date.UTC(2030, 0, 31, 11, 0, 0, 500),
        referenceKeys: ['noprivileged'],
        validateScope: false,
      },
    });
  });

  it.each([
    ['2030-01-31', Date.UTC(2030, 0, 31)],
    ['2030-01-31T10:00', Date.UTC(2030, 0, 31, 10)],
    ['2030-01-31T10:00:00', Date.UTC(2030, 0, 31, 10)],
    ['2030-01-31 10:00:00Z', Date.UTC(2030, 0, 31, 10)],
    ['2030-01-31T10:00:00-0130', Date.UTC(2030, 0, 31, 11, 30)],
  ])('reads the time %s', (text, expected) => {
    const parsed = parsePolicyExemption(exemption('e', group, ids.assignment, { expiresOn: text }));
    expect(parsed).toMatchObject({ value: { expiresOn: expected } });
  });

  it.each<[string, JsonObject, string]>([
    ['no assignment', { policyAssignmentId: '' }, 'InvalidProperty'],
    ['a broken assignment id', { policyAssignmentId: 'a' }, 'InvalidId'],
    ['no category', { exemptionCategory: null }, 'InvalidProperty'],
    ['a time that is none', { expiresOn: 'soon' }, 'InvalidProperty'],
    ['a day that does not exist', { expiresOn: '2030-02-30T00:00:00Z' }, 'InvalidProperty'],
    ['an hour that does not exist', { expiresOn: '2030-02-20T25:00:00Z' }, 'InvalidProperty'],
    ['a scope validation nobody knows', { assignmentScopeValidation: 'Maybe' }, 'InvalidProperty'],
    ['references that are no texts', { policyDefinitionReferenceIds: [1] }, 'InvalidProperty'],
  ])('reports %s', (_, properties, code) => {
    expect(parsePolicyExemption(exemption('e', group, ids.assignment, properties))).toMatchObject({
      problem: { code },
    });
  });
});

describe('any JSON at all', () => {
  it('is read or reported, never thrown at', () => {
    const random = pseudoRandom(7);
    const parsers = [
      parsePolicyDefinition,
      parsePolicySetDefinition,
      parsePolicyAssignment,
      parsePolicyExemption,
    ];
    let read = 0;
    for (let round = 0; round < 4000; round += 1) {
      const raw = randomPolicyObject(random);
      for (const parse of parsers) {
        const parsed = parse(raw);
        if ('value' in parsed) read += 1;
        else expect(parsed.problem.message.length).toBeGreaterThan(20);
      }
    }
    expect(read).toBeGreaterThan(0);
  });
});
