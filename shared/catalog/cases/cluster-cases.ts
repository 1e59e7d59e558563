import type { JsonObject } from '../json';
import { type CatalogCase, pod, resource } from './catalog-case';

const internal = 'service.beta.kubernetes.io/azure-load-balancer-internal';
const rbac = 'rbac.authorization.k8s.io/v1';
const network = 'networking.k8s.io/v1';
const service = (spec: JsonObject, metadata: JsonObject = {}): JsonObject =>
  resource('v1', 'Service', { spec }, metadata);
const ingress = (spec: JsonObject, annotations: JsonObject = {}): JsonObject =>
  resource(network, 'Ingress', { spec }, { annotations });
const httpsMessage =
  'Ingress should be https. tls configuration and allow-http=false annotation are required for web';
const publicMessage =
  'Load Balancers should not have public IPs. azure-load-balancer-internal annotation is required for web';
const node = (labels: JsonObject, taints: JsonObject[] = []): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels },
  spec: { taints },
});
const critical = { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' };
const edit = (username: string, groups: string[], oldObject: JsonObject): JsonObject => ({
  operation: 'UPDATE',
  userInfo: { username, groups },
  oldObject,
});
const budget = (spec: JsonObject): JsonObject =>
  resource('policy/v1', 'PodDisruptionBudget', {
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  });
const deployments = (replicas: number): JsonObject => ({
  namespace: {
    shop: {
      'apps/v1': {
        Deployment: {
          web: resource('apps/v1', 'Deployment', {
            spec: { replicas, template: { metadata: { labels: { app: 'web', extra: 'x' } } } },
          }),
        },
      },
    },
  },
});
const annotations = { annotations: [{ key: 'owner', allowedRegex: '^[a-z]+$' }] };

/** Cases of the rules on services, ingresses, roles, nodes, budgets and namespaces. */
export const clusterCases: readonly CatalogCase[] = [
  {
    rule: 'allowed-external-ips/v1',
    says: 'refuses IPs that are not listed',
    parameters: { allowedExternalIPs: ['10.0.0.1'] },
    object: service({ externalIPs: ['10.0.0.1', '10.0.0.2'] }),
    messages: ['service has forbidden external IPs: {"10.0.0.2"}'],
  },
  {
    rule: 'allowed-external-ips/v1',
    says: 'takes listed IPs',
    parameters: { allowedExternalIPs: ['10.0.0.1'] },
    object: service({ externalIPs: ['10.0.0.1'] }),
    messages: [],
  },
  { rule: 'allowed-external-ips/v1', says: 'takes no IPs', object: service({}), messages: [] },
  ...['v1', 'v2'].flatMap((version) => [
    {
      rule: `ingress-https-only/${version}`,
      says: 'wants TLS',
      object: ingress({}, { 'kubernetes.io/ingress.allow-http': 'false' }),
      messages: [httpsMessage],
    },
    {
      rule: `ingress-https-only/${version}`,
      says: 'wants the annotation',
      object: ingress({ tls: [{ hosts: ['a'] }] }),
      messages: [httpsMessage],
    },
    {
      rule: `ingress-https-only/${version}`,
      says: 'complains once',
      object: ingress({ tls: [] }),
      messages: [httpsMessage],
    },
    {
      rule: `ingress-https-only/${version}`,
      says: 'takes both',
      object: ingress({ tls: [{ hosts: ['a'] }] }, { 'kubernetes.io/ingress.allow-http': 'false' }),
      messages: [],
    },
  ]),
  {
    rule: 'load-balancer-no-public-ips/v1',
    says: 'refuses a public load balancer',
    object: service({ type: 'LoadBalancer' }),
    messages: [publicMessage],
  },
  {
    rule: 'load-balancer-no-public-ips/v1',
    says: 'refuses the annotation with another value',
    object: service({ type: 'LoadBalancer' }, { annotations: { [internal]: 'false' } }),
    messages: [publicMessage],
  },
  {
    rule: 'load-balancer-no-public-ips/v1',
    says: 'takes an internal load balancer',
    object: service({ type: 'LoadBalancer' }, { annotations: { [internal]: 'true' } }),
    messages: [],
  },
  {
    rule: 'load-balancer-no-public-ips/v1',
    says: 'takes other services',
    object: service({ type: 'ClusterIP' }),
    messages: [],
  },
  {
    rule: 'block-default-namespace/v1',
    says: 'refuses the default namespace',
    object: pod({}, { namespace: 'default' }),
    messages: ['Usage of the default namespace is not allowed, name: web, kind: Pod'],
  },
  { rule: 'block-default-namespace/v1', says: 'takes others', object: pod({}), messages: [] },
  {
    rule: 'block-default-namespace/v1',
    says: 'leaves what Kubernetes keeps there',
    object: service({}, { namespace: 'default', name: 'kubernetes' }),
    messages: [],
  },
  ...[
    resource('v1', 'ServiceAccount', {}, { namespace: 'default', name: 'default' }),
    resource('v1', 'ConfigMap', {}, { namespace: 'default', name: 'kube-root-ca.crt' }),
    resource(
      'v1',
      'Secret',
      { type: 'kubernetes.io/service-account-token' },
      { namespace: 'default', annotations: { 'kubernetes.io/service-account.name': 'default' } },
    ),
  ].map((object) => ({
    rule: 'block-default-namespace/v1',
    says: `leaves the ${object['kind']} that Kubernetes keeps there`,
    object,
    messages: [],
  })),
  ...['Service', 'ServiceAccount', 'ConfigMap', 'Secret'].map((kind) => ({
    rule: 'block-default-namespace/v1',
    says: `refuses another ${kind}`,
    object: resource('v1', kind, { type: 'Opaque' }, { namespace: 'default' }),
    messages: [`Usage of the default namespace is not allowed, name: web, kind: ${kind}`],
  })),
  {
    rule: 'service-allowed-ports/v1',
    says: 'refuses ports that are not listed',
    parameters: { allowedServicePorts: ['443'], allowedPorts: ['443'] },
    object: service({ ports: [{ port: 443 }, { port: 80 }] }),
    messages: ['Port 80 for service web has not been allowed.'],
  },
  {
    rule: 'require-ingress-host/v2',
    says: 'wants a host in each rule',
    object: ingress({ rules: [{ host: 'a.example' }, { http: {} }, { host: '' }] }),
    messages: [
      'Ingress web has a rule without host, at index 1',
      'Ingress web has a rule without host, at index 2',
    ],
  },
  {
    rule: 'ingress-hostnames-conflict/v1',
    says: 'refuses a host of another namespace',
    object: ingress({ rules: [{ host: 'a.example' }] }),
    inventory: {
      namespace: {
        other: {
          [network]: {
            Ingress: { theirs: resource(network, 'Ingress', { spec: { rules: [{ host: 'a.example' }] } }) },
          },
        },
        shop: {
          [network]: {
            Ingress: { ours: resource(network, 'Ingress', { spec: { rules: [{ host: 'a.example' }] } }) },
          },
        },
      },
    },
    messages: [
      'Ingress host conflicts with an existing ingress <a.example> of ingress <theirs> in namespace <other>',
    ],
  },
  {
    rule: 'ingress-hostnames-conflict/v1',
    says: 'leaves excluded namespaces',
    parameters: { excludedNamespaces: ['other'] },
    object: ingress({ rules: [{ host: 'a.example' }] }),
    inventory: {
      namespace: {
        other: {
          [network]: {
            Ingress: { theirs: resource(network, 'Ingress', { spec: { rules: [{ host: 'a.example' }] } }) },
          },
        },
      },
    },
    messages: [],
  },
  {
    rule: 'unique-service-selectors/v1',
    says: 'refuses the selector of another Service of the namespace',
    object: service({ selector: { app: 'web', tier: 'front' } }),
    inventory: {
      namespace: {
        shop: {
          v1: {
            Service: {
              web: service({ selector: { app: 'web', tier: 'front' } }),
              twin: service({ selector: { tier: 'front', app: 'web' } }, { name: 'twin' }),
              other: service({ selector: { app: 'web' } }, { name: 'other' }),
            },
          },
        },
      },
    },
    messages: ['same selector as service <twin> in namespace <shop>'],
  },
  {
    rule: 'unique-service-selectors/v1',
    says: 'leaves other namespaces and empty selectors',
    object: service({}),
    inventory: { namespace: { shop: { v1: { Service: { twin: service({}, { name: 'twin' }) } } } } },
    messages: [],
  },
  {
    rule: 'block-admin-rolebindings/v1',
    says: 'refuses cluster-admin',
    object: resource(rbac, 'ClusterRoleBinding', { roleRef: { kind: 'ClusterRole', name: 'cluster-admin' } }),
    messages: ['Binding the role cluster-admin is not allowed, ClusterRoleBinding: web'],
  },
  {
    rule: 'block-admin-rolebindings/v1',
    says: 'takes a Role of that name',
    object: resource(rbac, 'RoleBinding', { roleRef: { kind: 'Role', name: 'cluster-admin' } }),
    messages: [],
  },
  {
    rule: 'block-wildcard-roles/v1',
    says: 'refuses stars',
    object: resource(rbac, 'Role', { rules: [{ apiGroups: [''], resources: ['*'], verbs: ['get', '*'] }] }),
    messages: [
      'Wildcard in resources is not allowed, Role: web',
      'Wildcard in verbs is not allowed, Role: web',
    ],
  },
  {
    rule: 'block-wildcard-roles/v1',
    says: 'takes names',
    object: resource(rbac, 'Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
    messages: [],
  },
  {
    rule: 'block-endpoint-edit-default-role/v1',
    says: 'refuses editing endpoints',
    object: resource(
      rbac,
      'ClusterRole',
      { rules: [{ resources: ['pods', 'endpoints'], verbs: ['update'] }] },
      { name: 'system:aggregate-to-edit' },
    ),
    messages: ['ClusterRole system:aggregate-to-edit should not allow endpoint edit permissions.'],
  },
  {
    rule: 'block-endpoint-edit-default-role/v1',
    says: 'takes reading them, and other roles',
    object: resource(
      rbac,
      'ClusterRole',
      { rules: [{ resources: ['endpoints'], verbs: ['get'] }] },
      { name: 'system:aggregate-to-edit' },
    ),
    messages: [],
  },
  {
    rule: 'block-endpoint-edit-default-role/v1',
    says: 'leaves other roles',
    object: resource(rbac, 'ClusterRole', { rules: [{ resources: ['endpoints'], verbs: ['update'] }] }),
    messages: [],
  },
  {
    rule: 'block-resource/v1',
    says: 'refuses what it is matched to',
    object: resource('v1', 'Secret', {}),
    messages: ['Resource kind Secret is not allowed: web'],
  },
  ...['kubernetes.io/azure-disk', 'kubernetes.io/azure-file'].map((provisioner) => ({
    rule: 'enforce-csi-driver/v1',
    says: `refuses ${provisioner}`,
    object: resource('storage.k8s.io/v1', 'StorageClass', { provisioner }),
    messages: [`Storage class web use intree provisioner ${provisioner} is not allowed`],
  })),
  {
    rule: 'enforce-csi-driver/v1',
    says: 'takes a CSI driver',
    object: resource('storage.k8s.io/v1', 'StorageClass', { provisioner: 'disk.csi.azure.com' }),
    messages: [],
  },
  {
    rule: 'enforce-required-annotation/v1',
    says: 'wants the annotation',
    parameters: annotations,
    object: pod({}),
    messages: ['you must provide annotation(s): {"owner"}'],
  },
  {
    rule: 'enforce-required-annotation/v1',
    says: 'wants a matching value',
    parameters: annotations,
    object: pod({}, { annotations: { owner: 'X1' } }),
    messages: ['Annotation <owner: X1> does not satisfy allowed regex: ^[a-z]+$'],
  },
  {
    rule: 'enforce-required-annotation/v1',
    says: 'takes a matching value',
    parameters: annotations,
    object: pod({}, { annotations: { owner: 'owls' } }),
    messages: [],
  },
  ...[0, '0', '0%'].map((maxUnavailable) => ({
    rule: 'disallowed-bad-pod-disruption-budgets/v2',
    says: `refuses maxUnavailable ${JSON.stringify(maxUnavailable)}`,
    object: budget({ maxUnavailable }),
    messages: [
      'PodDisruptionBudget <web> has maxUnavailable of 0, only positive integers are allowed for maxUnavailable',
    ],
  })),
  {
    rule: 'disallowed-bad-pod-disruption-budgets/v2',
    says: 'refuses minAvailable of all replicas',
    object: budget({ minAvailable: 2 }),
    inventory: deployments(2),
    messages: [
      'Deployment <web> has 2 replica(s) but PodDisruptionBudget <web> has minAvailable of 2, PodDisruptionBudget count should always be lower than replica(s), and not used when replica(s) is set to 1',
    ],
  },
  {
    rule: 'disallowed-bad-pod-disruption-budgets/v2',
    says: 'takes minAvailable below the replicas',
    object: budget({ minAvailable: 2 }),
    inventory: deployments(3),
    messages: [],
  },
  {
    rule: 'disallowed-bad-pod-disruption-budgets/v2',
    says: 'refuses minAvailable of 100%',
    object: budget({ minAvailable: '100%' }),
    messages: ['PodDisruptionBudget <web> has minAvailable of 100%, so that no Pod may be disrupted'],
  },
  {
    rule: 'restricted-taints/v1',
    says: 'refuses a reserved taint on a user node',
    parameters: { reservedTaints: ['CriticalAddonsOnly'] },
    object: node({ 'kubernetes.azure.com/mode': 'user' }, [critical]),
    messages: ['Taint with key CriticalAddonsOnly is reserved for the system pool only'],
  },
  {
    rule: 'restricted-taints/v1',
    says: 'takes it on a system node',
    parameters: { reservedTaints: ['CriticalAddonsOnly'] },
    object: node({ 'kubernetes.azure.com/mode': 'system' }, [critical]),
    messages: [],
  },
  {
    rule: 'restricted-node-edits/v1',
    says: 'refuses labels that a user changed',
    parameters: { allowedUsers: ['aksService'], allowedGroups: ['system:node'] },
    object: node({ a: 'b' }),
    request: edit('eve', ['system:authenticated'], node({})),
    messages: [
      'Tainting or labelling individual nodes is not recommended. Please use Azure cli to taint/label node pools instead',
    ],
  },
  ...[
    edit('aksService', [], node({})),
    edit('system:node:n', ['system:nodes'], node({})),
    edit('eve', [], node({ a: 'b' })),
    {},
  ].map((request, index) => ({
    rule: 'restricted-node-edits/v1',
    says: `takes allowed users and groups, other edits, and audits (${index + 1})`,
    parameters: { allowedUsers: ['aksService'], allowedGroups: ['system:node'] },
    object: node({ a: 'b' }),
    request,
    messages: [],
  })),
  {
    rule: 'restricted-labels/v1',
    says: 'refuses reserved labels',
    parameters: {
      labels: ['kubernetes.azure.com'],
      allowedUsers: ['aksService'],
      allowedGroups: ['system:masters'],
    },
    object: pod({}, { labels: { 'kubernetes.azure.com/x': 'y' } }),
    request: { operation: 'CREATE', userInfo: { username: 'eve', groups: [] } },
    messages: ['Label <{"kubernetes.azure.com"}> is reserved for AKS use only'],
  },
  ...[
    { operation: 'CREATE', userInfo: { username: 'aksService' } },
    { operation: 'CREATE', userInfo: { username: 'a', groups: ['system:masters'] } },
    edit('eve', [], pod({}, { labels: { 'kubernetes.azure.com/x': 'y' } })),
    {},
  ].map((request, index) => ({
    rule: 'restricted-labels/v1',
    says: `takes allowed users and groups, labels that were there, and audits (${index + 1})`,
    parameters: {
      labels: ['kubernetes.azure.com'],
      allowedUsers: ['aksService'],
      allowedGroups: ['system:masters'],
    },
    object: pod({}, { labels: { 'kubernetes.azure.com/x': 'y' } }),
    request,
    messages: [],
  })),
];
