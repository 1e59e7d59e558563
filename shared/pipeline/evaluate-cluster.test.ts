import { beforeEach, describe, expect, it } from 'vitest';
import type { ComponentPolicyState } from '../compliance';
import { armIdKey, type JsonObject } from '../policy';
import { evaluateCluster } from './evaluate-cluster';
import { evaluateOneObject } from './evaluate-one-object';
import type { EvaluationPorts } from './ports';
import { memoryPorts, type World } from './testing/memory-ports';
import {
  assignmentId,
  cluster,
  clusterId,
  noPrivilege,
  pod,
  policiesOf,
  rolloutExpansion,
  rule,
  subscription,
  workloadRule,
} from './testing/sample-policies';
import type { WorkItem } from './work-item';

const cause = { type: 'event', id: 'e', at: '2026-11-21T08:00:00.000Z' } as const;
const item = (assignmentIds?: string[]): Extract<WorkItem, { kind: 'resource' }> => ({
  version: 1,
  kind: 'resource',
  cause,
  resourceId: clusterId('c'),
  ...(assignmentIds === undefined ? {} : { assignmentIds }),
});
const objectItem = (name: string): Extract<WorkItem, { kind: 'object' }> => ({
  version: 1,
  kind: 'object',
  cause,
  clusterId: clusterId('c'),
  object: { apiVersion: 'v1', kind: 'Pod', namespace: 'apps', name },
});

let world: World;
let ports: EvaluationPorts;

beforeEach(() => {
  world = {
    clusters: new Map([[armIdKey(clusterId('c')), cluster('c', 'westeurope')]]),
    objects: new Map([
      [armIdKey(clusterId('c')), [pod('good', false), pod('bad', true), pod('worse', true)]],
    ]),
    policies: policiesOf([
      rule('location', { field: 'location', notEquals: 'northeurope' }, 'deny'),
      workloadRule('noprivilege', noPrivilege),
    ]),
    now: new Date('2026-11-21T08:00:00Z'),
  };
  ports = memoryPorts(world);
});

const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await ports.store.states('all')).map((state) => [
      state.policyAssignmentName ?? '',
      state.complianceState,
    ]),
  );

const stateOf = async (name: string) =>
  (await ports.store.states('all')).find((state) => state.policyAssignmentName === name);

async function components(): Promise<ComponentPolicyState[]> {
  const found: ComponentPolicyState[] = [];
  for await (const page of ports.store.componentStates('all')) found.push(...page);
  return found.sort((a, b) => (a.componentName < b.componentName ? -1 : 1));
}

describe('evaluateCluster', () => {
  it('records a state for every policy that applies, and one for every object that breaks one', async () => {
    const report = await evaluateCluster(item(), ports);
    expect(report).toMatchObject({ components: 3, policies: 2 });
    expect(await states()).toEqual({ location: 'NonCompliant', noprivilege: 'NonCompliant' });
    expect(await stateOf('noprivilege')).toMatchObject({
      componentCounts: { compliant: 1, nonCompliant: 2, error: 0 },
      managementGroupIds: 'root',
      causedBy: { type: 'event', id: 'e' },
    });
    expect(
      (await components()).map(({ componentId, policyEvaluationDetails, container }) => [
        componentId,
        policyEvaluationDetails?.reason,
        container,
      ]),
    ).toEqual([
      ['/api/v1/namespaces/apps/pods/bad', 'privileged: bad', 'bad'],
      ['/api/v1/namespaces/apps/pods/worse', 'privileged: worse', 'worse'],
    ]);
  });

  it('changes nothing when nothing has changed', async () => {
    expect((await evaluateCluster(item(), ports)).transitions).toHaveLength(4);
    expect((await evaluateCluster(item(), ports)).transitions).toEqual([]);
  });

  it('forgets everything about a cluster that is gone', async () => {
    await evaluateCluster(item(), ports);
    world.clusters.clear();
    const { transitions } = await evaluateCluster(item(), ports);
    expect(transitions.filter(({ to }) => to === null)).not.toEqual([]);
    expect([await states(), await components()]).toEqual([{}, []]);
  });

  it('forgets objects that are gone', async () => {
    await evaluateCluster(item(), ports);
    world.objects.set(armIdKey(clusterId('c')), [pod('good', false)]);
    await evaluateCluster(item(), ports);
    expect(await components()).toEqual([]);
    expect(await stateOf('noprivilege')).toMatchObject({
      complianceState: 'Compliant',
      componentCounts: { compliant: 1, nonCompliant: 0 },
    });
  });

  it('touches only the states of the assignments it was asked for', async () => {
    await evaluateCluster(item([assignmentId('location')]), ports);
    expect(await states()).toEqual({ location: 'NonCompliant' });
  });

  it('says so when a cluster cannot be read, and keeps what it knows of its objects', async () => {
    await evaluateCluster(item(), ports);
    const objects = world.objects.get(armIdKey(clusterId('c'))) ?? [];
    world.objects.clear();
    await evaluateCluster(item(), ports);
    expect(await states()).toEqual({ location: 'NonCompliant', noprivilege: 'Error' });
    expect(await stateOf('noprivilege')).toMatchObject({
      complianceReasonCode: 'ClusterUnreachable',
      policyEvaluationDetails: { reason: 'The objects of the cluster could not be read: connection refused' },
    });
    expect(await components()).toHaveLength(2);
    world.objects.set(armIdKey(clusterId('c')), objects);
    const { transitions } = await evaluateCluster(item(), ports);
    expect(transitions.find(({ component }) => component === undefined)).toMatchObject({
      from: 'Error',
      to: 'NonCompliant',
    });
    expect(await components()).toHaveLength(2);
  });

  it('writes one Exempt state where an exemption holds, and evaluates again when it has expired', async () => {
    const exemption = (expiresOn: string): JsonObject => ({
      id: `${subscription}/providers/Microsoft.Authorization/policyExemptions/x`,
      name: 'x',
      properties: { policyAssignmentId: assignmentId('location'), exemptionCategory: 'Waiver', expiresOn },
    });
    const definitions = world.policies.definitions as JsonObject[];
    world.policies = policiesOf(definitions, [exemption('2026-12-31T00:00:00Z')]);
    await evaluateCluster(item(), ports);
    expect(await states()).toMatchObject({ location: 'Exempt' });
    world.now = new Date('2027-01-01T00:00:00Z');
    await evaluateCluster(item(), ports);
    expect(await states()).toMatchObject({ location: 'NonCompliant' });
  });
});

describe('policies that would change the same field', () => {
  const tagger = (name: string, value: string, conflictEffect: string): JsonObject => ({
    id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
    name,
    properties: {
      policyType: 'Custom',
      mode: 'Indexed',
      policyRule: {
        if: { field: "tags['owner']", notEquals: value },
        then: {
          effect: 'modify',
          details: {
            roleDefinitionIds: ['/providers/Microsoft.Authorization/roleDefinitions/r'],
            conflictEffect,
            operations: [{ operation: 'addOrReplace', field: "tags['owner']", value }],
          },
        },
      },
    },
  });

  it('are in Conflict where both insist, whichever of them is evaluated', async () => {
    world.policies = policiesOf([tagger('one', 'a', 'deny'), tagger('two', 'b', 'deny')]);
    await evaluateCluster(item([assignmentId('one')]), ports);
    expect(await states()).toEqual({ one: 'Conflict' });
    await evaluateCluster(item(), ports);
    expect(await states()).toEqual({ one: 'Conflict', two: 'Conflict' });
  });

  it('are NonCompliant each where one gives way', async () => {
    world.policies = policiesOf([tagger('one', 'a', 'deny'), tagger('two', 'b', 'audit')]);
    await evaluateCluster(item(), ports);
    expect(await states()).toEqual({ one: 'NonCompliant', two: 'NonCompliant' });
  });
});

describe('workloads', () => {
  const deployment: JsonObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'apps' },
    spec: { template: { metadata: {}, spec: pod('web', true)['spec'] as JsonObject } },
  };

  it.each([
    ['Original', {}],
    ['Generated', { 'apps/web': '[Implied by expand-pods] privileged: web' }],
    ['All', { 'apps/web': '[Implied by expand-pods] privileged: web' }],
    ['', {}],
  ])('are judged by the Pods that they imply where source is "%s"', async (source, expected) => {
    world.objects.set(armIdKey(clusterId('c')), [deployment]);
    world.policies = policiesOf([workloadRule('noprivilege', noPrivilege, 'audit', { source })]);
    await evaluateCluster(item(), ports);
    const found = (await components()).map(({ componentName, policyEvaluationDetails }) => [
      componentName,
      policyEvaluationDetails?.reason,
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

describe('workloads of other kinds', () => {
  it('are judged by the Pods that the ExpansionTemplates of the cluster make of them', async () => {
    const rollout = { ...pod('web', true), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
    const withTemplate = { ...rollout, spec: { template: { spec: pod('web', true)['spec'] as JsonObject } } };
    world.objects.set(armIdKey(clusterId('c')), [withTemplate, rolloutExpansion()]);
    world.policies = policiesOf([workloadRule('noprivilege', noPrivilege, 'audit', { source: 'Generated' })]);
    await evaluateCluster(item(), ports);
    const reasons = async () =>
      (await components()).map(({ policyEvaluationDetails }) => policyEvaluationDetails?.reason);
    expect(await reasons()).toEqual(['[Implied by rollouts] privileged: web']);
    const changed = {
      ...objectItem('web'),
      object: { ...objectItem('web').object, apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
    };
    expect((await evaluateOneObject(changed, ports)).transitions).toEqual([]);
    expect(await reasons()).toEqual(['[Implied by rollouts] privileged: web']);
  });
});

describe('a policy that compares objects with each other', () => {
  const service = (name: string, app: string): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'apps' },
    spec: { selector: { app } },
  });
  const uniqueSelectors: JsonObject = {
    ...rule('unique', {}),
    properties: {
      policyType: 'Custom',
      mode: 'Microsoft.Kubernetes.Data',
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
        then: {
          effect: 'audit',
          details: {
            templateInfo: {
              sourceType: 'PublicURL',
              url: 'https://store.policy.core.windows.net/kubernetes/unique-service-selectors/v1/template.yaml',
            },
            apiGroups: [''],
            kinds: ['Service'],
          },
        },
      },
    },
  };

  it('sees them all, and has the cluster judged again when one of them changes', async () => {
    world.policies = policiesOf([uniqueSelectors]);
    world.objects.set(armIdKey(clusterId('c')), [
      service('one', 'a'),
      service('two', 'a'),
      service('three', 'b'),
    ]);
    await evaluateCluster(item(), ports);
    expect((await components()).map(({ componentName }) => componentName)).toEqual(['apps/one', 'apps/two']);
    const changed = {
      ...objectItem('one'),
      object: { apiVersion: 'v1', kind: 'Service', namespace: 'apps', name: 'one' },
    };
    const { followUps } = await evaluateOneObject(changed, ports);
    expect(followUps).toMatchObject([
      { kind: 'resource', policyKeys: [`${assignmentId('unique').toLowerCase()}|`] },
    ]);
  });
});

describe('a broken policy', () => {
  it.each<[string, JsonObject, RegExp]>([
    ['with an operator that does not exist', rule('broken', { field: 'location', equalz: 1 }), /equalz/],
    [
      'whose expression fails',
      rule('broken', { value: "[substring('a', 5, 9)]", equals: 'x' }),
      /substring/i,
    ],
    ['whose Rego does not parse', workloadRule('broken', 'package x\nviolation['), /rego_parse_error|parse/],
    ['without a violation rule', workloadRule('broken', 'package x\nallow { true }'), /violation/],
    [
      'that never ends',
      workloadRule(
        'broken',
        'package x\nviolation[{"msg": "m"}] { n := numbers.range(1, 100000); n[_] * n[_] == -1 }',
      ),
      /steps|time|milliseconds|budget/i,
    ],
  ])('%s yields an Error state with its reason and stops no other', async (_, definition, reason) => {
    world.policies = policiesOf([definition, ...(world.policies.definitions as JsonObject[])]);
    await evaluateCluster(item(), ports);
    expect(await states()).toEqual({
      broken: 'Error',
      location: 'NonCompliant',
      noprivilege: 'NonCompliant',
    });
    const told = [
      (await stateOf('broken'))?.policyEvaluationDetails?.reason,
      ...(await components()).map(({ policyEvaluationDetails }) => policyEvaluationDetails?.reason),
    ];
    expect(told.join('\n')).toMatch(reason);
  });
});

describe('a policy that runs out of time on every object', () => {
  it('is not tried on all of them, and keeps no other policy from judging them', async () => {
    const endless = 'package x\nviolation[{"msg": "m"}] { n := numbers.range(1, 100000); n[_] * n[_] == -1 }';
    world.policies = policiesOf([workloadRule('endless', endless), workloadRule('noprivilege', noPrivilege)]);
    world.objects.set(
      armIdKey(clusterId('c')),
      Array.from({ length: 14 }, (_, index) => pod(`p${index}`, true)),
    );
    await evaluateCluster(item(), { ...ports, timeLimitMs: 5 });
    expect(await stateOf('endless')).toMatchObject({
      complianceState: 'Error',
      componentCounts: { compliant: 0, nonCompliant: 0, error: 14 },
    });
    const reasons = (await components())
      .filter(({ policyAssignmentName }) => policyAssignmentName === 'endless')
      .map(({ policyEvaluationDetails }) => policyEvaluationDetails?.reason ?? '');
    expect(reasons.filter((reason) => reason.includes('was not tried on this one'))).toHaveLength(4);
    expect(await stateOf('noprivilege')).toMatchObject({ componentCounts: { nonCompliant: 14 } });
  });
});

describe('a broken policy under an exemption', () => {
  it('is Exempt: nobody asks what it would say', async () => {
    const exemption: JsonObject = {
      id: `${subscription}/providers/Microsoft.Authorization/policyExemptions/x`,
      name: 'x',
      properties: { policyAssignmentId: assignmentId('broken'), exemptionCategory: 'Waiver' },
    };
    world.policies = policiesOf([rule('broken', { field: 'location', equalz: 1 })], [exemption]);
    await evaluateCluster(item(), ports);
    expect(await states()).toEqual({ broken: 'Exempt' });
  });
});

describe('evaluateOneObject', () => {
  it('brings the state of an object and of its cluster up to date', async () => {
    await evaluateCluster(item(), ports);
    world.objects.set(armIdKey(clusterId('c')), [pod('good', true), pod('bad', false), pod('worse', true)]);
    await evaluateOneObject(objectItem('good'), ports);
    await evaluateOneObject(objectItem('bad'), ports);
    expect((await components()).map(({ componentName }) => componentName)).toEqual([
      'apps/good',
      'apps/worse',
    ]);
    expect(await stateOf('noprivilege')).toMatchObject({
      componentCounts: { compliant: 1, nonCompliant: 2 },
    });
  });

  it('forgets an object that is gone', async () => {
    await evaluateCluster(item(), ports);
    world.objects.set(armIdKey(clusterId('c')), [pod('good', false), pod('worse', true)]);
    await evaluateOneObject(objectItem('bad'), ports);
    expect((await components()).map(({ componentName }) => componentName)).toEqual(['apps/worse']);
    expect(await stateOf('noprivilege')).toMatchObject({
      componentCounts: { compliant: 1, nonCompliant: 1 },
    });
  });

  const namespace: JsonObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } };
  const namespaceItem = {
    ...objectItem('apps'),
    object: { apiVersion: 'v1', kind: 'Namespace', name: 'apps' },
  };

  it('asks for nothing more when a Namespace changed that no policy looks at', async () => {
    expect(await evaluateOneObject(namespaceItem, ports)).toEqual({ transitions: [], followUps: [] });
  });

  it('asks for the policies that look at Namespaces when one changed, on the whole cluster', async () => {
    const team = workloadRule(
      'team',
      'package team\nviolation[{"msg": "no team"}] { not input.review.namespaceObject.metadata.labels.team }',
    );
    world.policies = policiesOf([team, workloadRule('noprivilege', noPrivilege)]);
    world.objects.set(armIdKey(clusterId('c')), [namespace, pod('p', true)]);
    await evaluateCluster(item(), ports);
    expect(await states()).toEqual({ team: 'NonCompliant', noprivilege: 'NonCompliant' });
    world.objects.set(armIdKey(clusterId('c')), [
      { ...namespace, metadata: { name: 'apps', labels: { team: 'till' } } },
      pod('p', false),
    ]);
    const { followUps } = await evaluateOneObject(namespaceItem, ports);
    expect(followUps).toMatchObject([
      { kind: 'resource', policyKeys: [`${assignmentId('team').toLowerCase()}|`] },
    ]);
    for (const followUp of followUps)
      await evaluateCluster(followUp as Extract<WorkItem, { kind: 'resource' }>, ports);
    // The other policy was not asked: its Pod waits for the event of its own.
    expect(await states()).toEqual({ team: 'Compliant', noprivilege: 'NonCompliant' });
  });
});

describe('an evaluation that a change made necessary', () => {
  const since = (at: string): Extract<WorkItem, { kind: 'resource' }> => ({
    ...item(),
    policyKeys: [`${assignmentId('noprivilege').toLowerCase()}|`],
    since: at,
  });

  it('is not done again when a later one has seen the change', async () => {
    const before = world.now.toISOString();
    world.now = new Date(world.now.getTime() + 5_000);
    expect(await evaluateCluster(since(before), ports)).toMatchObject({ components: 3 });
    expect(await evaluateCluster(since(before), ports)).toEqual({
      transitions: [],
      components: 0,
      policies: 0,
    });
  });

  it('is done again for a change since', async () => {
    await evaluateCluster(item(), ports);
    expect(await evaluateCluster(since(world.now.toISOString()), ports)).toMatchObject({ components: 3 });
  });
});

describe('a policy over all kinds', () => {
  const named: JsonObject[] = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map', namespace: 'apps' } },
    { apiVersion: 'ollivanders.example/v1', kind: 'Wand', metadata: { name: 'elder', namespace: 'apps' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'apps' } },
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'beat', namespace: 'apps' } },
  ];
  const unlabelled =
    'package labels\nviolation[{"msg": "no labels"}] { not input.review.object.metadata.labels }';
  const found = async (more: JsonObject): Promise<string[]> => {
    world.policies = policiesOf([workloadRule('labels', unlabelled, 'audit', more)]);
    world.objects.set(armIdKey(clusterId('c')), named);
    await evaluateCluster(item(), ports);
    return (await components()).map(({ componentName }) => componentName);
  };

  it.each<[string, string, string, string[]]>([
    ['every kind that the cluster serves, but for Secrets and heartbeats', '*', '*', ['elder', 'map']],
    ['every kind of a group', 'ollivanders.example', '*', ['elder']],
    ['one kind in every group', '*', 'ConfigMap', ['map']],
    ['Secrets where it names them', '', 'Secret', ['password']],
  ])('judges %s', async (_, apiGroup, kind, expected) => {
    const judged = await found({ apiGroups: [apiGroup], kinds: [kind] });
    expect(judged).toEqual(expected.map((name) => `apps/${name}`));
  });
});
