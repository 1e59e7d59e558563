import type { JsonObject } from '../shared/policy';

const namespaces = ['shop', 'billing', 'ingest', 'search', 'lab', 'kube-system'];

/**
 * The Pods of a made-up cluster, each as the API server gives it, some 2 kB: half of them hardened as the restricted
 * standard wants them, the others with one to three faults each, drawn by their number alone.
 */
export function podOf(index: number): JsonObject {
  const draw = (below: number, salt: number): number => Math.floor(hash(index, salt) * below);
  const hardened = draw(2, 1) === 0;
  const fault = (salt: number): boolean => !hardened && draw(4, salt) === 0;
  const name = `app-${String(index).padStart(6, '0')}`;
  const namespace = namespaces[draw(namespaces.length, 2)] ?? 'shop';
  const containers = Array.from({ length: 1 + draw(3, 3) }, (_, number) => ({
    name: `c${number}`,
    image: `registry.example.com/${namespace}/c${number}:1.${draw(40, 4)}.${number}`,
    args: ['--listen', ':8080', '--config', '/etc/app/config.yaml'],
    ports: [{ containerPort: 8080 + number, protocol: 'TCP', ...(fault(5) ? { hostPort: 8080 } : {}) }],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'LOG_LEVEL', value: 'info' },
    ],
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/app' }],
    livenessProbe: { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' }, periodSeconds: 10 },
    securityContext: hardened
      ? {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
        }
      : {
          ...(fault(6) ? { privileged: true } : {}),
          ...(fault(7) ? { capabilities: { add: ['SYS_ADMIN', 'NET_ADMIN'] } } : {}),
        },
    terminationMessagePath: '/dev/termination-log',
    imagePullPolicy: 'IfNotPresent',
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      creationTimestamp: '2026-11-20T08:00:00Z',
      labels: { app: `app-${draw(500, 8)}`, 'pod-template-hash': String(draw(1e9, 9)) },
      annotations: { 'example.com/team': namespace },
    },
    spec: {
      containers,
      ...(fault(10) ? { hostNetwork: true } : {}),
      ...(fault(11) ? { hostPID: true } : {}),
      securityContext: hardened ? { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } : {},
      volumes: [
        { name: 'config', configMap: { name: `${name}-config`, defaultMode: 420 } },
        ...(fault(12) ? [{ name: 'host', hostPath: { path: '/var/run', type: '' } }] : []),
      ],
      nodeName: `node-${draw(200, 13)}`,
      serviceAccountName: 'default',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
    },
    status: {
      phase: 'Running',
      podIP: `10.244.${draw(250, 14)}.${draw(250, 15)}`,
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: '2026-11-20T08:00:05Z',
      })),
      containerStatuses: containers.map(({ name: container, image }) => ({
        name: container,
        image,
        ready: true,
        restartCount: 0,
        state: { running: { startedAt: '2026-11-20T08:00:04Z' } },
      })),
    },
  };
}

/** A number in [0, 1) that depends on the index and the salt alone (32-bit mixing as in MurmurHash3). */
function hash(index: number, salt: number): number {
  let mixed = Math.imul(index ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
