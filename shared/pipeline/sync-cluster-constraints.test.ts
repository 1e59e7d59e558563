import { beforeEach, expect, it } from 'vitest';
import { armIdKey } from '../policy';
import type { ConstraintSync } from './constraint-sync';
import type { EvaluationPorts } from './ports';
import { syncClusterConstraints } from './sync-cluster-constraints';
import { memoryPorts, type World } from './testing/memory-ports';
import { cluster, clusterId, noPrivilege, policiesOf, workloadRule } from './testing/sample-policies';

let world: World;
let told: string[][];

beforeEach(() => {
  told = [];
  world = {
    clusters: new Map([[armIdKey(clusterId('c')), cluster('c')]]),
    objects: new Map(),
    policies: policiesOf([workloadRule('noprivilege', noPrivilege)]),
    now: new Date('2026-11-21T08:00:00Z'),
  };
});

const portsWith = (sync: ConstraintSync['sync']): EvaluationPorts => ({
  ...memoryPorts(world),
  constraintSync: { covers: (id) => armIdKey(id) === armIdKey(clusterId('c')), sync },
});

it('hands over all constraints that the policies in force want on the cluster', async () => {
  const ports = portsWith(async ({ name }, origins) => {
    told.push([name, ...[...origins.keys()].map(({ kind }) => kind)]);
    return [];
  });
  expect(await syncClusterConstraints(clusterId('c'), ports)).toEqual([]);
  expect(told).toEqual([['c', 'noprivilege']]);
});

it('leaves alone what is not covered, and what is gone', async () => {
  const ports = portsWith(async ({ name }) => {
    told.push([name]);
    return [];
  });
  expect(await syncClusterConstraints(clusterId('other'), ports)).toEqual([]);
  world.clusters.clear();
  expect(await syncClusterConstraints(clusterId('c'), ports)).toEqual([]);
  expect(await syncClusterConstraints(clusterId('c'), memoryPorts(world))).toEqual([]);
  expect(told).toEqual([]);
});

it('tells what kept it from happening', async () => {
  const ports = portsWith(async () => {
    throw Object.assign(new Error('no route to host'), { code: 'ConnectionFailed' });
  });
  expect(await syncClusterConstraints(clusterId('c'), ports)).toEqual([
    { code: 'ConnectionFailed', name: 'c', message: 'no route to host' },
  ]);
});
