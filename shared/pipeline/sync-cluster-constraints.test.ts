import { beforeEach, describe, expect, it } from 'vitest';
import { armIdKey, type JsonObject } from '../policy';
import type { ConstraintSync, SyncProblem, WantedInCluster } from './constraint-sync';
import { evaluateCluster } from './evaluate-cluster';
import { evaluateOneObject } from './evaluate-one-object';
import type { EvaluationPorts } from './ports';
import { syncClusterConstraints } from './sync-cluster-constraints';
import { memoryPorts, type World } from './testing/memory-ports';
import {
  assignmentId,
  cluster,
  clusterId,
  mutatingRule,
  noPrivilege,
  noToken,
  pod,
  policiesOf,
  subscription,
  workloadRule,
} from './testing/sample-policies';

let world: World;
let told: string[][];
let problems: readonly SyncProblem[];

beforeEach(() => {
  told = [];
  problems = [];
  world = {
    clusters: new Map([[armIdKey(clusterId('c')), cluster('c')]]),
    objects: new Map([[armIdKey(clusterId('c')), [pod('good', false)]]]),
    policies: policiesOf([workloadRule('noprivilege', noPrivilege)]),
    now: new Date('2026-11-21T08:00:00Z'),
  };
});

const portsWith = (sync: ConstraintSync['sync']): EvaluationPorts => ({
  ...memoryPorts(world),
  constraintSync: {
    covers: (id) => armIdKey(id) === armIdKey(clusterId('c')),
    sync,
    problems: async () => problems,
  },
});

const remember: ConstraintSync['sync'] = async ({ name }, wanted) => {
  told.push([name, ...wantedOf(wanted)]);
  return [];
};

const wantedOf = ({
  constraints,
  origins,
  mutators,
  problems: failed,
  broken,
}: WantedInCluster): string[] => [
  ...[...origins.keys()].map((constraint) => `${constraint.kind} of ${lastOf(constraints.get(constraint))}`),
  ...mutators.map(({ mutator, policyKey }) => `${mutator['kind']} of ${lastOf(policyKey)}`),
  ...failed.map(({ code, policyKeys }) => `${code} of ${lastOf(policyKeys[0])}`),
  ...[...broken].map((key) => `broken ${lastOf(key)}`),
];
const lastOf = (key = ''): string => key.slice(key.lastIndexOf('/') + 1);

/** Puts definitions in force, the last one under other circumstances. */
function assign(
  definitions: readonly JsonObject[],
  changes: JsonObject,
  exemptions: JsonObject[] = [],
): void {
  const policies = policiesOf(definitions, exemptions);
  const last = policies.assignments.length - 1;
  world.policies = {
    ...policies,
    assignments: policies.assignments.map((assignment, index) => {
      const { properties, ...rest } = assignment as JsonObject & { properties: JsonObject };
      return { ...rest, properties: { ...properties, ...(index === last ? changes : {}) } };
    }),
  };
}

const mutating = mutatingRule('mutating', noToken);

describe('syncClusterConstraints', () => {
  it('hands over all that the policies in force want in the cluster', async () => {
    const broken = mutatingRule('broken', { ...noToken, kind: 'Assigner' });
    const other = workloadRule('other', 'package other');
    world.policies = policiesOf([workloadRule('noprivilege', noPrivilege), mutating, broken, other]);
    expect(await syncClusterConstraints(clusterId('c'), portsWith(remember))).toEqual([]);
    expect(told).toEqual([
      [
        'c',
        'noprivilege of noprivilege|',
        'Assign of mutating|',
        'InvalidMutation of broken|',
        'broken other|',
        'broken broken|',
      ],
    ]);
  });

  it.each<[string, JsonObject, JsonObject[]]>([
    ['not enforced', { enforcementMode: 'DoNotEnforce' }, []],
    [
      'exempt',
      {},
      [
        {
          id: `${subscription}/providers/Microsoft.Authorization/policyExemptions/x`,
          name: 'x',
          properties: { policyAssignmentId: assignmentId('mutating'), exemptionCategory: 'Waiver' },
        },
      ],
    ],
  ])('wants no mutator of a policy that is %s', async (_, changes, exemptions) => {
    assign([mutating], changes, exemptions);
    await syncClusterConstraints(clusterId('c'), portsWith(remember));
    expect(told).toEqual([['c']]);
  });

  it('leaves alone what is not covered, and what is gone', async () => {
    expect(await syncClusterConstraints(clusterId('other'), portsWith(remember))).toEqual([]);
    world.clusters.clear();
    expect(await syncClusterConstraints(clusterId('c'), portsWith(remember))).toEqual([]);
    expect(await syncClusterConstraints(clusterId('c'), memoryPorts(world))).toEqual([]);
    expect(told).toEqual([]);
  });

  it('tells what kept it from happening', async () => {
    const ports = portsWith(async () => {
      throw Object.assign(new Error('no route to host'), { code: 'ConnectionFailed' });
    });
    expect(await syncClusterConstraints(clusterId('c'), ports)).toEqual([
      { code: 'ConnectionFailed', name: 'c', message: 'no route to host', policyKeys: [] },
    ]);
  });
});

describe('what the cluster did not take', () => {
  const cause = { type: 'event', id: 'e', at: '2026-11-21T08:00:00.000Z' } as const;
  const evaluate = (ports: EvaluationPorts) =>
    evaluateCluster({ version: 1, kind: 'resource', cause, resourceId: clusterId('c') }, ports);
  const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'apps', name: 'good' };
  const evaluateObject = (ports: EvaluationPorts) =>
    evaluateOneObject({ version: 1, kind: 'object', cause, clusterId: clusterId('c'), object }, ports);
  const problem = (code: string, message: string, ...names: string[]): SyncProblem => ({
    code,
    name: 'one',
    message,
    policyKeys: names.map((name) => `${assignmentId(name)}|`.toLowerCase()),
  });
  const states = async (ports: EvaluationPorts) =>
    (await ports.store.states('all')).map((state) => [
      state.policyAssignmentName,
      state.complianceState,
      state.complianceReasonCode,
      ...(state.notes ?? []),
      ...(state.policyEvaluationDetails?.reason === undefined ? [] : [state.policyEvaluationDetails.reason]),
    ]);

  it.each([
    ['Compliant', false],
    ['NonCompliant', true],
  ])('is told in a state that stays %s, until the cluster takes it', async (state, privileged) => {
    world.objects.set(armIdKey(clusterId('c')), [pod('good', privileged)]);
    problems = [
      problem('ConstraintTemplateConflicts', 'another one is there', 'noprivilege', 'other'),
      problem('ConstraintCreateFailed', 'denied', 'noprivilege'),
    ];
    const ports = portsWith(remember);
    await evaluate(ports);
    const expected = [
      [
        'noprivilege',
        state,
        'ConstraintTemplateConflicts',
        'Gatekeeper in the cluster: another one is there',
        'Gatekeeper in the cluster: denied',
      ],
    ];
    expect(await states(ports)).toEqual(expected);
    expect((await evaluate(ports)).transitions).toEqual([]);
    await evaluateObject(ports);
    expect(await states(ports)).toEqual(expected);
    problems = [];
    await evaluateObject(ports);
    expect(await states(ports)).toEqual([['noprivilege', state, null]]);
  });

  it('is the state of a policy that mutates, which has no other', async () => {
    world.policies = policiesOf([mutating]);
    problems = [problem('MutationCreateFailed', 'denied', 'mutating')];
    const ports = portsWith(remember);
    await evaluate(ports);
    expect(await states(ports)).toEqual([['mutating', 'Error', 'MutationCreateFailed', 'denied']]);
    problems = [];
    await evaluate(ports);
    expect(await states(ports)).toEqual([]);
  });

  it('changes no state that is not computed from the objects', async () => {
    world.policies = policiesOf([workloadRule('noprivilege', 'package x\nallow { true }')]);
    const ports = portsWith(remember);
    await evaluate(ports);
    const before = await states(ports);
    problems = [problem('ConstraintCreateFailed', 'denied', 'noprivilege')];
    await evaluate(ports);
    expect(await states(ports)).toEqual(before);
    expect(before).toEqual([
      ['noprivilege', 'Error', 'ConstraintTemplateInstallFailed', expect.stringContaining('violation')],
    ]);
  });
});
