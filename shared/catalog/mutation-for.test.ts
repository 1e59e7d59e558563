import { describe, expect, it } from 'vitest';
import { createMutationSystem, reviewOf } from '../gatekeeper';
import type { JsonObject } from './json';
import { knownMutationUrls, mutationFor } from './mutation-for';

const store = 'https://store.policy.core.windows.net/kubernetes/';

function mutated(folder: string, object: JsonObject): JsonObject {
  const mutation = mutationFor(`${store}${folder}/v1/mutation.yaml`);
  if (mutation === undefined) throw new Error(`no mutation for ${folder}`);
  return createMutationSystem([mutation]).mutate(reviewOf(object)).object;
}

const object = (apiVersion: string, kind: string, spec: JsonObject, labels: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'web', labels },
  spec,
});
const both = (fields: JsonObject): JsonObject => ({
  containers: [{ name: 'a', ...fields }],
  initContainers: [{ name: 'b', ...fields }],
});
const onlyContainers = (before: JsonObject, after: JsonObject): [JsonObject, JsonObject] => [
  both(before),
  { ...both(before), containers: [{ name: 'a', ...after }] },
];
const onlyInit = (before: JsonObject, after: JsonObject): [JsonObject, JsonObject] => [
  both(before),
  { ...both(before), initContainers: [{ name: 'b', ...after }] },
];
const security = (fields: JsonObject): JsonObject => ({ securityContext: fields });

describe('the mutations of the built-ins', () => {
  it.each<[string, [JsonObject, JsonObject]]>([
    [
      'mutate-container-allowed-capabilities-containers',
      onlyContainers(
        security({ capabilities: { drop: ['NET_RAW'] } }),
        security({ capabilities: { drop: ['NET_RAW', 'ALL'] } }),
      ),
    ],
    [
      'mutate-container-allowed-capabilities-initcontainers',
      onlyInit({}, security({ capabilities: { drop: ['ALL'] } })),
    ],
    ['mutate-mount-service-account-token', [{}, { automountServiceAccountToken: false }]],
    [
      'mutate-privilege-escalation-containers',
      onlyContainers({}, security({ allowPrivilegeEscalation: false })),
    ],
    [
      'mutate-privilege-escalation-init-containers',
      onlyInit(security({ allowPrivilegeEscalation: true }), security({ allowPrivilegeEscalation: false })),
    ],
    ['mutate-read-only-root-filesystem', onlyContainers({}, security({ readOnlyRootFilesystem: true }))],
    [
      'mutate-read-only-root-filesystem',
      onlyContainers(
        security({ readOnlyRootFilesystem: false }),
        security({ readOnlyRootFilesystem: false }),
      ),
    ],
    [
      'mutate-read-only-root-filesystem-init-containers',
      onlyInit({}, security({ readOnlyRootFilesystem: true })),
    ],
    ['mutate-resource-cpu-limits', onlyContainers({}, { resources: { limits: { cpu: '500m' } } })],
    [
      'mutate-resource-memory-limits',
      onlyContainers(
        { resources: { limits: { memory: '1Gi' } } },
        { resources: { limits: { memory: '1Gi' } } },
      ),
    ],
    [
      'mutate-resource-cpu-limits',
      onlyContainers(
        { resources: { limits: { cpu: '2', memory: '1Gi' } } },
        { resources: { limits: { cpu: '2', memory: '1Gi' } } },
      ),
    ],
    ['mutate-resource-memory-limits', onlyContainers({}, { resources: { limits: { memory: '500Mi' } } })],
    [
      'mutate-container-allowed-capabilities-containers',
      onlyContainers(
        security({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
        security({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
      ),
    ],
    [
      'mutate-privilege-escalation-containers',
      onlyContainers(
        security({ allowPrivilegeEscalation: true }),
        security({ allowPrivilegeEscalation: false }),
      ),
    ],
    [
      'mutate-read-only-root-filesystem-init-containers',
      onlyInit(security({ readOnlyRootFilesystem: false }), security({ readOnlyRootFilesystem: false })),
    ],
    [
      'mutate-seccomp-profile-containers',
      onlyContainers(
        security({ seccompProfile: { type: 'Localhost', localhostProfile: 'x' } }),
        security({ seccompProfile: { type: 'Localhost', localhostProfile: 'x' } }),
      ),
    ],
    [
      'mutate-seccomp-profile-initcontainers',
      onlyInit(
        security({ seccompProfile: { type: 'Unconfined' } }),
        security({ seccompProfile: { type: 'Unconfined' } }),
      ),
    ],
    [
      'mutate-mount-service-account-token',
      [{ automountServiceAccountToken: true }, { automountServiceAccountToken: false }],
    ],
    ['mutate-run-as-user-pod', [security({ runAsUser: 0 }), security({ runAsUser: 1000 })]],
    [
      'mutate-run-as-non-root',
      onlyContainers(security({ runAsNonRoot: false }), security({ runAsNonRoot: true })),
    ],
    ['mutate-run-as-non-root', onlyContainers({}, security({ runAsNonRoot: true }))],
    ['mutate-run-as-non-root-initContainers', onlyInit({}, security({ runAsNonRoot: true }))],
    [
      'mutate-run-as-user-containers',
      onlyContainers(security({ runAsUser: 0 }), security({ runAsUser: 1000 })),
    ],
    ['mutate-run-as-user-initContainers', onlyInit({}, security({ runAsUser: 1000 }))],
    ['mutate-run-as-user-pod', [{}, security({ runAsUser: 1000 })]],
    [
      'mutate-seccomp-profile-containers',
      onlyContainers({}, security({ seccompProfile: { type: 'RuntimeDefault' } })),
    ],
    [
      'mutate-seccomp-profile-initcontainers',
      onlyInit({}, security({ seccompProfile: { type: 'RuntimeDefault' } })),
    ],
  ])('%s changes Pods as its definition says', (folder, [before, after]) => {
    expect(mutated(folder, object('v1', 'Pod', before))).toEqual(object('v1', 'Pod', after));
  });

  it.each([
    ['mutate-max-unavailable-pods', { maxUnavailable: 1 }],
    ['mutate-pdb-add-unhealthy-pod-eviction-policy', { unhealthyPodEvictionPolicy: 'AlwaysAllow' }],
  ])('%s changes budgets', (folder, spec) => {
    expect(mutated(folder, object('policy/v1', 'PodDisruptionBudget', {}))).toEqual(
      object('policy/v1', 'PodDisruptionBudget', spec),
    );
  });

  it('changes no object of another kind', () => {
    const deployment = object('apps/v1', 'Deployment', { template: { spec: both({}) } });
    for (const url of knownMutationUrls())
      expect([
        url,
        createMutationSystem([mutationFor(url) as JsonObject]).mutate(reviewOf(deployment)).object,
      ]).toEqual([url, deployment]);
  });

  it('takes the reserved taint off nodes of user pools only', () => {
    const taints = [
      { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' },
      { key: 'other', effect: 'NoSchedule' },
    ];
    const node = (mode: string, left: JsonObject[]): JsonObject =>
      object('v1', 'Node', { taints: left }, { 'kubernetes.azure.com/mode': mode });
    expect(mutated('mutate-systempool-taints', node('user', taints))).toEqual(node('user', taints.slice(1)));
    expect(mutated('mutate-systempool-taints', node('system', taints))).toEqual(node('system', taints));
  });

  it('are 19, and do not contradict each other about the shape of objects', () => {
    const all = knownMutationUrls().map((url) => mutationFor(url) as JsonObject);
    expect(all).toHaveLength(19);
    expect([...createMutationSystem(all).conflicting]).toEqual([]);
  });
});
