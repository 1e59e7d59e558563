import { expect, it } from 'vitest';
import { KubernetesRequestError, type KubernetesRequester } from '../azure';
import { createKubernetesDiscovery } from './kubernetes-discovery';

const every = ['create', 'get', 'list', 'watch'];
const resources = (...list: object[]): object => ({ resources: list });

/** What an API server with a metrics server tells of itself. */
const told: Readonly<Record<string, object>> = {
  '/api/v1': resources(
    { name: 'pods', kind: 'Pod', namespaced: true, verbs: every },
    { name: 'pods/status', kind: 'Pod', namespaced: true, verbs: ['get', 'patch'] },
    { name: 'componentstatuses', kind: 'ComponentStatus', namespaced: false, verbs: ['get', 'list'] },
    { name: 'bindings', kind: 'Binding', namespaced: true, verbs: ['create'] },
  ),
  '/apis': { groups: [{ name: 'metrics.k8s.io' }, { name: 'batch' }] },
  '/apis/metrics.k8s.io': {
    preferredVersion: { version: 'v1beta1' },
    versions: [{ version: 'v1beta1' }],
  },
  '/apis/metrics.k8s.io/v1beta1': resources({
    name: 'pods',
    kind: 'PodMetrics',
    namespaced: true,
    verbs: ['get', 'list'],
  }),
  '/apis/batch': {
    preferredVersion: { version: 'v1' },
    versions: [{ version: 'v1beta1' }, { version: 'v1' }],
  },
  '/apis/batch/v1': resources({ name: 'cronjobs', kind: 'CronJob', namespaced: true, verbs: every }),
  '/apis/batch/v1beta1': resources({ name: 'cronjobs', kind: 'CronJob', namespaced: true, verbs: every }),
};

const discovery = createKubernetesDiscovery({
  getJson: async (path: string) => {
    const answer = told[path];
    if (answer === undefined) throw new KubernetesRequestError('NotFound', path, 404, 'No such path.');
    return answer;
  },
} as KubernetesRequester);

it('lists each kind of which objects are made once, in the version that its group prefers', async () => {
  const kinds = await discovery.kinds();
  expect(kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
    'v1 Pod',
    'batch/v1 CronJob',
  ]);
});

it('finds views all the same, for those who name them', async () => {
  expect(await discovery.find('metrics.k8s.io', undefined, 'PodMetrics')).toMatchObject({ plural: 'pods' });
  expect(await discovery.find('', 'v1', 'ComponentStatus')).toMatchObject({ namespaced: false });
});
