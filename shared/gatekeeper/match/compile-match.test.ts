import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { type ReviewOptions, reviewOf } from '../review/review-of';
import { reviewOfRequest } from '../review/review-of-request';
import { compileMatch, type MatchOutcome } from './compile-match';

const pod = (metadata: JsonObject = { name: 'web', namespace: 'prod' }): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
});
const deployment: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'prod' },
};
const clusterRole: JsonObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'reader' },
};
const namespace = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const missing: MatchOutcome = {
  reason: 'namespace selector for namespace-scoped object but missing Namespace',
};

describe('spec.match', () => {
  it.each<[string, JsonObject, JsonObject, ReviewOptions, MatchOutcome]>([
    ['an empty match takes everything', {}, pod(), {}, true],
    [
      'kinds: kind and group',
      { kinds: [{ apiGroups: ['apps'], kinds: ['Deployment'] }] },
      deployment,
      {},
      true,
    ],
    ['kinds: another group', { kinds: [{ apiGroups: [''], kinds: ['Deployment'] }] }, deployment, {}, false],
    ['kinds: case counts', { kinds: [{ apiGroups: [''], kinds: ['pod'] }] }, pod(), {}, false],
    ['kinds: stars', { kinds: [{ apiGroups: ['*'], kinds: ['*'] }] }, pod(), {}, true],
    ['kinds: empty lists take all', { kinds: [{ kinds: ['Pod'] }] }, pod(), {}, true],
    [
      'kinds: second entry',
      {
        kinds: [
          { apiGroups: ['apps'], kinds: ['*'] },
          { apiGroups: [''], kinds: ['Pod'] },
        ],
      },
      pod(),
      {},
      true,
    ],
    ['scope Namespaced takes a Pod', { scope: 'Namespaced' }, pod(), {}, true],
    ['scope Cluster leaves a Pod', { scope: 'Cluster' }, pod(), {}, false],
    ['scope Cluster takes a ClusterRole', { scope: 'Cluster' }, clusterRole, {}, true],
    ['scope Namespaced leaves a Namespace', { scope: 'Namespaced' }, namespace('prod'), {}, false],
    ['an unknown scope takes all', { scope: 'cluster' }, pod(), {}, true],
    ['namespaces: listed', { namespaces: ['pr*'] }, pod(), {}, true],
    ['namespaces: not listed', { namespaces: ['dev'] }, pod(), {}, false],
    ['namespaces cannot leave out a cluster-scoped object', { namespaces: ['dev'] }, clusterRole, {}, true],
    ['namespaces: a Namespace by its own name', { namespaces: ['dev'] }, namespace('prod'), {}, false],
    ['excludedNamespaces: listed', { excludedNamespaces: ['*od'] }, pod(), {}, false],
    ['excludedNamespaces: cluster-scoped stays', { excludedNamespaces: ['*'] }, clusterRole, {}, true],
    [
      'excludedNamespaces: a Namespace by its own name',
      { excludedNamespaces: ['prod'] },
      namespace('prod'),
      {},
      false,
    ],
    [
      'the namespace object goes before metadata.namespace',
      { namespaces: ['other'] },
      pod(),
      { namespaceObject: namespace('other') },
      true,
    ],
    [
      'labelSelector',
      { labelSelector: { matchLabels: { a: 'b' } } },
      pod({ name: 'x', labels: { a: 'b' } }),
      {},
      true,
    ],
    ['labelSelector fails', { labelSelector: { matchLabels: { a: 'b' } } }, pod(), {}, false],
    [
      'namespaceSelector by the labels of the namespace',
      { namespaceSelector: { matchLabels: { env: 'prod' } } },
      pod(),
      { namespaceObject: namespace('prod', { env: 'prod' }) },
      true,
    ],
    [
      'namespaceSelector without the namespace',
      { namespaceSelector: { matchLabels: { a: 'b' } } },
      pod(),
      {},
      missing,
    ],
    [
      'namespaceSelector on a cluster-scoped object',
      { namespaceSelector: { matchLabels: { a: 'b' } } },
      clusterRole,
      {},
      true,
    ],
    [
      'namespaceSelector on a Namespace by its own labels',
      { namespaceSelector: { matchLabels: { a: 'b' } } },
      namespace('prod', { a: 'c' }),
      {},
      false,
    ],
    ['name', { name: 'we*' }, pod(), {}, true],
    ['name fails', { name: 'db' }, pod(), {}, false],
    ['generateName with a prefix', { name: 'web-*' }, pod({ generateName: 'web-' }), {}, true],
    ['generateName with an exact name', { name: 'web-1' }, pod({ generateName: 'web-' }), {}, false],
    ['source Original', { source: 'Original' }, pod(), {}, true],
    ['source Generated', { source: 'Generated' }, pod(), {}, false],
    ['source Generated on an implied object', { source: 'Generated' }, pod(), { source: 'Generated' }, true],
    ['source All', { source: 'All' }, pod(), { source: 'Generated' }, true],
    ['an unknown source', { source: 'Both' }, pod(), {}, { reason: 'invalid source field Both' }],
  ])('%s', (_name, match, object, options, expected) => {
    expect(compileMatch(match).test(reviewOf(object, options))).toEqual(expected);
  });

  it('is satisfied by the old object of an update, so that removing a label is no way out', () => {
    const review = reviewOfRequest({
      operation: 'UPDATE',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      object: pod(),
      oldObject: pod({ name: 'web', namespace: 'prod', labels: { guarded: 'yes' } }),
    });
    expect(compileMatch({ labelSelector: { matchLabels: { guarded: 'yes' } } }).test(review)).toBe(true);
  });

  it('tells the kinds it is for', () => {
    expect(compileMatch({}).kinds).toEqual([{ apiGroups: ['*'], kinds: ['*'] }]);
    expect(compileMatch({ kinds: [{ apiGroups: [''], kinds: ['Pod'] }] }).kinds).toEqual([
      { apiGroups: [''], kinds: ['Pod'] },
    ]);
  });

  it('refuses kinds that are no list', () => {
    expect(() => compileMatch({ kinds: 'Pod' })).toThrow('"kinds" must be a list of {apiGroups, kinds}');
  });
});
