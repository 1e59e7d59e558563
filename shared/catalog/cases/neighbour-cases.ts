import type { JsonObject } from '../json';
import { type CatalogCase, container, pod, podWith, resource, secured } from './catalog-case';

const windows = { os: { name: 'windows' } };
const rbac = 'rbac.authorization.k8s.io/v1';
const image = 'registry.example/app:1';
const hostPath = { volumes: [{ name: 'v', hostPath: { path: '/var' } }] };
const hostPathMessage = (allowed: string): string =>
  `HostPath volume {"hostPath": {"path": "/var"}, "name": "v"} is not allowed, pod: web. Allowed path: ${allowed}`;
const readOnly = { allowedHostPaths: [{ pathPrefix: '/var', readOnly: true }] };
const users = 'allowed-users-groups/v3';
const range = { ranges: [{ min: 100, max: 200 }] };
const limits = { cpuLimit: '500m', memoryLimit: '1Gi' };
const annotated = (annotations: JsonObject, fields: JsonObject = {}): JsonObject =>
  pod({ containers: [container(fields)] }, { annotations });
const apparmorKey = 'container.apparmor.security.beta.kubernetes.io/app';
const budget = (spec: JsonObject): JsonObject => resource('policy/v1', 'PodDisruptionBudget', { spec });
const workload = (labels: JsonObject): JsonObject => ({
  namespace: {
    shop: {
      'apps/v1': {
        StatefulSet: {
          web: resource('apps/v1', 'StatefulSet', {
            spec: { replicas: 1, template: { metadata: { labels } } },
          }),
        },
      },
    },
  },
});
const ingress = (host: string): JsonObject =>
  resource('networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ host }] } });
const node = (metadata: JsonObject, taints: JsonObject[] = []): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', ...metadata },
  spec: { taints },
});
const unconfined = { seccompProfile: { type: 'Unconfined' } };

/** What stands just beside the things that a rule is about, and must not be taken for them. */
const taken: readonly Omit<CatalogCase, 'messages'>[] = [
  {
    rule: 'block-host-namespace/v3',
    says: 'leaves other fields of the Pod',
    object: podWith({}, { hostUsers: true }),
  },
  {
    rule: 'block-admin-rolebindings/v1',
    says: 'takes other roles',
    object: resource(rbac, 'RoleBinding', { roleRef: { kind: 'ClusterRole', name: 'admin' } }),
  },
  {
    rule: 'block-wildcard-roles/v1',
    says: 'takes a star for the name of an object, where it is none',
    object: resource(rbac, 'Role', {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: ['*'] }],
    }),
  },
  {
    rule: 'block-endpoint-edit-default-role/v1',
    says: 'takes editing other things',
    object: resource(
      rbac,
      'ClusterRole',
      { rules: [{ resources: ['pods'], verbs: ['update'] }] },
      { name: 'system:aggregate-to-edit' },
    ),
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'spares a volume of an excluded image beside containers with volumes of their own',
    parameters: { allowedHostPaths: [], excludedImages: [image] },
    object: pod({
      ...hostPath,
      containers: [container({ volumeMounts: [{ name: 'v' }] })],
      initContainers: [{ name: 'b', image: 'b', volumeMounts: [{ name: 'w' }] }],
    }),
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'leaves writable mounts of other volumes',
    parameters: readOnly,
    object: podWith({ volumeMounts: [{ name: 'w' }, { name: 'v', readOnly: true }] }, hostPath),
  },
  {
    rule: 'allowed-seccomp-profiles/v3',
    says: 'leaves out by image where no profile is named',
    parameters: { allowedProfiles: [], excludedImages: [image] },
    object: podWith({}),
  },
  {
    rule: 'allowed-seccomp-profiles/v3',
    says: 'leaves Windows Pods, whatever their profiles',
    parameters: { allowedProfiles: [] },
    object: podWith({ securityContext: unconfined }, { ...windows, securityContext: unconfined }),
  },
  {
    rule: 'allowed-seccomp-profiles/v3',
    says: 'leaves a profile of the Pod to which no container is left',
    parameters: { allowedProfiles: [], excludedContainers: ['app'] },
    object: podWith({}, { securityContext: unconfined }),
  },
  {
    rule: 'allowed-seccomp-profiles/v1',
    says: 'leaves out the container of a bad annotation',
    parameters: { allowedProfiles: [], excludedContainers: ['app'] },
    object: annotated({ 'container.seccomp.security.alpha.kubernetes.io/app': 'unconfined' }),
  },
  {
    rule: users,
    says: 'leaves runAsNonRoot false to other rules',
    parameters: { runAsUser: { rule: 'RunAsAny' } },
    object: podWith({ securityContext: { runAsNonRoot: false } }),
  },
  {
    rule: users,
    says: 'takes a user other than root beside runAsNonRoot false',
    parameters: { runAsUser: { rule: 'MustRunAsNonRoot' } },
    object: podWith({ securityContext: { runAsNonRoot: false, runAsUser: 5 } }),
  },
  ...[
    { runAsUser: { rule: 'MustRunAsNonRoot' } },
    { runAsGroup: { rule: 'MayRunAs', ...range } },
    { fsGroup: { rule: 'MustRunAs', ...range } },
  ].map((parameters) => ({
    rule: users,
    says: `leaves out by name for ${Object.keys(parameters)[0]}`,
    parameters: { ...parameters, excludedContainers: ['app'] },
    object: podWith({ securityContext: { runAsNonRoot: false, runAsGroup: 5 } }),
  })),
  ...['runAsGroup', 'fsGroup', 'supplementalGroups'].map((key) => ({
    rule: users,
    says: `asks no ${key} of Windows Pods`,
    parameters: { [key]: { rule: 'MustRunAs', ...range } },
    object: podWith({}, windows),
  })),
  {
    rule: 'container-allowed-capabilities/v3',
    says: 'takes the required drops one by one',
    parameters: { requiredDropCapabilities: ['NET_RAW', 'KILL'] },
    object: podWith({ securityContext: { capabilities: { drop: ['KILL', 'CHOWN', 'NET_RAW'] } } }),
  },
  ...['container-no-privilege-escalation/v4', 'read-only-root-filesystem/v3'].map((rule) => ({
    rule,
    says: 'leaves Windows Pods',
    object: podWith({}, windows),
  })),
  {
    rule: 'container-resource-limits/v3',
    says: 'leaves limits of other resources',
    parameters: limits,
    object: podWith({
      resources: { limits: { cpu: '1m', memory: '1Mi', 'ephemeral-storage': '9Ti', 'example.com/gpu': 'x' } },
    }),
  },
  {
    rule: 'container-resource-limits/v3',
    says: 'leaves out a container of which one limit is missing',
    parameters: { ...limits, excludedContainers: ['app'] },
    object: podWith({ resources: { limits: { cpu: '1m' } } }),
  },
  {
    rule: 'container-resource-requests/v1',
    says: 'leaves out a container of which one request is missing',
    parameters: { excludedImages: [image] },
    object: podWith({ resources: { requests: { cpu: '1m' } } }),
  },
  {
    rule: 'windows-container-resources/v1',
    says: 'leaves other resources',
    object: podWith(
      { resources: { requests: { 'example.com/gpu': '2' }, limits: { 'example.com/gpu': '1' } } },
      windows,
    ),
  },
  ...[{ maxUnavailable: 1 }, { maxUnavailable: '1%' }, { minAvailable: '50%' }, { minAvailable: 0 }].map(
    (spec) => ({
      rule: 'disallowed-bad-pod-disruption-budgets/v2',
      says: `takes ${JSON.stringify(spec)}`,
      object: budget({ selector: { matchLabels: { app: 'web' } }, ...spec }),
      inventory: workload({ app: 'web' }),
    }),
  ),
  ...[{ matchLabels: { app: 'web', tier: 'x' } }, { matchLabels: {} }, {}].map((selector) => ({
    rule: 'disallowed-bad-pod-disruption-budgets/v2',
    says: `does not compare with workloads that ${JSON.stringify(selector)} does not name`,
    object: budget({ selector, minAvailable: 1 }),
    inventory: workload({ app: 'web' }),
  })),
  ...[
    { 'example.com/app': 'unconfined' },
    { [apparmorKey]: '' },
    { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
  ].map((annotations) => ({
    rule: 'enforce-apparmor-profile/v3',
    says: `leaves the annotation ${JSON.stringify(annotations)}`,
    parameters: { allowedProfiles: ['runtime/default'] },
    object: annotated(annotations),
  })),
  {
    rule: 'enforce-required-annotation/v1',
    says: 'takes any value without an expression',
    parameters: { annotations: [{ key: 'owner', allowedRegex: '' }, { key: 'team' }] },
    object: annotated({ owner: 'Eve', team: '' }),
  },
  ...['host-network-ports/v3', 'host-network-ports/v4'].map((rule) => ({
    rule,
    says: 'leaves containers on the host network that are left out',
    parameters: { allowHostNetwork: false, excludedImages: ['registry.example/*'] },
    object: podWith({}, { hostNetwork: true }),
  })),
  ...['a.example', ''].map((host) => ({
    rule: 'ingress-hostnames-conflict/v1',
    says: `takes ${JSON.stringify(host)} beside another host, or none`,
    object: ingress(host),
    inventory: {
      namespace: {
        other: { 'networking.k8s.io/v1': { Ingress: { theirs: ingress(host === '' ? '' : 'b.example') } } },
      },
    },
  })),
  {
    rule: 'restricted-labels/v1',
    says: 'takes other labels',
    parameters: { labels: ['kubernetes.azure.com'], allowedUsers: [], allowedGroups: [] },
    object: pod({}, { labels: { 'example.com/kubernetes.azure.com': 'x' } }),
    request: { operation: 'CREATE', userInfo: { username: 'eve' } },
  },
  {
    rule: 'restricted-node-edits/v1',
    says: 'leaves nodes that are made',
    parameters: { allowedUsers: [], allowedGroups: [] },
    object: node({ labels: { a: 'b' } }),
    request: { operation: 'CREATE', userInfo: { username: 'eve' } },
  },
  {
    rule: 'restricted-node-edits/v1',
    says: 'leaves what else changes on a node',
    parameters: { allowedUsers: [], allowedGroups: [] },
    object: node({ annotations: { a: 'b' } }),
    request: { operation: 'UPDATE', userInfo: { username: 'eve' }, oldObject: node({}) },
  },
  {
    rule: 'restricted-taints/v1',
    says: 'takes other taints',
    parameters: { reservedTaints: ['CriticalAddonsOnly'] },
    object: node({ labels: { 'kubernetes.azure.com/mode': 'user' } }, [{ key: 'gpu', effect: 'NoSchedule' }]),
  },
  {
    rule: 'selinux/v2',
    says: 'leaves options of a Pod to which no container is left',
    parameters: { allowedSELinuxOptions: [], excludedImages: [image] },
    object: podWith({}, { securityContext: { seLinuxOptions: { level: 's0' } } }),
  },
  {
    rule: 'unique-service-selectors/v1',
    says: 'takes empty selectors of two Services',
    object: resource('v1', 'Service', { spec: { selector: {} } }),
    inventory: {
      namespace: {
        shop: { v1: { Service: { twin: resource('v1', 'Service', { spec: { selector: {} } }) } } },
      },
    },
  },
  {
    rule: 'unique-service-selectors/v1',
    says: 'takes the selector of a Service of another namespace',
    object: resource('v1', 'Service', { spec: { selector: { app: 'web' } } }),
    inventory: {
      namespace: {
        other: {
          v1: { Service: { twin: resource('v1', 'Service', { spec: { selector: { app: 'web' } } }) } },
        },
      },
    },
  },
];

const refused: readonly CatalogCase[] = [
  {
    rule: 'allowed-host-paths/v4',
    says: 'does not take a share for a path of the drive of the system',
    parameters: { windowsAllowedHostPaths: [{ pathPrefix: 'C:\\' }] },
    object: podWith({}, { ...windows, volumes: [{ name: 'v', hostPath: { path: '//var' } }] }),
    messages: [
      'HostPath volume {"hostPath": {"path": "//var"}, "name": "v"} is not allowed, pod: web. Allowed path: [{"pathPrefix": "C:\\\\"}]',
    ],
  },
  {
    rule: users,
    says: 'takes root for no user of a range where root must not be',
    parameters: { runAsUser: { rule: 'MustRunAsNonRoot', ranges: [{ min: 0, max: 9 }] } },
    object: podWith({ securityContext: { runAsUser: 0 } }),
    messages: [
      'Container app is attempting to run as disallowed user 0. Allowed runAsUser: {"ranges": [{"max": 9, "min": 0}], "rule": "MustRunAsNonRoot"}',
    ],
  },
  ...[
    annotated({ [apparmorKey]: '' }),
    podWith({ securityContext: { appArmorProfile: { type: 'Other', localhostProfile: 'x' } } }),
  ].map((object, index) => ({
    rule: 'enforce-apparmor-profile/v3',
    says: `takes an empty annotation for none, and an unknown type for itself (${index + 1})`,
    parameters: { allowedProfiles: ['localhost/x'] },
    object,
    messages: [
      'AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: ["localhost/x"]',
    ],
  })),
  {
    rule: 'allowed-host-paths/v4',
    says: 'does not spare a volume that nobody mounts, whatever is left out',
    parameters: { allowedHostPaths: [], excludedImages: [image] },
    object: podWith({ volumeMounts: [{ name: 'w' }] }, hostPath),
    messages: [hostPathMessage('[]')],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'does not spare a volume that another container mounts',
    parameters: { allowedHostPaths: [], excludedImages: [image] },
    object: pod({
      ...hostPath,
      containers: [container({ volumeMounts: [{ name: 'v' }] })],
      initContainers: [{ name: 'b', image: 'b', volumeMounts: [{ name: 'v' }] }],
    }),
    messages: [hostPathMessage('[]')],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'spares no volume for a container that does not mount it',
    parameters: { allowedHostPaths: [], excludedImages: ['b'] },
    object: pod({
      ...hostPath,
      containers: [container({ volumeMounts: [{ name: 'w' }] })],
      initContainers: [{ name: 'b', image: 'b', volumeMounts: [{ name: 'w' }] }],
    }),
    messages: [hostPathMessage('[]')],
  },
  {
    rule: 'allowed-seccomp-profiles/v3',
    says: 'takes no other type for a local profile of that name',
    parameters: { allowedProfiles: ['localhost/x'] },
    object: podWith({ securityContext: { seccompProfile: { type: 'Unconfined', localhostProfile: 'x' } } }),
    messages: [
      `Seccomp profile 'Unconfined' is not allowed for container 'app'. Found at: spec.containers[0].securityContext.seccompProfile. Allowed profiles: ["localhost/x"]`,
    ],
  },
  {
    rule: 'allowed-seccomp-profiles/v3',
    says: 'does not take a bad profile of the Pod for none',
    parameters: { allowedProfiles: ['not configured'] },
    object: podWith({}, { securityContext: unconfined }),
    messages: [
      `Seccomp profile 'Unconfined' is not allowed for container 'app'. Found at: spec.containers[0].securityContext.seccompProfile. Allowed profiles: ["not configured"]`,
      `Seccomp profile 'Unconfined' is not allowed for pod 'web'. Found at: spec.securityContext. Allowed profiles: ["not configured"]`,
    ],
  },
  {
    rule: 'allowed-seccomp-profiles/v1',
    says: 'takes the whole name of a local profile',
    parameters: { allowedProfiles: ['localhost/x'] },
    object: annotated({ 'seccomp.security.alpha.kubernetes.io/pod': 'localhost/xy' }),
    messages: ['Seccomp profile is not allowed, pod: web, container: app, Allowed profiles: ["localhost/x"]'],
  },
  {
    rule: users,
    says: 'refuses runAsNonRoot false where no user is known, once',
    parameters: { runAsUser: { rule: 'MustRunAsNonRoot' } },
    object: podWith({ securityContext: { runAsNonRoot: false } }),
    messages: ['Container app is attempting to run with runAsNonRoot set to false'],
  },
  {
    rule: users,
    says: 'refuses what is above a range',
    parameters: { runAsGroup: { rule: 'MayRunAs', ...range } },
    object: podWith({ securityContext: { runAsGroup: 201 } }),
    messages: [
      'Container app is attempting to run with disallowed group 201. Allowed runAsGroup: {"ranges": [{"max": 200, "min": 100}], "rule": "MayRunAs"}',
    ],
  },
  {
    rule: 'container-allowed-capabilities/v3',
    says: 'refuses a part of the required drops',
    parameters: { requiredDropCapabilities: ['NET_RAW', 'KILL'] },
    object: podWith({ securityContext: { capabilities: { drop: ['KILL'] } } }),
    messages: [
      'container <app> is not dropping all required capabilities. Container must drop all of ["NET_RAW", "KILL"] or "ALL"',
    ],
  },
  {
    rule: 'container-resource-limits/v3',
    says: 'takes an empty limit for none',
    parameters: limits,
    object: podWith({ resources: { limits: { cpu: '', memory: '1Mi' } } }),
    messages: ['container <app> has no cpu limit'],
  },
  ...['Pod', 'ConfigMap'].map((kind) => ({
    rule: 'block-default-namespace/v1',
    says: `does not take a ${kind} for what Kubernetes keeps under that name`,
    object: resource(
      'v1',
      kind,
      {},
      { namespace: 'default', name: kind === 'Pod' ? 'kubernetes' : 'default' },
    ),
    messages: [
      `Usage of the default namespace is not allowed, name: ${kind === 'Pod' ? 'kubernetes' : 'default'}, kind: ${kind}`,
    ],
  })),
  ...[
    { type: 'Opaque', account: 'default' },
    { type: 'kubernetes.io/service-account-token', account: 'eve' },
  ].map(({ type, account }) => ({
    rule: 'block-default-namespace/v1',
    says: `refuses a Secret of the type ${type} for ${account}`,
    object: resource(
      'v1',
      'Secret',
      { type },
      {
        namespace: 'default',
        annotations: { 'kubernetes.io/service-account.name': account },
      },
    ),
    messages: ['Usage of the default namespace is not allowed, name: web, kind: Secret'],
  })),
  {
    rule: 'enforce-apparmor-profile/v3',
    says: 'takes the whole name without a star',
    parameters: { allowedProfiles: ['localhost/x', 'runtime/default'] },
    object: annotated({ [apparmorKey]: 'localhost/xy' }),
    messages: [
      'AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: ["localhost/x", "runtime/default"]',
    ],
  },
  {
    rule: 'enforce-apparmor-profile/v3',
    says: 'takes a prefix for what begins with it only',
    parameters: { allowedProfiles: ['localhost/*', 'runtime/default'] },
    object: podWith({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    messages: [
      'AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: ["localhost/*", "runtime/default"]',
    ],
  },
  {
    rule: 'enforce-apparmor-profile/v3',
    says: 'leaves out the annotations of excluded containers only',
    parameters: { allowedProfiles: ['runtime/default'], excludedImages: ['b'] },
    object: pod(
      { containers: [container()], initContainers: [{ name: 'b', image: 'b' }] },
      { annotations: { [apparmorKey]: 'unconfined' } },
    ),
    messages: [
      'AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: ["runtime/default"]',
    ],
  },
  {
    rule: 'restricted-node-edits/v1',
    says: 'takes the group system:nodes for no other name',
    parameters: { allowedUsers: [], allowedGroups: ['system:masters'] },
    object: node({}, [{ key: 'gpu', effect: 'NoSchedule' }]),
    request: {
      operation: 'UPDATE',
      userInfo: { username: 'eve', groups: ['system:nodes'] },
      oldObject: node({}),
    },
    messages: [
      'Tainting or labelling individual nodes is not recommended. Please use Azure cli to taint/label node pools instead',
    ],
  },
  {
    rule: 'host-network-ports/v4',
    says: 'judges containers beside those that are left out',
    parameters: { excludedImages: [image] },
    object: pod({
      containers: [container(), secured({})].map((each, index) => ({
        ...each,
        image: index === 0 ? image : 'b',
        ports: [{ hostPort: 80 }],
      })),
    }),
    messages: [
      'The specified hostNetwork and hostPort are not allowed, pod: web, container: app. Allowed values: {"excludedImages": ["registry.example/app:1"]}',
    ],
  },
];

/** Cases beside the things that the rules are about. */
export const neighbourCases: readonly CatalogCase[] = [
  ...taken.map((each) => ({ ...each, messages: [] })),
  ...refused,
];
