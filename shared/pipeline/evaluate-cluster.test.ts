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
    expect((await evaluateOneObject(changed, ports)).followUps).toMatchObject([{ kind: 'resource' }]);
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

  it('asks for the whole cluster when a Namespace changed', async () => {
    const { followUps } = await evaluateOneObject(
      { ...objectItem('apps'), object: { apiVersion: 'v1', kind: 'Namespace', name: 'apps' } },
      ports,
    );
    expect(followUps).toEqual([{ version: 1, kind: 'resource', cause, resourceId: clusterId('c') }]);
  });
});
