import { describe, expect, it } from 'vitest';
import { EventError, type EventGridEvent } from './event-grid-event';
import { planPolicyEvent, planResourceEvent } from './plan-event';

const now = new Date('2026-11-21T08:00:00Z');
const group = '/subscriptions/s/resourceGroups/rg';
const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/c`;
const assignment = `${group}/providers/Microsoft.Authorization/policyAssignments/a`;
const nothingStored = { resourcesWithStates: async () => [] };

const event = (eventType: string, subject: string, data: Record<string, unknown> = {}): EventGridEvent => ({
  id: 'e1',
  eventType,
  subject,
  data,
});
const written = 'Microsoft.Resources.ResourceWriteSuccess';
const deleted = 'Microsoft.Resources.ResourceDeleteSuccess';
const cause = { type: 'event', id: 'e1', at: '2026-11-21T08:00:00.000Z' };

describe('planResourceEvent', () => {
  it.each([
    ['a cluster', cluster],
    ['its agent pool', `${cluster}/agentPools/p`],
    ['a diagnostic setting on it', `${cluster}/providers/Microsoft.Insights/diagnosticSettings/d`],
    ['a cluster spelt with stray slashes', `/${cluster}/`],
  ])('evaluates the cluster when %s was written', async (_, id) => {
    const items = await planResourceEvent(event(written, id), now, nothingStored);
    expect(items).toEqual([{ version: 1, kind: 'resource', cause, resourceId: cluster }]);
  });

  it('takes the resource from data.resourceUri before the subject', async () => {
    const items = await planResourceEvent(event(written, 'c', { resourceUri: cluster }), now, nothingStored);
    expect(items).toMatchObject([{ resourceId: cluster }]);
  });

  it('looks at a deleted cluster again, so that its states go', async () => {
    const items = await planResourceEvent(event(deleted, cluster), now, nothingStored);
    expect(items).toMatchObject([{ kind: 'resource', resourceId: cluster }]);
  });

  it('looks at everything that has states when its resource group was deleted', async () => {
    const stored = { resourcesWithStates: async (scope: string) => (scope === group ? [cluster] : []) };
    expect(await planResourceEvent(event(deleted, group), now, stored)).toMatchObject([
      { resourceId: cluster },
    ]);
    expect(await planResourceEvent(event(written, group), now, stored)).toEqual([]);
  });

  it('evaluates one object when it changed inside a cluster', async () => {
    const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p' };
    const data = { clusterId: cluster, ...object, uid: 'u' };
    const items = await planResourceEvent(
      event('Plimsoll.Kubernetes.ObjectWritten', cluster, data),
      now,
      nothingStored,
    );
    expect(items).toEqual([{ version: 1, kind: 'object', cause, clusterId: cluster, object }]);
  });

  it.each([
    ['templates.gatekeeper.sh/v1', 'ConstraintTemplate', 'k8sazurev2noprivilege'],
    ['constraints.gatekeeper.sh/v1beta1', 'K8sAzureV2NoPrivilege', 'azurepolicy-x'],
    ['status.gatekeeper.sh/v1beta1', 'ConstraintPodStatus', 's'],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'k8sazurev2noprivilege.constraints.gatekeeper.sh',
    ],
  ])("leaves Gatekeeper's own objects alone: %s %s", async (apiVersion, kind, name) => {
    const data = { clusterId: cluster, apiVersion, kind, name };
    const written = event('Plimsoll.Kubernetes.ObjectWritten', cluster, data);
    expect(await planResourceEvent(written, now, nothingStored)).toEqual([]);
  });

  it.each([
    ['another type of resource', event(written, `${group}/providers/Microsoft.Storage/storageAccounts/x`)],
    ['a policy object', event(written, assignment)],
    ['a failed write', event('Microsoft.Resources.ResourceWriteFailure', cluster)],
    ['news of Kubernetes versions', event('Microsoft.ContainerService.NewKubernetesVersionAvailable', 'c')],
  ])('plans nothing for %s', async (_, given) => {
    expect(await planResourceEvent(given, now, nothingStored)).toEqual([]);
  });

  it.each([
    ['no ARM id', event(written, 'c'), 'is no ARM resource id'],
    ['no cluster', event('Plimsoll.Kubernetes.ObjectWritten', 'c'), 'data.clusterId is no id of a cluster'],
    [
      'no name',
      event('Plimsoll.Kubernetes.ObjectDeleted', cluster, { kind: 'Pod' }),
      'apiVersion, kind and name',
    ],
  ])('refuses an event with %s', async (_, given, message) => {
    const planned = planResourceEvent(given, now, nothingStored);
    await expect(planned).rejects.toThrow(EventError);
    await expect(planResourceEvent(given, now, nothingStored)).rejects.toThrow(message);
  });
});

describe('planPolicyEvent', () => {
  it.each(['policyAssignments', 'policyDefinitions', 'policySetDefinitions', 'policyExemptions'])(
    'synchronises when one of the %s changed',
    (type) => {
      const id = `/subscriptions/s/providers/Microsoft.Authorization/${type}/x`;
      const expected = [{ version: 1, kind: 'policies', cause: { ...cause, type: 'policy' } }];
      expect(planPolicyEvent(event(written, id), now)).toEqual(expected);
      expect(planPolicyEvent(event(deleted, id), now)).toEqual(expected);
    },
  );

  it('plans nothing for anything else', () => {
    expect(planPolicyEvent(event(written, cluster), now)).toEqual([]);
    expect(planPolicyEvent(event('Microsoft.Resources.ResourceActionSuccess', assignment), now)).toEqual([]);
  });
});
