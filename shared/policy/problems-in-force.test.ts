import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json';
import type { PolicyObjects } from './policy-snapshot';
import {
  assigned,
  assignment,
  assignmentOf,
  chamber,
  definition,
  exemption,
  group,
  inForce,
  initiative,
  member,
  oneInForce,
  plain,
  policyId,
  rule,
  set,
} from './test-kit';

describe('what cannot be evaluated is in force with its problem', () => {
  const codes = (objects: Partial<PolicyObjects>, resource = chamber) =>
    inForce(objects, resource).map(
      ({ reference, problem }) => `${reference?.key ?? '-'} ${problem?.code ?? 'fine'}`,
    );
  const bad = (properties: JsonObject) => definition('bad', properties);

  it.each<[string, Partial<PolicyObjects>, string[]]>([
    ['a missing definition', { assignments: [assignmentOf('gone')] }, ['- DefinitionNotFound']],
    [
      'a malformed definition',
      { definitions: [bad({ policyRule: {} })], assignments: [assignmentOf('bad')] },
      ['- InvalidPolicyRule'],
    ],
    ['a missing initiative', { assignments: [assignment('a', set)] }, ['- SetDefinitionNotFound']],
    [
      'a malformed initiative',
      {
        setDefinitions: [initiative('s', [member('r', 'd'), member('r', 'd')])],
        assignments: [assignment('a', set)],
      },
      ['- DuplicateReference'],
    ],
    [
      'one missing member',
      {
        setDefinitions: [initiative('s', [member('one', 'd'), member('two', 'gone')])],
        assignments: [assignment('a', set)],
      },
      ['one fine', 'two DefinitionNotFound'],
    ],
    [
      'a malformed assignment',
      { assignments: [assignmentOf('d', { notScopes: 'x' })] },
      ['- InvalidProperty'],
    ],
    [
      'a mode that is none',
      { definitions: [bad({ mode: 'Everything' })], assignments: [assignmentOf('bad')] },
      ['- InvalidMode'],
    ],
    [
      'an effect nobody knows',
      { definitions: [bad({ policyRule: rule('block') })], assignments: [assignmentOf('bad')] },
      ['- UnknownEffect'],
    ],
    [
      'a retired effect',
      { definitions: [bad({ policyRule: rule('EnforceRegoPolicy') })], assignments: [assignmentOf('bad')] },
      ['- RetiredEffect'],
    ],
    [
      'a missing parameter',
      { definitions: [bad({ parameters: { p: { type: 'String' } } })], assignments: [assignmentOf('bad')] },
      ['- ParameterMissing'],
    ],
    [
      'a wrong value',
      {
        definitions: [bad({ parameters: { p: { type: 'String' } } })],
        assignments: [assignmentOf('bad', { parameters: { p: { value: 1 } } })],
      },
      ['- ParameterType'],
    ],
    [
      'a value for nothing, as a mere note',
      { assignments: [assignmentOf('d', { parameters: { p: { value: 1 } } })] },
      ['- fine'],
    ],
  ])('%s', (_, objects, expected) => {
    expect(codes(objects)).toEqual(expected);
  });

  it('reports a mode of another provider on the types that it is about', () => {
    const objects = {
      definitions: [bad({ mode: 'Microsoft.KeyVault.Data' })],
      assignments: [assignmentOf('bad')],
    };
    expect(codes(objects)).toEqual([]);
    expect(codes(objects, { ...chamber, type: 'Microsoft.KeyVault/vaults' })).toEqual(['- UnsupportedMode']);
  });

  it('keeps a malformed definition to the resources of its mode', () => {
    const objects = {
      definitions: [bad({ mode: 'Microsoft.Kubernetes.Data', policyRule: {} })],
      assignments: [assignmentOf('bad')],
    };
    expect(codes(objects)).toEqual(['- InvalidPolicyRule']);
    expect(codes(objects, { ...chamber, type: 'Microsoft.Storage/storageAccounts' })).toEqual([]);
  });

  it("stops only the members that read an initiative's missing parameter", () => {
    const setDefinitions = [
      initiative(
        's',
        [member('one', 'd'), member('two', 'd', { parameters: { x: { value: "[parameters('Labels')]" } } })],
        {
          parameters: { labels: { type: 'Array' } },
        },
      ),
    ];
    expect(codes({ setDefinitions, assignments: [assignment('a', set)] })).toEqual([
      'one fine',
      'two ParameterMissing',
    ]);
  });

  it('stands in for the object where nothing of it can be read', () => {
    const policy = oneInForce({ assignments: [assignmentOf('gone')] });
    expect(policy).toMatchObject({
      effect: '',
      ruleHash: '',
      definition: { id: policyId('', 'Definitions', 'gone'), name: 'gone', mode: 'All' },
    });
  });

  it('is still exempt where an exemption says so', () => {
    const policy = oneInForce({
      assignments: [assignmentOf('gone')],
      exemptions: [exemption('e', group, assigned)],
    });
    expect([policy.problem?.code, policy.exemption?.name]).toEqual(['DefinitionNotFound', 'e']);
  });
});

describe('pins to texts that are no longer published', () => {
  const newest = definition('d', {
    policyType: 'BuiltIn',
    version: '7.0.0',
    parameters: {
      effect: { type: 'String', defaultValue: 'Audit', allowedValues: ['Audit', 'Deny'] },
      hosts: { type: 'Array', defaultValue: [] },
    },
  });
  const parameters = {
    effect: { value: 'audit' },
    minPort: { value: 0 },
    maxPort: { value: "[parameters('gone')]" },
  };
  const found = (definitions: JsonObject[]) =>
    oneInForce({
      definitions,
      setDefinitions: [initiative('s', [member('r', 'd', { definitionVersion: '6.*.*', parameters })])],
      assignments: [assignment('a', set)],
    });

  it('are evaluated with the text that is at hand, with a note for each difference', () => {
    const policy = found([newest]);
    expect(policy).not.toHaveProperty('problem');
    expect(policy.definition.version.text).toBe('7.0.0');
    expect(policy.parameters).toEqual({ effect: 'audit', hosts: [] });
    expect(policy.notes.map(({ code, target }) => `${code} ${target}`)).toEqual([
      'BindingFailed maxPort',
      'ParameterUnknown minPort',
      'ParameterNotAllowed effect',
      `PinnedVersionNotAvailable ${plain}`,
    ]);
    expect(policy.notes.at(-1)?.message).toBe(
      'The pinned version 6.*.* is not available; version 7.0.0 was evaluated instead. ' +
        'Supply the pinned text, or move the pin.',
    );
  });

  it('are met when the pinned text is at hand, under its own id or a version id', () => {
    const properties = {
      policyType: 'BuiltIn',
      version: '6.2.0',
      parameters: Object.fromEntries(
        ['effect', 'minPort', 'maxPort'].map((name) => [name, { type: 'String', defaultValue: '' }]),
      ),
    };
    const older = { ...definition('d', properties), id: `${plain}/versions/6.2.0` };
    const policy = found([newest, older]);
    expect(policy.definition.version.text).toBe('6.2.0');
    expect(policy.problem?.code).toBe('BindingFailed');
    expect(policy.notes).toEqual([]);
  });
});
