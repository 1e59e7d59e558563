import { beforeEach, describe, expect, it } from 'vitest';
import { armIdKey, type JsonObject } from '../policy';
import type { HttpQuestion } from './arm-answer';
import type { EvaluationPorts } from './ports';
import { createService, type Service, type ServiceParts } from './service';
import { memoryPorts, type World } from './testing/memory-ports';
import { cluster, clusterId, policiesOf, rule, subscription } from './testing/sample-policies';
import type { WorkItem } from './work-item';

const watched = '00000000-0000-0000-0000-000000000001';
const notNorth = rule('location', { field: 'location', notEquals: 'northeurope' });

let world: World;
let ports: EvaluationPorts;
let service: Service;
let rejected: Record<string, number>;

beforeEach(() => {
  world = {
    clusters: new Map(
      [cluster('north'), cluster('west', 'westeurope')].map((one) => [armIdKey(one.id), one]),
    ),
    objects: new Map(),
    policies: policiesOf([notNorth]),
    now: new Date('2026-11-21T08:00:00Z'),
  };
  ports = memoryPorts(world);
  rejected = {};
  service = createService(parts());
});

const parts = (): ServiceParts => ({
  ports,
  settings: {
    publicUrl: 'https://plimsoll.example.net',
    subscriptionIds: [watched],
    apiAuthentication: 'none',
  },
  rejections: {
    count: async (source, code) => {
      rejected[`${source}-${code}`] = (rejected[`${source}-${code}`] ?? 0) + 1;
    },
    counts: async () => rejected,
  },
  admission: {
    answer: () => {
      throw new Error('no webhook is called here');
    },
  },
  log: { info: () => undefined, warn: () => undefined },
});

const request = (params: Record<string, string>, query = 'api-version=2024-10-01'): HttpQuestion => ({
  url: `https://plimsoll.example.net/x?${query}`,
  params,
  query: new URLSearchParams(query),
  headers: new Headers(),
});

/** Does work items until none is left, as the queue does. */
async function drain(items: readonly WorkItem[]): Promise<WorkItem[]> {
  const done: WorkItem[] = [];
  let left = [...items];
  while (left.length > 0) {
    const next = await Promise.all(left.map((item) => service.work(JSON.parse(JSON.stringify(item)))));
    done.push(...left);
    left = next.flat();
  }
  return done;
}

const states = async () =>
  Object.fromEntries(
    (await ports.store.states('all')).map(({ resourceId, complianceState }) => [
      resourceId.split('/').pop(),
      complianceState,
    ]),
  );

describe('a trigger-scan', () => {
  it('is answered with 202 and a place to follow it, and evaluates every cluster of its scope', async () => {
    const { response, items } = await service.triggerScan(request({ subscriptionId: watched.toUpperCase() }));
    expect(response.status).toBe(202);
    expect(response.headers).toEqual({
      location: expect.stringMatching(
        /^https:\/\/plimsoll\.example\.net\/subscriptions\/[^/]+\/providers\/Microsoft\.PolicyInsights\/asyncOperationResults\/[\w-]+\?api-version=2024-10-01$/,
      ),
      'retry-after': '1',
    });
    const operationId = new URL(response.headers?.['location'] ?? '').pathname.split('/').pop() ?? '';
    const follow = () => service.followScan(request({ subscriptionId: watched, operationId }));
    expect((await follow()).status).toBe(202);
    await drain(items);
    expect(await follow()).toEqual({ status: 200, jsonBody: { status: 'Succeeded' } });
    expect(await states()).toEqual({ north: 'Compliant', west: 'NonCompliant' });
  });

  it('does not start twice while it runs', async () => {
    const first = await service.triggerScan(request({ subscriptionId: watched }));
    const second = await service.triggerScan(request({ subscriptionId: watched }));
    expect(second.response).toEqual(first.response);
    expect([first.items.length, second.items.length]).toEqual([1, 0]);
  });

  it('that failed for good is told as a conflict with its reason', async () => {
    const { response, items } = await service.triggerScan(request({ subscriptionId: watched }));
    for (const item of items) await service.giveUp(item);
    const operationId = new URL(response.headers?.['location'] ?? '').pathname.split('/').pop() ?? '';
    const answer = await service.followScan(request({ subscriptionId: watched, operationId }));
    expect(answer).toMatchObject({ status: 409, jsonBody: { error: { code: 'EvaluationFailed' } } });
    expect(rejected).toEqual({ 'queue-WorkItemFailed': 1 });
  });

  it('fails at once when nobody is signed in: trying again would not help', async () => {
    const notSignedIn = Object.assign(new Error('Sign in again (az login).'), {
      code: 'AuthenticationFailed',
    });
    const resources = {
      ...ports.resources,
      listClusters: (): never => {
        throw notSignedIn;
      },
    };
    service = createService({ ...parts(), ports: { ...ports, resources } });
    const { response, items } = await service.triggerScan(request({ subscriptionId: watched }));
    await drain(items);
    const operationId = new URL(response.headers?.['location'] ?? '').pathname.split('/').pop() ?? '';
    expect(await service.followScan(request({ subscriptionId: watched, operationId }))).toMatchObject({
      status: 409,
      jsonBody: { error: { code: 'AuthenticationFailed', message: 'Sign in again (az login).' } },
    });
  });

  it.each([
    [{ subscriptionId: '11111111-0000-0000-0000-000000000000' }, 404, 'SubscriptionNotFound'],
    [{ subscriptionId: watched, resourceGroupName: 'azkaban' }, 404, 'ResourceGroupNotFound'],
  ])('of %j is refused', async (params, status, code) => {
    const { response, items } = await service.triggerScan(request(params));
    expect(response).toMatchObject({ status, jsonBody: { error: { code } } });
    expect(items).toEqual([]);
  });
});

describe('a full scan', () => {
  it('forgets clusters that went without an event; an incremental one looks at what is there', async () => {
    await drain(await service.planScheduledScan('fullScan', 'full'));
    world.clusters.delete(armIdKey(clusterId('west')));
    await drain(await service.planScheduledScan('incrementalScan', 'incremental'));
    expect(await states()).toEqual({ north: 'Compliant', west: 'NonCompliant' });
    await drain(await service.planScheduledScan('fullScan', 'full'));
    expect(await states()).toEqual({ north: 'Compliant' });
  });

  it('is not planned again while one runs', async () => {
    expect(await service.planScheduledScan('fullScan', 'full')).toHaveLength(1);
    expect(await service.planScheduledScan('incrementalScan', 'incremental')).toEqual([]);
  });
});

describe('a policy synchronisation', () => {
  const sync = async () => drain(await service.planPolicySync('policySync'));

  it('evaluates everything the first time, and nothing when nothing changed', async () => {
    expect((await sync()).filter(({ kind }) => kind === 'resource')).toHaveLength(2);
    expect((await sync()).filter(({ kind }) => kind === 'resource')).toEqual([]);
  });

  it('evaluates the clusters of a changed assignment by that assignment alone', async () => {
    await sync();
    const tags = rule('tags', { field: 'tags', exists: false });
    world.policies = policiesOf([notNorth, tags]);
    const items = (await sync()).filter(({ kind }) => kind === 'resource');
    expect(items).toHaveLength(2);
    for (const item of items)
      expect(item).toMatchObject({
        assignmentIds: [`${subscription}/providers/microsoft.authorization/policyassignments/tags`],
      });
    expect(
      (await ports.store.states('all')).map(({ policyAssignmentName }) => policyAssignmentName).sort(),
    ).toEqual(['location', 'location', 'tags', 'tags']);
  });

  it('takes the states of a deleted assignment away', async () => {
    await sync();
    world.policies = policiesOf([]);
    await sync();
    expect(await states()).toEqual({});
  });
});

describe('bad input', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['an event that is none', () => service.planResourceEvent({ hello: 'world' }), 'event-InvalidEvent'],
    [
      'a policy event without a resource',
      () =>
        service.planPolicyEvent({
          id: '1',
          eventType: 'Microsoft.Resources.ResourceWriteSuccess',
          subject: '?',
        }),
      'event-InvalidEvent',
    ],
    ['a queue message that is no work item', () => service.work({ kind: 'dance' }), 'queue-InvalidWorkItem'],
    ['a queue message that is text', () => service.work('dance'), 'queue-InvalidWorkItem'],
  ])('%s is counted and plans nothing', async (_, give, count) => {
    expect(await give()).toEqual([]);
    expect(rejected).toEqual({ [count]: 1 });
  });

  it('that failed as a poison message does not fail again', async () => {
    await service.giveUp('dance');
    expect(rejected).toEqual({ 'queue-WorkItemFailed': 1 });
  });
});

describe('the same changes in any order', () => {
  it('end in the same states', async () => {
    const resource = (name: string): WorkItem => ({
      version: 1,
      kind: 'resource',
      cause: { type: 'event', id: name, at: '2026-11-21T08:00:00.000Z' },
      resourceId: clusterId(name),
    });
    await drain([resource('north'), resource('west'), resource('west'), resource('north')]);
    const history = await ports.store.historyOfResource(clusterId('west'));
    expect(history.transitions).toHaveLength(1);
    world.clusters.set(armIdKey(clusterId('west')), {
      ...cluster('west'),
      properties: {},
    } as JsonObject as never);
    await drain([resource('west'), resource('west')]);
    expect(await states()).toEqual({ north: 'Compliant', west: 'Compliant' });
    expect((await ports.store.historyOfResource(clusterId('west'))).transitions).toHaveLength(2);
  });
});
