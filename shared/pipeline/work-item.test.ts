import { describe, expect, it } from 'vitest';
import { parseWorkItem, type WorkItem, WorkItemError } from './work-item';

const cause = { type: 'event', id: 'e1', at: '2026-11-21T08:00:00.000Z' } as const;
const cluster = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c';

describe('parseWorkItem', () => {
  it.each<[string, WorkItem]>([
    ['a policy change', { version: 1, kind: 'policies', cause }],
    ['a scan', { version: 1, kind: 'scan', cause, scanId: 's1', scope: '/subscriptions/s', mode: 'full' }],
    [
      'a resource',
      { version: 1, kind: 'resource', cause, resourceId: cluster, assignmentIds: [`${cluster}/a`] },
    ],
    [
      'a Kubernetes object',
      {
        version: 1,
        kind: 'object',
        cause,
        clusterId: cluster,
        object: { apiVersion: 'v1', kind: 'Pod', name: 'p' },
      },
    ],
  ])('accepts %s as it is', (_, item) => {
    expect(parseWorkItem(JSON.parse(JSON.stringify(item)))).toEqual(item);
  });

  it.each([
    ['text that is no JSON', 'hello', 'message:'],
    ['an unknown kind', { version: 1, kind: 'deploy', cause }, 'kind:'],
    ['a later version', { version: 2, kind: 'policies', cause }, 'version:'],
    ['a resource id that is none', { version: 1, kind: 'resource', cause, resourceId: 'c' }, 'resourceId:'],
    [
      'a resource id that would climb out of its path',
      { version: 1, kind: 'resource', cause, resourceId: cluster.replace('/rg/', '/../') },
      'resourceId:',
    ],
    [
      'a scope that is none',
      { version: 1, kind: 'scan', cause, scanId: 's', scope: '/x', mode: 'full' },
      'scope:',
    ],
    [
      'the name of an object that would climb out of its path',
      {
        version: 1,
        kind: 'object',
        cause,
        clusterId: cluster,
        object: { apiVersion: 'v1', kind: 'Pod', name: '..' },
      },
      'object.name:',
    ],
    [
      'a namespace that is more than one segment',
      {
        version: 1,
        kind: 'object',
        cause,
        clusterId: cluster,
        object: { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: 'a/b' },
      },
      'object.namespace:',
    ],
    ['a property it does not know', { version: 1, kind: 'policies', cause, extra: 1 }, 'extra'],
    ['no cause', { version: 1, kind: 'policies' }, 'cause:'],
    ['a cause without a time', { version: 1, kind: 'policies', cause: { ...cause, at: 'now' } }, 'cause.at:'],
  ])('refuses %s, naming the place', (_, message, place) => {
    expect(() => parseWorkItem(message)).toThrow(WorkItemError);
    expect(() => parseWorkItem(message)).toThrow(place);
  });
});
