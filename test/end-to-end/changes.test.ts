import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContainerServiceClient } from '../../shared/azure';
import { eventually } from './eventually';
import { sample, startTestStack, type TestStack } from './test-stack';

let test: TestStack;

beforeAll(async () => {
  test = await startTestStack();
  await scan();
});

afterAll(async () => {
  await test.close();
});

const trigger = (path = ''): string =>
  `${test.stack.host.url}/subscriptions/${sample.subscriptionId}${path}/providers/Microsoft.PolicyInsights/policyStates/latest/triggerEvaluation?api-version=2019-10-01`;

async function scan(): Promise<void> {
  const answer = await fetch(trigger(), { method: 'POST' });
  const location = answer.headers.get('location') ?? '';
  await eventually(async () => expect((await fetch(location)).status).toBe(200));
}

const clusters = () =>
  createContainerServiceClient(
    { armEndpoint: test.stack.emulators.arm?.url ?? '', credential: { getToken: async () => token } },
    sample.subscriptionId,
  );

const token = { token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 };

const statesOf = (resourceId: string) => test.stores.compliance.states({ resourceId });

const stateOf = async (resourceId: string, definition: string) =>
  (await statesOf(resourceId)).find(
    ({ policyDefinitionName, policyDefinitionReferenceId }) =>
      policyDefinitionName === definition && policyDefinitionReferenceId === null,
  );

const post = (functionName: string, events: readonly unknown[]) =>
  fetch(`${test.stack.host.url}/runtime/webhooks/eventgrid?functionName=${functionName}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'aeg-event-type': 'Notification' },
    body: JSON.stringify(events),
  });

const rejectionCounts = async (): Promise<Record<string, number>> => test.stores.rejections.counts();

describe('a trigger-scan', () => {
  it('writes nothing when nothing has changed', async () => {
    const before = await test.stores.compliance.historyOfResource(sample.chamber);
    await scan();
    expect(await test.stores.compliance.historyOfResource(sample.chamber)).toEqual(before);
  });

  it('is joined by a second one of the same scope while it runs', async () => {
    const [one, other] = await Promise.all([
      fetch(trigger('/resourceGroups/hogwarts-rg'), { method: 'POST' }),
      fetch(trigger('/resourcegroups/HOGWARTS-RG'), { method: 'POST' }),
    ]);
    expect(one.status).toBe(202);
    expect(one.headers.get('retry-after')).toBe('1');
    const scanId = (answer: Response) =>
      new URL(answer.headers.get('location') ?? '').pathname.split('/').pop();
    expect(scanId(other)).toBe(scanId(one));
    await eventually(async () => expect((await fetch(one.headers.get('location') ?? '')).status).toBe(200));
    expect(await test.stores.compliance.scan(scanId(one) ?? '')).toMatchObject({
      status: 'Succeeded',
      planned: 2,
    });
  });

  it.each([
    ['without an api-version', () => trigger().replace(/\?.*/, ''), 400, 'MissingApiVersionParameter'],
    [
      'of a subscription that is not watched',
      () => trigger().replace(/7d1f0a52/, '00000000'),
      404,
      'SubscriptionNotFound',
    ],
    [
      'of a resource group that is not there',
      () => trigger('/resourceGroups/azkaban'),
      404,
      'ResourceGroupNotFound',
    ],
  ])('is refused %s', async (_, url, status, code) => {
    const answer = await fetch(url(), { method: 'POST' });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it('that nobody started cannot be followed', async () => {
    const url = `${test.stack.host.url}/subscriptions/${sample.subscriptionId}/providers/Microsoft.PolicyInsights/asyncOperationResults/none?api-version=2024-10-01`;
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('a change of a cluster', () => {
  it('that a deny policy forbids is refused, naming the policy', async () => {
    const creation = clusters().managedClusters.createOrUpdate('durmstrang-rg', 'triwizard', {
      location: 'westeurope',
      dnsPrefix: 'triwizard',
    });
    await expect(creation).rejects.toMatchObject({ statusCode: 403, code: 'RequestDisallowedByPolicy' });
    await expect(
      clusters().managedClusters.createOrUpdate('durmstrang-rg', 'triwizard', { location: 'westeurope' }),
    ).rejects.toThrow(/Create AKS clusters only in North Europe/);
  });

  it('is evaluated at once when it is created, and forgotten when it is deleted', async () => {
    const id = `/subscriptions/${sample.subscriptionId}/resourceGroups/hogwarts-rg/providers/Microsoft.ContainerService/managedClusters/hospital-wing`;
    await clusters().managedClusters.createOrUpdate('hogwarts-rg', 'hospital-wing', {
      location: 'northeurope',
      dnsPrefix: 'wing',
    });
    await eventually(async () =>
      expect(await stateOf(id, sample.addOnInstalled)).toMatchObject({
        complianceState: 'NonCompliant',
        causedBy: { type: 'event' },
      }),
    );
    await clusters().managedClusters.delete('hogwarts-rg', 'hospital-wing');
    await eventually(async () => expect(await statesOf(id)).toEqual([]));
    const { transitions } = await test.stores.compliance.historyOfResource(id);
    expect(transitions[0]).toMatchObject({ kind: 'Deleted', to: null });
  });

  it('counts once, however often its event is delivered', async () => {
    const event = {
      id: 'delivered-twice',
      eventType: 'Microsoft.Resources.ResourceWriteSuccess',
      subject: sample.chamber,
      topic: `/subscriptions/${sample.subscriptionId}`,
      eventTime: new Date().toISOString(),
      dataVersion: '2',
      metadataVersion: '1',
      data: { resourceUri: sample.chamber },
    };
    const before = await test.stores.compliance.historyOfResource(sample.chamber);
    const answers = await Promise.all([
      post('onResourceChanged', [event]),
      post('onResourceChanged', [event, event]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    await scan();
    expect(await test.stores.compliance.historyOfResource(sample.chamber)).toEqual(before);
  });
});

describe('a change inside a cluster', () => {
  it('flips the state of the object and of its cluster, and back', async () => {
    const kubernetes = test.stack.emulators.clusters.get(sample.room.toLowerCase());
    const pod = (privileged: boolean) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'nginx-privileged', namespace: 'default' },
      spec: { containers: [{ name: 'nginx-privileged', image: 'nginx', securityContext: { privileged } }] },
    });
    kubernetes?.apply(pod(true));
    await eventually(async () =>
      expect(await stateOf(sample.room, sample.privilegedContainers)).toMatchObject({
        complianceState: 'NonCompliant',
        componentCounts: { nonCompliant: 1 },
      }),
    );
    kubernetes?.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'nginx-privileged' });
    await eventually(async () =>
      expect(await stateOf(sample.room, sample.privilegedContainers)).toMatchObject({
        complianceState: 'Compliant',
        componentCounts: { nonCompliant: 0 },
      }),
    );
  });
});

describe('a change of a policy', () => {
  it('takes effect at once: a deleted assignment takes its states along, a new one brings them', async () => {
    const id = `/subscriptions/${sample.subscriptionId}/providers/Microsoft.Authorization/policyAssignments/pa-aks-deny-privileged-containers`;
    const url = `${test.stack.emulators.arm?.url}${id}?api-version=2024-05-01`;
    const headers = { authorization: 'Bearer any', 'content-type': 'application/json' };
    const assignment = await (await fetch(url, { headers })).text();
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(200);
    const underIt = async () =>
      (await test.stores.compliance.states({ assignmentId: id })).map(
        ({ complianceState }) => complianceState,
      );
    await eventually(async () => expect(await underIt()).toEqual([]));
    expect((await fetch(url, { method: 'PUT', headers, body: assignment })).status).toBe(201);
    await eventually(async () =>
      expect((await underIt()).sort()).toEqual(['Compliant', 'NonCompliant', 'NonCompliant']),
    );
  });
});

describe('bad input', () => {
  it('in a batch of events is counted and loses nothing else', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'potions', name: 'nobody' };
    const good = {
      id: 'good',
      eventType: 'Plimsoll.Kubernetes.ObjectDeleted',
      subject: sample.chamber,
      data: { clusterId: sample.chamber, ...pod },
    };
    const before = (await rejectionCounts())['event-InvalidEvent'] ?? 0;
    const answer = await post('onResourceChanged', [
      { id: 'bad', eventType: 'Plimsoll.Kubernetes.ObjectWritten', subject: 'nowhere', data: {} },
      good,
    ]);
    expect(answer.status).toBe(202);
    expect((await rejectionCounts())['event-InvalidEvent']).toBe(before + 1);
  });

  it('in the queue is counted and dropped', async () => {
    const queue = QueueServiceClient.fromConnectionString(
      test.stack.settings['AzureWebJobsStorage'] ?? '',
    ).getQueueClient('plimsoll-work');
    await queue.sendMessage(Buffer.from('{"version":1,"kind":"cast-spell"}').toString('base64'));
    await eventually(async () => expect((await rejectionCounts())['queue-InvalidWorkItem']).toBe(1));
    await eventually(async () => expect((await queue.getProperties()).approximateMessagesCount).toBe(0));
  });
});
