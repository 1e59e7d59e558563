import { describe, expect, it } from 'vitest';
import { type ArmResource, armIdKey, type JsonObject, type PolicyObjects } from '../../policy';
import { memoryPorts } from '../testing/memory-ports';
import {
  assignmentId,
  cluster,
  clusterId,
  noPrivilege,
  pod,
  policiesOf,
  rule,
  subscription,
  workloadRule,
} from '../testing/sample-policies';
import type { WhatIfResult } from './answer';
import { mostListedComponents } from './component-differences';
import type { Proposal } from './proposal';
import { mostListedChanges } from './what-if-report';
import { whatIfScope } from './what-if-scope';

const notNorth = rule('notNorth', { field: 'location', notEquals: 'northeurope' }, 'deny');
const noTags = rule('noTags', { field: 'tags.owner', exists: false });
const privileged = workloadRule('noprivilege', noPrivilege);
/** A location that an assignment chooses. */
const onlyIn: JsonObject = {
  id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/onlyIn`,
  name: 'onlyIn',
  properties: {
    policyType: 'Custom',
    mode: 'All',
    parameters: { region: { type: 'String', defaultValue: 'northeurope' } },
    policyRule: {
      if: {
        allOf: [
          { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
          { field: 'location', notEquals: "[parameters('region')]" },
        ],
      },
      then: { effect: 'audit' },
    },
  },
};

const assignmentOf = (name: string, more: JsonObject = {}, definition = name): JsonObject => ({
  id: assignmentId(name),
  name,
  properties: {
    policyDefinitionId: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${definition}`,
    ...more,
  },
});

const exemptionOf = (assignment: string): JsonObject => ({
  id: `${clusterId('west')}/providers/Microsoft.Authorization/policyExemptions/waived`,
  name: 'waived',
  properties: { policyAssignmentId: assignmentId(assignment), exemptionCategory: 'Waiver' },
});

const none: Proposal = { definitions: [], setDefinitions: [], assignments: [], exemptions: [], remove: [] };

const north = cluster('north');
const west = cluster('west', 'westeurope');

/** Asks about the subscription, where there are these clusters with these objects in each. */
function ask(
  present: PolicyObjects,
  proposal: Partial<Proposal>,
  clusters: readonly ArmResource[],
  { resource, objects = [] }: { resource?: ArmResource; objects?: JsonObject[] } = {},
): Promise<WhatIfResult> {
  const now = new Date('2026-11-21T22:00:00Z');
  const ports = memoryPorts({
    clusters: new Map(clusters.map((one) => [armIdKey(one.id), one])),
    objects: new Map(clusters.map((one) => [armIdKey(one.id), objects])),
    policies: present,
    now,
  });
  const question = { scope: subscription, proposal: { ...none, ...proposal } };
  return whatIfScope(resource === undefined ? question : { ...question, resource }, {
    ...ports,
    now: () => now,
  });
}

const short = (result: WhatIfResult) =>
  result.changes.map(({ resourceId, policyAssignmentId, from, to, reason }) => [
    resourceId.split('/').pop(),
    policyAssignmentId.split('/').pop(),
    from,
    to,
    reason,
  ]);

describe('whatIfScope', () => {
  it.each<
    [
      string,
      {
        present: PolicyObjects;
        proposal: Partial<Proposal>;
        clusters?: ArmResource[];
        resource?: ArmResource;
      },
      unknown[][],
    ]
  >([
    [
      'a new assignment of a definition that is there',
      {
        present: { ...policiesOf([notNorth, noTags]), assignments: [assignmentOf('noTags')] },
        proposal: { assignments: [assignmentOf('notNorth')] },
      },
      [
        ['north', 'notNorth', null, 'Compliant', 'The rule is not violated.'],
        ['west', 'notNorth', null, 'NonCompliant', 'location is "westeurope", must be "northeurope"'],
      ],
    ],
    [
      'a new definition with its assignment',
      {
        present: policiesOf([]),
        proposal: { definitions: [noTags], assignments: [assignmentOf('noTags')] },
        clusters: [north],
      },
      [['north', 'noTags', null, 'NonCompliant', 'tags.owner is missing, must be set']],
    ],
    [
      'a changed parameter',
      {
        present: policiesOf([onlyIn]),
        proposal: {
          assignments: [assignmentOf('onlyIn', { parameters: { region: { value: 'westeurope' } } })],
        },
      },
      [
        ['north', 'onlyIn', 'Compliant', 'NonCompliant', 'location is "northeurope", must be "westeurope"'],
        ['west', 'onlyIn', 'NonCompliant', 'Compliant', 'The rule is not violated.'],
      ],
    ],
    [
      'a changed rule',
      {
        present: policiesOf([notNorth]),
        proposal: { definitions: [rule('notNorth', { field: 'location', equals: 'westus' })] },
      },
      [['west', 'notNorth', 'NonCompliant', 'Compliant', 'The rule is not violated.']],
    ],
    [
      'a removed assignment, its id in other letters',
      {
        present: policiesOf([notNorth, noTags]),
        proposal: { remove: [assignmentId('NOTNORTH').toUpperCase()] },
        clusters: [west],
      },
      [['west', 'notNorth', 'NonCompliant', null, 'The assignment would be gone.']],
    ],
    [
      'an exclusion',
      {
        present: policiesOf([notNorth]),
        proposal: { assignments: [assignmentOf('notNorth', { notScopes: [clusterId('west')] })] },
      },
      [
        [
          'west',
          'notNorth',
          'NonCompliant',
          null,
          'The assignment would not cover the resource with this policy.',
        ],
      ],
    ],
    [
      'an effect that is switched off',
      {
        present: policiesOf([notNorth]),
        proposal: {
          assignments: [
            assignmentOf('notNorth', { overrides: [{ kind: 'policyEffect', value: 'disabled' }] }),
          ],
        },
        clusters: [west],
      },
      [['west', 'notNorth', 'NonCompliant', null, 'The effect would be disabled.']],
    ],
    [
      'an exemption',
      { present: policiesOf([notNorth]), proposal: { exemptions: [exemptionOf('notNorth')] } },
      [['west', 'notNorth', 'NonCompliant', 'Exempt', `Exempt by ${String(exemptionOf('')['id'])}.`]],
    ],
    [
      'the end of an exemption',
      {
        present: policiesOf([notNorth], [exemptionOf('notNorth')]),
        proposal: { remove: [String(exemptionOf('')['id'])] },
      },
      [['west', 'notNorth', 'Exempt', 'NonCompliant', 'location is "westeurope", must be "northeurope"']],
    ],
    [
      'a resource in another region',
      {
        present: policiesOf([notNorth, noTags]),
        proposal: {},
        clusters: [north],
        resource: cluster('north', 'westeurope'),
      },
      [['north', 'notNorth', 'Compliant', 'NonCompliant', 'location is "westeurope", must be "northeurope"']],
    ],
    ['nothing', { present: policiesOf([notNorth, noTags]), proposal: {} }, []],
    [
      'what nobody evaluates: a display name, and requests that are let through',
      {
        present: policiesOf([notNorth]),
        proposal: {
          assignments: [assignmentOf('notNorth', { displayName: 'New', enforcementMode: 'DoNotEnforce' })],
        },
      },
      [],
    ],
  ])(
    'tells what changes with %s',
    async (_, { present, proposal, clusters = [north, west], resource }, expected) => {
      const result = await ask(present, proposal, clusters, resource && { resource });
      expect(short(result)).toEqual(expected);
      expect(result.problems).toEqual([]);
      expect(result.summary).toMatchObject({ resources: clusters.length, changes: expected.length });
    },
  );

  it('evaluates only the policies that differ', async () => {
    const present = policiesOf([notNorth, noTags, onlyIn]);
    const changed = { assignments: [assignmentOf('noTags', { notScopes: [clusterId('west')] })] };
    expect((await ask(present, changed, [north, west])).summary).toEqual({
      resources: 2,
      policiesCompared: 1,
      changes: 1,
      changesNotListed: 0,
      problemsNotListed: 0,
      states: [{ from: 'NonCompliant', to: null, count: 1 }],
      components: [],
    });
  });

  it.each<[string, Partial<Proposal>, { code: string }, string | null]>([
    [
      'a rule that does not compile',
      {
        definitions: [rule('broken', { field: 'location', resembles: 'north' })],
        assignments: [assignmentOf('broken')],
      },
      { code: 'UnknownOperator' },
      'Error',
    ],
    [
      'a definition without a rule',
      {
        definitions: [{ ...rule('broken', {}), properties: { mode: 'All' } }],
        assignments: [assignmentOf('broken')],
      },
      { code: 'InvalidPolicyRule' },
      'Error',
    ],
    [
      'a parameter that the definition does not have',
      { definitions: [noTags], assignments: [assignmentOf('noTags', { parameters: { x: { value: 1 } } })] },
      { code: 'ParameterUnknown' },
      'NonCompliant',
    ],
    [
      'an assignment of a definition that does not exist',
      { assignments: [assignmentOf('nowhere')] },
      { code: 'DefinitionNotFound' },
      'Error',
    ],
    [
      'an exemption from an assignment that does not exist',
      { exemptions: [exemptionOf('nowhere')] },
      { code: 'ExemptionOrphan' },
      null,
    ],
    [
      'an id to remove that is not there',
      { remove: [assignmentId('nowhere')] },
      { code: 'NothingToRemove' },
      null,
    ],
    ['what is no policy object at all', { assignments: ['x'] }, { code: 'NotAnObject' }, null],
  ])('tells the problem with %s, and throws nothing', async (_, proposal, problem, state) => {
    const result = await ask(policiesOf([notNorth]), proposal, [west]);
    expect(result.problems).toEqual([expect.objectContaining(problem)]);
    expect(result.changes.map(({ from, to }) => [from, to])).toEqual(state === null ? [] : [[null, state]]);
  });

  it('tells which Kubernetes objects come to another state', async () => {
    const result = await ask(
      { ...policiesOf([privileged]), assignments: [] },
      { assignments: [assignmentOf('noprivilege')] },
      [north],
      { objects: [pod('calm', false), pod('risky', true)] },
    );
    expect(result.changes).toEqual([
      {
        resourceId: clusterId('north'),
        policyAssignmentId: assignmentId('noprivilege'),
        policyDefinitionId: String(privileged['id']),
        policyDefinitionReferenceId: null,
        effect: 'audit',
        from: null,
        to: 'NonCompliant',
        reason: 'Violated by 1 of 2 objects.',
        componentCounts: { from: null, to: { compliant: 1, nonCompliant: 1, error: 0 } },
        componentChanges: 2,
        components: [
          {
            componentId: '/api/v1/namespaces/apps/pods/risky',
            componentType: 'Pod',
            componentName: 'apps/risky',
            from: null,
            to: 'NonCompliant',
            reason: 'privileged: risky',
          },
          {
            componentId: '/api/v1/namespaces/apps/pods/calm',
            componentType: 'Pod',
            componentName: 'apps/calm',
            from: null,
            to: 'Compliant',
            reason: 'The object does not violate the policy.',
          },
        ],
      },
    ]);
    expect(result.summary.components).toEqual([
      { from: null, to: 'Compliant', count: 1 },
      { from: null, to: 'NonCompliant', count: 1 },
    ]);
  });

  it('tells objects that change under a state that does not', async () => {
    const harmless = workloadRule(
      'noprivilege',
      noPrivilege.replace('c.securityContext.privileged', 'c.name == "odd"'),
    );
    const result = await ask(policiesOf([privileged]), { definitions: [harmless] }, [north], {
      objects: [pod('odd', false), pod('risky', true), pod('calm', false)],
    });
    expect(result.changes).toMatchObject([
      {
        from: 'NonCompliant',
        to: 'NonCompliant',
        componentChanges: 2,
        components: [
          { componentName: 'apps/odd', from: 'Compliant', to: 'NonCompliant' },
          { componentName: 'apps/risky', from: 'NonCompliant', to: 'Compliant' },
        ],
      },
    ]);
    expect(result.summary.states).toEqual([]);
  });

  it('lists a limited number of objects and counts them all', async () => {
    const many = Array.from({ length: mostListedComponents + 20 }, (_, index) =>
      pod(`p${index}`, index >= mostListedComponents),
    );
    const result = await ask(
      { ...policiesOf([privileged]), assignments: [] },
      { assignments: [assignmentOf('noprivilege')] },
      [north],
      { objects: many },
    );
    const [change] = result.changes;
    expect(change?.componentChanges).toBe(mostListedComponents + 20);
    expect(change?.components).toHaveLength(mostListedComponents);
    expect(change?.components?.filter(({ to }) => to === 'NonCompliant')).toHaveLength(20);
  });

  it('lists a limited number of changes and counts them all', async () => {
    const resources = Array.from({ length: mostListedChanges + 1 }, (_, index) => cluster(`c${index}`));
    const result = await ask(policiesOf([notNorth]), { remove: [assignmentId('notNorth')] }, resources);
    expect(result.changes).toHaveLength(mostListedChanges);
    expect(result.summary).toMatchObject({
      changes: mostListedChanges + 1,
      changesNotListed: 1,
      states: [{ from: 'Compliant', to: null, count: mostListedChanges + 1 }],
    });
  });

  it('lists a limited number of problems and counts them all', async () => {
    const remove = Array.from({ length: 250 }, (_, index) => assignmentId(`nowhere${index}`));
    const result = await ask(policiesOf([notNorth]), { remove }, [west]);
    expect(result.problems).toHaveLength(200);
    expect(result.summary.problemsNotListed).toBe(50);
  });

  it('reads a limited number of definitions that are not in use', async () => {
    const read: string[] = [];
    const now = new Date('2026-11-21T22:00:00Z');
    const ports = memoryPorts({ clusters: new Map(), objects: new Map(), policies: policiesOf([]), now });
    const policyDefinitions = Array.from({ length: 1_200 }, (_, index) => ({
      policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/nowhere${index}`,
    }));
    const id = `${subscription}/providers/Microsoft.Authorization/policySetDefinitions/many`;
    const { problems } = await whatIfScope(
      {
        scope: subscription,
        proposal: { ...none, setDefinitions: [{ id, properties: { policyDefinitions } }] },
      },
      {
        ...ports,
        resources: {
          ...ports.resources,
          getResource: async (resourceId) => {
            read.push(resourceId);
            return undefined;
          },
        },
      },
    );
    expect(new Set(read).size).toBe(1_100);
    expect(read).toHaveLength(1_100);
    expect(problems[0]).toMatchObject({ code: 'TooMany', message: expect.stringContaining('not read') });
  });

  it('tells whether a resource as proposed would be let in, and which states it would have', async () => {
    const result = await ask(policiesOf([notNorth, noTags]), {}, [], {
      resource: cluster('new', 'westeurope'),
    });
    expect(result.resources).toEqual([
      {
        resourceId: clusterId('new'),
        allowed: false,
        modifiedBy: [],
        refusedBy: [
          expect.objectContaining({
            policyAssignmentId: assignmentId('notNorth'),
            effect: 'deny',
            reason: 'location is "westeurope", must be "northeurope"',
          }),
        ],
        states: [
          expect.objectContaining({
            policyAssignmentId: assignmentId('noTags'),
            complianceState: 'NonCompliant',
          }),
          expect.objectContaining({
            policyAssignmentId: assignmentId('notNorth'),
            complianceState: 'NonCompliant',
          }),
        ],
      },
    ]);
  });
});
