import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { AzureConnectionError } from '../azure';
import { loadKubeconfigClusters } from './kubernetes-kubeconfig-clusters';

const subscriptionId = '22222222-2222-4222-8222-222222222222';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string): ReturnType<typeof loadKubeconfigClusters> {
  const file = join(folder, 'config');
  await writeFile(file, text);
  return loadKubeconfigClusters(file, { subscriptionId });
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: kind-dev
clusters:
  - name: kind-dev
    cluster: { server: 'https://127.0.0.1:6443', certificate-authority: certs/ca.crt }
  - name: aks
    cluster: { server: 'https://c-123.hcp.northeurope.azmk8s.io:443' }
  - name: open
    cluster: { server: 'http://example.com' }
contexts:
  - name: kind-dev
    context: { cluster: kind-dev, user: dev }
  - name: 'arn:aws:eks:eu:1:cluster/x'
    context: { cluster: aks, user: dev }
  - name: 'arn-aws-eks-eu-1-cluster-x'
    context: { cluster: aks, user: dev, namespace: shop }
  - name: insecure
    context: { cluster: open, user: dev }
users:
  - name: dev
    user: { token: secret, client-key: /abs/key }
  - name: other
    user: { token: other-secret }
`;

test('each context becomes an Arc-connected cluster with a name that ARM takes', async () => {
  const { clusters } = await load(kubeconfig);
  expect(
    clusters.map(({ context, resource }) => [context, resource.name, resource.properties?.['distribution']]),
  ).toEqual([
    ['kind-dev', 'kind-dev', 'kind'],
    ['arn:aws:eks:eu:1:cluster/x', 'arn-aws-eks-eu-1-cluster-x', 'aks'],
    ['arn-aws-eks-eu-1-cluster-x', 'arn-aws-eks-eu-1-cluster-x-2', 'aks'],
  ]);
  expect(clusters[0]?.resource).toMatchObject({
    id: `/subscriptions/${subscriptionId}/resourceGroups/kubeconfig/providers/Microsoft.Kubernetes/connectedClusters/kind-dev`,
    type: 'Microsoft.Kubernetes/connectedClusters',
  });
});

test('each has a kubeconfig of its own, with absolute paths and no credentials of others', async () => {
  const { clusters } = await load(kubeconfig);
  expect(parse(clusters[0]?.kubeconfig ?? '')).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'kind-dev',
    clusters: [
      {
        name: 'kind-dev',
        cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority': join(folder, 'certs/ca.crt') },
      },
    ],
    contexts: [{ name: 'kind-dev', context: { cluster: 'kind-dev', user: 'dev' } }],
    users: [{ name: 'dev', user: { token: 'secret', 'client-key': '/abs/key' } }],
  });
});

test('a context that cannot be used is a problem of its own', async () => {
  const { problems } = await load(kubeconfig);
  expect(problems).toEqual([
    {
      context: 'insecure',
      message:
        'http://example.com would carry tokens unencrypted. Use https; plain http is for loopback addresses.',
    },
  ]);
});

test('a file that is no kubeconfig is refused', async () => {
  await expect(load('{')).rejects.toBeInstanceOf(AzureConnectionError);
});

test('a file without contexts is a problem', async () => {
  const message = `${join(folder, 'config')} has no contexts. Check that it is the file kubectl uses.`;
  expect(await load('- just\n- a list\n')).toEqual({ clusters: [], problems: [{ context: '', message }] });
});
