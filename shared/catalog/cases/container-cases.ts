import { type CatalogCase, container, inEachList, pod, podWith, resource } from './catalog-case';

const limits = 'container-resource-limits/v3';
const allowed = { cpuLimit: '500m', memoryLimit: '1Gi' };
const limited = (
  cpu: string | number,
  memory: string | number,
): { resources: { limits: Record<string, string | number> } } => ({
  resources: { limits: { cpu, memory } },
});
const longRunning = ['containers', 'initContainers'];
const help = 'For more information, visit https://aka.ms/aks/deployment-safeguards';
const windows = { os: { name: 'windows' } };
const probe = { httpGet: { path: '/', port: 80 } };
const required = { enforceProbes: ['readinessProbe', 'livenessProbe'] };
const noProbe = (name: string): string =>
  `Container <app> in your Pod <web> has no <${name}>. Required probes: ["readinessProbe", "livenessProbe"]`;
const workload = (spec: object, replicas = 2): Record<string, never> =>
  ({ spec: { replicas, template: { spec } } }) as never;

/** Cases of the rules on images, resources, probes, ports and the workloads around containers. */
export const containerCases: readonly CatalogCase[] = [
  ...inEachList(
    limits,
    container(),
    'container <app> has no resource limits',
    allowed,
    undefined,
    longRunning,
  ),
  ...inEachList(
    limits,
    container(limited('501m', '1Gi')),
    'container <app> cpu limit <501m> is higher than the maximum allowed of <500m>',
    allowed,
    undefined,
    longRunning,
  ),
  ...[
    limited('500m', '1Gi'),
    limited(0.5, '1073741824'),
    limited('.5', '1024Mi'),
    limited('5e-1', '1e9'),
    limited('0.25', '900M'),
    limited('100u', '1048576Ki'),
  ].map((fields) => ({
    rule: limits,
    says: `takes ${JSON.stringify(fields.resources.limits)}`,
    parameters: allowed,
    object: podWith(fields),
    messages: [],
  })),
  ...[
    ['1', '1Gi', 'cpu limit <1> is higher than the maximum allowed of <500m>'],
    ['500m', '1.5Gi', 'memory limit <1.5Gi> is higher than the maximum allowed of <1Gi>'],
    ['500m', '2E', 'memory limit <2E> is higher than the maximum allowed of <1Gi>'],
    ['half', '1Gi', 'cpu limit <half> could not be parsed'],
    ['500m', '1GiB', 'memory limit <1GiB> could not be parsed'],
  ].map(([cpu = '', memory = '', text]) => ({
    rule: limits,
    says: `refuses ${cpu} and ${memory}`,
    parameters: allowed,
    object: podWith(limited(cpu, memory)),
    messages: [`container <app> ${text}`],
  })),
  {
    rule: limits,
    says: 'wants both limits',
    parameters: allowed,
    object: pod({
      containers: [
        container({ name: 'a', resources: { limits: { cpu: '1m' } } }),
        container({ name: 'b', resources: { limits: { memory: '1Mi' } } }),
      ],
    }),
    messages: ['container <a> has no memory limit', 'container <b> has no cpu limit'],
  },
  {
    rule: limits,
    says: 'leaves ephemeral containers, which can have none',
    parameters: allowed,
    object: pod({ ephemeralContainers: [container()] }),
    messages: [],
  },
  ...inEachList(
    'container-resource-requests/v1',
    container(),
    `container <app> has no resource requests. ${help}`,
    {},
    ['excludedImages'],
    longRunning,
  ),
  {
    rule: 'container-resource-requests/v1',
    says: 'wants both requests',
    object: podWith({ resources: { requests: { cpu: '1m' } } }),
    messages: [`container <app> has no memory request. ${help}`],
  },
  {
    rule: 'container-resource-requests/v1',
    says: 'takes both',
    object: podWith({ resources: { requests: { cpu: '1m', memory: '1Mi' } } }),
    messages: [],
  },
  ...inEachList(
    'container-allowed-images/v2',
    container(),
    'Container image registry.example/app:1 for container app has not been allowed.',
    { imageRegex: '^[^\\/]+\\.azurecr\\.io\\/.+$' },
  ),
  {
    rule: 'container-allowed-images/v2',
    says: 'takes a match',
    parameters: { imageRegex: '^[^\\/]+\\.azurecr\\.io\\/.+$' },
    object: podWith({ image: 'hogwarts.azurecr.io/owl:1' }),
    messages: [],
  },
  ...['containers', 'initContainers', 'ephemeralContainers'].map((list) => ({
    rule: 'container-no-latest-image/v2',
    says: `refuses latest in ${list}`,
    object: pod({ [list]: [container({ image: 'nginx:latest' })] }),
    messages: ['container <app> uses the tag latest, image: nginx:latest'],
  })),
  ...['nginx', 'localhost:5000/nginx'].map((image) => ({
    rule: 'container-no-latest-image/v2',
    says: `refuses ${image}, which means latest`,
    object: podWith({ image }),
    messages: [`container <app> didn't specify an image tag <${image}>`],
  })),
  ...['nginx:1.15', 'localhost:5000/nginx:latest-1', 'nginx@sha256:0123'].map((image) => ({
    rule: 'container-no-latest-image/v2',
    says: `takes ${image}`,
    object: podWith({ image }),
    messages: [],
  })),
  ...inEachList(
    'container-allowed-pull-policy/v2',
    container({ imagePullPolicy: 'Always' }),
    'Image pull policy Always of container app is not allowed. Allowed pull policies: ["Never"]',
    { allowedPullPolicy: ['Never'] },
    ['excludedImages'],
  ),
  {
    rule: 'container-allowed-pull-policy/v2',
    says: 'takes a listed one',
    parameters: { allowedPullPolicy: ['Never'] },
    object: podWith({ imagePullPolicy: 'Never' }),
    messages: [],
  },
  {
    rule: 'container-restricted-image-pulls/v1',
    says: 'wants secrets',
    object: podWith({}),
    messages: [
      'web in shop does not have imagePullSecrets. Unauthenticated image pulls are not recommended.',
    ],
  },
  {
    rule: 'container-restricted-image-pulls/v1',
    says: 'takes secrets',
    object: podWith({}, { imagePullSecrets: [{ name: 'owl' }] }),
    messages: [],
  },
  {
    rule: 'container-restricted-image-pulls/v1',
    says: 'leaves out by image',
    parameters: { excludedImages: ['registry.example/*'] },
    object: podWith({}),
    messages: [],
  },
  ...inEachList(
    'container-enforce-probes/v2',
    container({ readinessProbe: probe }),
    noProbe('livenessProbe'),
    required,
    undefined,
    ['containers'],
  ),
  {
    rule: 'container-enforce-probes/v2',
    says: 'wants a handler',
    parameters: required,
    object: podWith({ readinessProbe: { periodSeconds: 5 }, livenessProbe: { exec: { command: ['true'] } } }),
    messages: [noProbe('readinessProbe')],
  },
  {
    rule: 'container-enforce-probes/v2',
    says: 'leaves init containers, which end',
    parameters: required,
    object: pod({ initContainers: [container()] }),
    messages: [],
  },
  ...inEachList(
    'container-allowed-ports/v1',
    container({ ports: [{ containerPort: 8080 }] }),
    'Port 8080 for container app has not been allowed.',
    { allowedContainerPorts: ['80'], allowedPorts: ['80'] },
    ['excludedContainers'],
    longRunning,
  ),
  {
    rule: 'container-allowed-ports/v1',
    says: 'takes a listed port',
    parameters: { allowedContainerPorts: ['80'], allowedPorts: ['80'] },
    object: podWith({ ports: [{ containerPort: 80 }] }),
    messages: [],
  },
  {
    rule: 'container-enforce-pre-stop-hook/v1',
    says: 'wants a hook in each container',
    object: resource(
      'apps/v1',
      'Deployment',
      workload({ containers: [container(), container({ name: 'b', lifecycle: { preStop: { exec: {} } } })] }),
    ),
    messages: ['Container <app> in your Deployment <web> has no preStop hook'],
  },
  {
    rule: 'pod-enforce-antiaffinity/v1',
    says: 'wants several replicas to spread',
    object: resource('apps/v1', 'Deployment', workload({ containers: [container()] })),
    messages: [
      'Deployment with 2 replicas should have either podAntiAffinity or topologySpreadConstraints set to avoid disruptions due to nodes crashing',
    ],
  },
  ...[
    workload({ affinity: { podAntiAffinity: {} } }),
    workload({ topologySpreadConstraints: [{ maxSkew: 1 }] }),
    workload({}, 1),
  ].map((fields, index) => ({
    rule: 'pod-enforce-antiaffinity/v1',
    says: `takes a workload that spreads or is single (${index + 1})`,
    object: resource('apps/v1', 'StatefulSet', fields),
    messages: [],
  })),
  {
    rule: 'pod-enforce-labels/v1',
    says: 'wants the labels',
    parameters: { labels: ['team', 'tier'] },
    object: pod({ containers: [] }, { labels: { team: 'owls' } }),
    messages: ['you must provide labels: {"tier"}'],
  },
  {
    rule: 'pod-enforce-labels/v1',
    says: 'takes empty values',
    parameters: { labels: ['team'] },
    object: pod({ containers: [] }, { labels: { team: '' } }),
    messages: [],
  },
  {
    rule: 'block-automount-token/v2',
    says: 'refuses an automatic mount',
    object: podWith({}, { automountServiceAccountToken: true }),
    messages: ['Automounting service account token is disallowed, pod: web'],
  },
  {
    rule: 'block-automount-token/v2',
    says: 'refuses the mount that the API server adds',
    object: podWith({
      volumeMounts: [{ name: 't', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
    }),
    messages: ['Automounting service account token is disallowed, pod: web'],
  },
  { rule: 'block-automount-token/v2', says: 'takes no mount', object: podWith({}), messages: [] },
  {
    rule: 'block-automount-token/v2',
    says: 'takes false',
    object: podWith(
      { volumeMounts: [{ name: 't', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] },
      { automountServiceAccountToken: false },
    ),
    messages: [],
  },
  {
    rule: 'block-naked-pods/v1',
    says: 'wants an owner',
    object: podWith({}),
    messages: [
      'Naked Pod: web is not allowed, pods should be managed by Deployment, ReplicaSet, StatefulSet, DaemonSet or Job',
    ],
  },
  {
    rule: 'block-naked-pods/v1',
    says: 'takes an owned Pod',
    object: pod({}, { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1' }] }),
    messages: [],
  },
  {
    rule: 'print-mutations-annotations/v1',
    says: 'prints the message of an annotation',
    parameters: { messages: { 'azure-policy/cpu': 'CPU limits were set' } },
    object: pod({}, { annotations: { 'azure-policy/cpu': 'yes' } }),
    messages: ['CPU limits were set'],
  },
  {
    rule: 'print-mutations-annotations/v1',
    says: 'is silent otherwise',
    parameters: { messages: { a: 'b' } },
    object: pod({}),
    messages: [],
  },
  ...inEachList(
    'windows-container-resources/v1',
    container({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }),
    'container <app> memory request <2Gi> is higher than its limit <1Gi>',
    {},
    ['excludedImages'],
    longRunning,
  ).map((each) => ({
    ...each,
    object: { ...each.object, spec: { ...(each.object['spec'] as object), ...windows } },
  })),
  {
    rule: 'windows-container-resources/v1',
    says: 'leaves Linux Pods',
    object: podWith({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }),
    messages: [],
  },
  {
    rule: 'windows-container-resources/v1',
    says: 'takes equal, and missing ones',
    object: podWith(
      { resources: { requests: { memory: '1Gi', cpu: 1 }, limits: { memory: '1Gi' } } },
      windows,
    ),
    messages: [],
  },
];
