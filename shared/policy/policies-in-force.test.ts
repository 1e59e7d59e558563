import { describe, expect, it } from 'vitest';
import type { ArmResource } from './arm-resource';
import type { JsonObject } from './json';
import { listDisabled, policiesInForce, policiesOfAssignment } from './policies-in-force';
import type { PolicyInForce } from './policy-in-force';
import type { PolicyObjects } from './policy-snapshot';
import type { ScopeTree } from './scope-tree';
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
  pseudoRandom,
  rule,
  snapshotOf,
  subscription,
} from './test-kit';

const now = new Date('2026-11-21T22:00:00Z');
const scopeTree: ScopeTree = {
  subscriptions: [
    {
      subscriptionId: subscription.slice('/subscriptions/'.length),
      managementGroups: ['wizarding-world', 'root'],
    },
  ],
};
const managementGroup = '/providers/Microsoft.Management/managementGroups/wizarding-world';
const chamber = cluster('chamber-of-secrets');
const set = policyId('', 'SetDefinitions', 's');
const plain = policyId('', 'Definitions', 'd');
const assigned = policyId(subscription, 'Assignments', 'a');

const inForce = (objects: Partial<PolicyObjects>, resource: ArmResource = chamber, at = now) =>
  policiesInForce(snapshotOf({ definitions: [definition('d')], scopeTree, ...objects }), resource, at);
const one = (objects: Partial<PolicyObjects>, resource?: ArmResource): PolicyInForce => {
  const found = inForce(objects, resource);
  expect(found).toHaveLength(1);
  return found[0] as PolicyInForce;
};

describe('where an assignment is in force', () => {
  it.each<[string, string, boolean]>([
    ['its management group', managementGroup, true],
    ['a management group further above', managementGroup.replace('wizarding-world', 'ROOT'), true],
    ['a management group elsewhere', managementGroup.replace('wizarding-world', 'muggles'), false],
    ['its subscription', subscription.toUpperCase(), true],
    ['another subscription', '/subscriptions/00000000-0000-0000-0000-000000000000', false],
    ['its resource group', group.replace('resourceGroups', 'RESOURCEGROUPS'), true],
    ['a group whose name is a part of its group', group.slice(0, -1), false],
    ['the resource itself', chamber.id, true],
    ['a neighbour', cluster('room-of-requirement').id, false],
    ['a neighbour whose name starts alike', cluster('chamber').id, false],
  ])('assigned at %s', (_, scope, expected) => {
    expect(inForce({ assignments: [assignment('a', plain, {}, scope)] })).toHaveLength(expected ? 1 : 0);
  });

  it.each<[string, string[], boolean]>([
    ['nothing', [], true],
    ['its resource group', [`${group.toLowerCase()}/`], false],
    ['its management group', [managementGroup], false],
    ['the resource', [chamber.id], false],
    ['another group', [`${subscription}/resourceGroups/durmstrang-rg`, `${group}2`], true],
    ['a resource beside it', [`${chamber.id}2`], true],
  ])('assigned at the root, excluding %s', (_, notScopes, expected) => {
    const scope = managementGroup.replace('wizarding-world', 'root');
    expect(inForce({ assignments: [assignment('a', plain, { notScopes }, scope)] })).toHaveLength(
      expected ? 1 : 0,
    );
  });

  it('covers children of a resource it is assigned to', () => {
    const pool: ArmResource = {
      id: `${chamber.id}/agentPools/p`,
      name: 'p',
      type: 'Microsoft.ContainerService/managedClusters/agentPools',
    };
    expect(inForce({ assignments: [assignment('a', plain, {}, chamber.id)] }, pool)).toHaveLength(1);
  });

  it('covers subscriptions and resource groups in mode All, also when only their id is given', () => {
    const objects = { assignments: [assignmentOf('d')] };
    expect(inForce(objects, { id: group, name: 'hogwarts-rg', type: '' })).toHaveLength(1);
    expect(inForce(objects, { id: subscription, name: 's', type: '' })).toHaveLength(1);
  });

  it('leaves resources to the modes that look at them', () => {
    const definitions = ['All', 'Indexed', 'Microsoft.Kubernetes.Data'].map((mode) =>
      definition(mode, { mode }),
    );
    const assignments = definitions.map((raw, index) => assignment(`a${index}`, raw['id'] as string));
    const modes = (resource: ArmResource) =>
      inForce({ definitions, assignments }, resource).map((policy) => policy.definition.mode);
    expect(modes(chamber)).toEqual(['All', 'Indexed', 'Microsoft.Kubernetes.Data']);
    expect(modes({ ...chamber, type: 'Microsoft.Storage/storageAccounts' })).toEqual(['All', 'Indexed']);
    expect(
      modes({ id: group, name: 'g', type: 'Microsoft.Resources/resourceGroups', location: 'x' }),
    ).toEqual(['All']);
    expect(modes({ ...chamber, type: 'Microsoft.Resources/deployments' })).toEqual([]);
  });

  it('looks at resource selectors', () => {
    const resourceSelectors = [{ name: 'w', selectors: [{ kind: 'resourceLocation', in: ['West Europe'] }] }];
    const objects = { assignments: [assignmentOf('d', { resourceSelectors })] };
    expect(inForce(objects)).toHaveLength(0);
    expect(inForce(objects, cluster('c', { location: 'WestEurope' }))).toHaveLength(1);
  });
});

describe('what is in force', () => {
  const parameterised = definition('d', {
    mode: 'Indexed',
    policyRule: rule("[parameters('Effect')]"),
    parameters: {
      effect: { type: 'String', defaultValue: 'Audit', allowedValues: ['Audit', 'Deny', 'Disabled'] },
      ports: { type: 'Array', defaultValue: [] },
    },
  });

  it('is a definition with its parameters and effect', () => {
    const policy = one({
      definitions: [parameterised],
      assignments: [
        assignmentOf('d', { parameters: { Effect: { value: 'Deny' } }, enforcementMode: 'DoNotEnforce' }),
      ],
    });
    expect(policy).toMatchObject({
      key: `${assigned.toLowerCase()}|`,
      effect: 'deny',
      enforcementMode: 'DoNotEnforce',
      parameters: { effect: 'Deny', ports: [] },
      notes: [],
    });
    expect(policy.ruleHash).toBe(policy.definition.ruleHash);
    expect(policy).not.toHaveProperty('problem');
    expect(policy).not.toHaveProperty('exemption');
  });

  it('is each member of an initiative with what the initiative binds', () => {
    const setDefinitions = [
      initiative(
        's',
        [
          member('First', 'd', {
            parameters: { effect: { value: "[parameters('mode')]" } },
            groupNames: ['g'],
          }),
          member('Second', 'd', { parameters: { ports: { value: ["[parameters('port')]", 443] } } }),
        ],
        { parameters: { mode: { type: 'String', defaultValue: 'Deny' }, port: { type: 'Integer' } } },
      ),
    ];
    const found = inForce({
      definitions: [parameterised],
      setDefinitions,
      assignments: [assignment('a', set, { parameters: { port: { value: 80 } } })],
    });
    expect(
      found.map(({ key, effect, parameters, reference }) => [
        key,
        effect,
        parameters,
        reference?.referenceId,
      ]),
    ).toEqual([
      [`${assigned.toLowerCase()}|first`, 'deny', { effect: 'Deny', ports: [] }, 'First'],
      [`${assigned.toLowerCase()}|second`, 'audit', { effect: 'Audit', ports: [80, 443] }, 'Second'],
    ]);
    expect(found[0]?.setParameters).toEqual({ mode: 'Deny', port: 80 });
    expect(found[0]?.setDefinition?.id).toBe(set);
  });

  it('leaves out what is disabled, and lists it apart', () => {
    const objects = {
      definitions: [parameterised],
      assignments: [assignmentOf('d', { parameters: { effect: { value: 'Disabled' } } })],
      scopeTree,
    };
    expect(inForce(objects)).toEqual([]);
    const snapshot = snapshotOf(objects);
    expect(listDisabled(snapshot, chamber).map(({ effect }) => effect)).toEqual(['disabled']);
    expect(listDisabled(snapshot, cluster('elsewhere', { id: '/subscriptions/x' }))).toEqual([]);
    expect(policiesOfAssignment(snapshot, assigned.toUpperCase()).map(({ effect }) => effect)).toEqual([
      'disabled',
    ]);
    expect(policiesOfAssignment(snapshot, `${assigned}2`)).toEqual([]);
  });

  it('does not call a disabled policy wrong', () => {
    const objects = {
      definitions: [parameterised],
      assignments: [
        assignmentOf('d', { parameters: { effect: { value: 'Disabled' }, ports: { value: 'many' } } }),
      ],
    };
    const [policy] = listDisabled(snapshotOf(objects), chamber);
    expect(policy).not.toHaveProperty('problem');
    expect(policy?.notes.map(({ code }) => code)).toEqual(['ParameterType']);
  });

  it('has the message for the member, or else the one for all, in Resource Manager modes only', () => {
    const setDefinitions = [initiative('s', [member('one', 'd'), member('two', 'd'), member('three', 'k')])];
    const nonComplianceMessages = [
      { message: 'For all.' },
      { message: 'For one.', policyDefinitionReferenceId: 'ONE' },
    ];
    const found = inForce({
      definitions: [definition('d'), definition('k', { mode: 'Microsoft.Kubernetes.Data' })],
      setDefinitions,
      assignments: [assignment('a', set, { nonComplianceMessages })],
    });
    expect(
      found.map(({ reference, nonComplianceMessage }) => [reference?.key, nonComplianceMessage]),
    ).toEqual([
      ['one', 'For one.'],
      ['three', undefined],
      ['two', 'For all.'],
    ]);
  });

  it('counts twice what is assigned twice', () => {
    const assignments = [assignment('b', plain, {}, group), assignment('a', plain)];
    expect(inForce({ assignments }).map(({ assignment: { name } }) => name)).toEqual(['a', 'b']);
  });

  it('counts once what is listed twice', () => {
    const listed = assignmentOf('d');
    expect(inForce({ assignments: [listed, { ...listed, id: listed.id.toUpperCase() }] })).toHaveLength(1);
  });
});

describe('overrides', () => {
  const setDefinitions = [initiative('s', [member('one', 'd'), member('two', 'd')])];
  const effects = (overrides: JsonObject[], resource = chamber) =>
    inForce({ setDefinitions, assignments: [assignment('a', set, { overrides })] }, resource).map(
      ({ reference, effect, problem }) => `${reference?.key} ${effect} ${problem?.code ?? ''}`.trim(),
    );
  const of = (value: string, ...selectors: JsonObject[]): JsonObject => ({
    kind: 'policyEffect',
    value,
    selectors,
  });
  const forOne = { kind: 'policyDefinitionReferenceId', in: ['ONE'] };
  const north = { kind: 'resourceLocation', in: ['North Europe'] };

  it.each<[string, JsonObject[], string[]]>([
    ['change every member without selectors', [of('Deny')], ['one deny', 'two deny']],
    ['change the named member', [of('deny', forOne)], ['one deny', 'two audit']],
    ['switch a member off', [of('Disabled', forOne)], ['two audit']],
    ['let the first that matches win', [of('deny', forOne), of('disabled')], ['one deny']],
    ['change what lies in a location', [of('deny', north)], ['one deny', 'two deny']],
    ['ask all selectors', [of('deny', forOne, north)], ['one deny', 'two audit']],
    [
      'may not choose what the definition does not allow',
      [of('modify', forOne)],
      ['one modify EffectNotAllowed', 'two audit'],
    ],
  ])('%s', (_, overrides, expected) => {
    expect(effects(overrides)).toEqual(expected);
  });

  it('tell locations apart, each resource for itself', () => {
    const overrides = [of('deny', north)];
    const snapshot = snapshotOf({
      definitions: [definition('d')],
      setDefinitions,
      assignments: [assignment('a', set, { overrides })],
    });
    const west = cluster('west', { location: 'westeurope' });
    for (let round = 0; round < 2; round += 1) {
      expect(policiesInForce(snapshot, chamber, now).map(({ effect }) => effect)).toEqual(['deny', 'deny']);
      expect(policiesInForce(snapshot, west, now).map(({ effect }) => effect)).toEqual(['audit', 'audit']);
    }
  });

  it('choose versions: of members by reference, of the initiative without', () => {
    const versioned = (version: string, effect: string) =>
      definition('d', { policyType: 'BuiltIn', version, policyRule: rule(effect) });
    const definitions = [versioned('1.0.0', 'audit'), versioned('2.0.0', 'deny')];
    const pinned = initiative('s', [member('one', 'd', { definitionVersion: '1.*.*' })], {
      version: '1.0.0',
    });
    const newer = initiative('s', [member('only', 'd', { definitionVersion: '1.*.*' })], {
      version: '2.0.0',
    });
    const found = (overrides: JsonObject[]) =>
      inForce({
        definitions,
        setDefinitions: [pinned, newer],
        assignments: [assignment('a', set, { definitionVersion: '1.*.*', overrides })],
      }).map(({ reference, effect }) => `${reference?.key} ${effect}`);
    expect(found([])).toEqual(['one audit']);
    expect(found([{ kind: 'definitionVersion', value: '2.*.*', selectors: [forOne] }])).toEqual(['one deny']);
    expect(found([{ kind: 'definitionVersion', value: '2.*.*' }])).toEqual(['only audit']);
  });
});

describe('exemptions', () => {
  const setDefinitions = [initiative('s', [member('one', 'd'), member('two', 'd')])];
  const assignments = [assignment('a', set)];
  const exempted = (exemptions: JsonObject[], resource = chamber, at = now) =>
    inForce({ setDefinitions, assignments, exemptions }, resource, at).map(
      (policy) => `${policy.reference?.key}: ${policy.exemption?.name ?? 'none'}`,
    );
  const all = ['one: e', 'two: e'];
  const none = ['one: none', 'two: none'];

  it.each<[string, string, JsonObject, string[]]>([
    ['on the resource', chamber.id, {}, all],
    ['on its group, in other letters', group.toUpperCase(), {}, all],
    ['on the subscription', subscription, {}, all],
    ['on a neighbour', `${chamber.id}2`, {}, none],
    ['for one member', group, { policyDefinitionReferenceIds: ['ONE'] }, ['one: e', 'two: none']],
    ['for no member by name', group, { policyDefinitionReferenceIds: [] }, all],
    ['that lasts', group, { expiresOn: '2026-11-21T22:00:01Z' }, all],
    ['that ends now', group, { expiresOn: '2026-11-21T22:00:00Z' }, none],
    ['that has expired', group, { expiresOn: '2020-01-01T00:00:00Z' }, none],
    [
      'for another location',
      group,
      { resourceSelectors: [{ name: 'w', selectors: [{ kind: 'resourceLocation', in: ['westeurope'] }] }] },
      none,
    ],
    ['above the assignment', managementGroup, {}, none],
    [
      'above the assignment, unvalidated',
      managementGroup,
      { assignmentScopeValidation: 'DoNotValidate' },
      all,
    ],
  ])('%s', (_, scope, properties, expected) => {
    expect(exempted([exemption('e', scope, assigned, properties)])).toEqual(expected);
  });

  it('are shown by the one that lasts longest', () => {
    const exemptions = [
      exemption('short', group, assigned, { expiresOn: '2027-01-01T00:00:00Z' }),
      exemption('long', chamber.id, assigned, { expiresOn: '2028-01-01T00:00:00Z' }),
      exemption('past', subscription, assigned, { expiresOn: '2021-01-01T00:00:00Z' }),
    ];
    expect(exempted(exemptions)).toEqual(['one: long', 'two: long']);
    expect(exempted([...exemptions, exemption('ever', group, assigned)])).toEqual(['one: ever', 'two: ever']);
  });

  it('end while the snapshot lives on', () => {
    const exemptions = [exemption('e', group, assigned, { expiresOn: '2026-12-01T00:00:00Z' })];
    const snapshot = snapshotOf({ definitions: [definition('d')], setDefinitions, assignments, exemptions });
    const at = (time: string) =>
      policiesInForce(snapshot, chamber, new Date(time)).filter((policy) => policy.exemption !== undefined)
        .length;
    expect([at('2026-11-30T23:59:59Z'), at('2026-12-01T00:00:00Z'), at('2026-11-01T00:00:00Z')]).toEqual([
      2, 0, 2,
    ]);
  });

  it('that cannot be read are an error where they would have counted, never silence', () => {
    const exemptions = [exemption('e', chamber.id, assigned, { expiresOn: 'whenever' })];
    const found = inForce({ setDefinitions, assignments, exemptions });
    expect(found.map(({ problem }) => problem?.code)).toEqual(['ExemptionUnreadable', 'ExemptionUnreadable']);
    expect(found[0]?.problem?.message).toContain("'expiresOn' must be a time such as 2030-01-31T00:00:00Z");
    expect(inForce({ setDefinitions, assignments, exemptions }, cluster('other'))[0]).not.toHaveProperty(
      'problem',
    );
  });
});

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
    const policy = one({ assignments: [assignmentOf('gone')] });
    expect(policy).toMatchObject({
      effect: '',
      ruleHash: '',
      definition: { id: policyId('', 'Definitions', 'gone'), name: 'gone', mode: 'All' },
    });
  });

  it('is still exempt where an exemption says so', () => {
    const policy = one({
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
    one({
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

describe('any estate', () => {
  it('gives the same answer as asking each assignment in turn', () => {
    const random = pseudoRandom(42);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
    const some = <T>(items: readonly T[], most: number) =>
      Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(items));
    const groups = ['a', 'b', 'root'].map((name) => managementGroup.replace('wizarding-world', name));
    const tree: ScopeTree = {
      subscriptions: [
        { subscriptionId: 's1', managementGroups: ['a', 'root'] },
        { subscriptionId: 's10', managementGroups: ['b', 'a', 'root'] },
        { subscriptionId: 's2', managementGroups: ['root'] },
      ],
    };
    const subscriptions = ['/subscriptions/s1', '/subscriptions/S10', '/subscriptions/s2'];
    const resourceGroups = subscriptions.flatMap((id) =>
      ['rg', 'rg1'].map((name) => `${id}/resourceGroups/${name}`),
    );
    const ids = resourceGroups.flatMap((id) =>
      ['c', 'c1'].map((name) => `${id}/providers/Microsoft.X/ships/${name}`),
    );
    const scopes = [...groups, ...subscriptions, ...resourceGroups, ...ids];
    const covers = (scope: string, id: string): boolean => {
      const position = groups.indexOf(scope);
      if (position < 0) return `${id}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase());
      const place = tree.subscriptions.find(({ subscriptionId }) =>
        `${id}/`.toLowerCase().startsWith(`/subscriptions/${subscriptionId}/`),
      );
      return place?.managementGroups.includes(scope.slice(scope.lastIndexOf('/') + 1)) ?? false;
    };

    for (let round = 0; round < 60; round += 1) {
      const made = Array.from({ length: 12 }, (_, index) => {
        const scope = pick(scopes);
        const notScopes = some(scopes, 2);
        return { scope, notScopes, raw: assignment(`a${index}`, plain, { notScopes }, scope) };
      });
      const exempt = some(made, 4).map(({ raw }, index) => {
        const scope = pick(scopes);
        return {
          scope,
          id: raw.id,
          raw: exemption(`e${index}`, scope, raw.id, { assignmentScopeValidation: 'DoNotValidate' }),
        };
      });
      const snapshot = snapshotOf({
        definitions: [definition('d')],
        assignments: made.map(({ raw }) => raw),
        exemptions: exempt.map(({ raw }) => raw),
        scopeTree: tree,
      });
      for (const id of ids) {
        const wanted = made
          .filter(({ scope, notScopes }) => covers(scope, id) && !notScopes.some((not) => covers(not, id)))
          .map(({ raw }) => {
            const isExempt = exempt.some((entry) => entry.id === raw.id && covers(entry.scope, id));
            return `${raw.id.toLowerCase()}| ${isExempt}`;
          });
        const found = policiesInForce(
          snapshot,
          { id, name: 'c', type: 'Microsoft.X/ships', location: 'x' },
          now,
        );
        expect(found.map(({ key, exemption: by }) => `${key} ${by !== undefined}`).sort()).toEqual(
          wanted.sort(),
        );
      }
    }
  });

  it('is answered from memory for resources that nothing tells apart', () => {
    const snapshot = snapshotOf({ definitions: [definition('d')], assignments: [assignmentOf('d')] });
    const first = policiesInForce(snapshot, chamber, now);
    expect(policiesInForce(snapshot, cluster('room-of-requirement'), now)).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(first[0])).toBe(true);
  });

  it('does not keep an answer for every resource there is', () => {
    const snapshot = snapshotOf({ definitions: [definition('d')], assignments: [assignmentOf('d')] });
    for (let index = 0; index < 25_000; index += 1) {
      policiesInForce(snapshot, cluster('c', { type: `Contoso.Ships/type${index}` }), now);
    }
    expect(snapshot.index.cache.size).toBeLessThanOrEqual(20_000);
  });
});
