import { describe, expect, it } from 'vitest';
import type { ArmResource } from './arm-resource';
import { listDisabled, policiesInForce, policiesOfAssignment } from './policies-in-force';
import type { ScopeTree } from './scope-tree';
import {
  assigned,
  assignment,
  assignmentOf,
  chamber,
  cluster,
  definition,
  exemption,
  group,
  inForce,
  initiative,
  managementGroup,
  member,
  now,
  oneInForce,
  plain,
  pseudoRandom,
  rule,
  scopeTree,
  set,
  snapshotOf,
  subscription,
} from './test-kit';

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
    const policy = oneInForce({
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
