import { randomUUID } from 'node:crypto';
import { serviceOf } from './admission-estate';

/** The AdmissionReview of a Pod as the API server sends it, some 4 kB. A dry run leaves no work behind. */
export function podReview(index: number, { privileged = false, dryRun = true } = {}): string {
  return reviewOf(nameOf(index), 'Pod', 'pods', pod(index, privileged), dryRun);
}

/** The AdmissionReview of a Service that selects what the Service of this number selects. */
export const serviceReview = (app: number, dryRun = true): string => {
  const name = `another-${app}`;
  return reviewOf(name, 'Service', 'services', serviceOf(name, app), dryRun);
};

function reviewOf(name: string, kindName: string, plural: string, object: object, dryRun: boolean): string {
  const kind = { group: '', version: 'v1', kind: kindName };
  const resource = { group: '', version: 'v1', resource: plural };
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: randomUUID(),
      kind,
      resource,
      requestKind: kind,
      requestResource: resource,
      name,
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: {
        username: 'system:serviceaccount:kube-system:replicaset-controller',
        groups: ['system:serviceaccounts', 'system:authenticated'],
      },
      object,
      oldObject: null,
      dryRun,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  });
}

const nameOf = (index: number): string => `checkout-${index}-7d9c6b5f4-${(index * 7919).toString(36)}`;

function pod(index: number, privileged: boolean): object {
  const name = nameOf(index);
  const container = (of: string): object => ({
    name: of,
    image: `hogwarts.azurecr.io/shop/${of}:1.${index % 20}.3`,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: ['REGION', 'LOG_LEVEL', 'QUEUE', 'TOPIC', 'CACHE'].map((key) => ({
      name: key,
      value: `${key}-${index}`,
    })),
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    livenessProbe: { httpGet: { path: '/live', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' }, periodSeconds: 5 },
    volumeMounts: [{ name: 'settings', mountPath: '/etc/settings', readOnly: true }],
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { app: 'checkout', tier: 'front', 'pod-template-hash': '7d9c6b5f4' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout-7d9c6b5f4', controller: true },
      ],
    },
    spec: {
      serviceAccountName: 'checkout',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container('checkout'), container('proxy')],
      volumes: [{ name: 'settings', configMap: { name: 'checkout' } }],
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
    },
  };
}
