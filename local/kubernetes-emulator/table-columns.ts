import { age, created, since } from './durations';
import {
  at,
  type JsonValue,
  type KubernetesObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
} from './kubernetes-object';
import { nodeRow, podReady, podRestarts, podStatus, servicePorts } from './table-cells';

export interface Column {
  name: string;
  type: 'string' | 'integer' | 'date' | 'number' | 'boolean';
  /** Above 0: printed with `-o wide` only. */
  priority?: number;
  value: (object: KubernetesObject, now: Date) => JsonValue;
}

const none = '<none>';
const text = (name: string, value: Column['value'], priority = 0): Column => ({
  name,
  type: 'string',
  value,
  priority,
});
const count = (name: string, ...path: string[]): Column => ({
  name,
  type: 'integer',
  value: (object) => numberAt(object, ...path) ?? 0,
});
const field = (name: string, priority: number, ...path: string[]): Column =>
  text(name, (object) => String(at(object, ...path) ?? none), priority);

const nameColumn: Column = { name: 'Name', type: 'string', value: (object) => object.metadata.name };
const ageColumn = text('Age', age);
const createdColumn: Column = { name: 'Created At', type: 'date', value: created };

const selector = (...path: string[]): Column['value'] => {
  return (object) => {
    const labels = Object.entries(objectAt(object, ...path)).map(
      ([key, value]) => `${key}=${value as string}`,
    );
    return labels.length > 0 ? labels.join(',') : none;
  };
};
const containers = (what: 'name' | 'image', ...path: string[]): Column['value'] => {
  return (object) =>
    listAt(object, ...path)
      .map((container) => textAt(container, what) ?? '')
      .join(',');
};
const template = (priority = 1): Column[] => [
  text('Containers', containers('name', 'spec', 'template', 'spec', 'containers'), priority),
  text('Images', containers('image', 'spec', 'template', 'spec', 'containers'), priority),
];
const templateAndSelector = [...template(), text('Selector', selector('spec', 'selector', 'matchLabels'), 1)];
const ratio = (done: string): Column['value'] => {
  return (object) => `${numberAt(object, 'status', done) ?? 0}/${numberAt(object, 'spec', 'replicas') ?? 1}`;
};
const roleRef = text('Role', (object) => {
  return `${textAt(object, 'roleRef', 'kind')}/${textAt(object, 'roleRef', 'name')}`;
});
const subjects = (kind: string, column: string): Column =>
  text(
    column,
    (object) =>
      listAt(object, 'subjects')
        .filter((subject) => textAt(subject, 'kind') === kind)
        .map((subject) => [textAt(subject, 'namespace'), textAt(subject, 'name')].filter(Boolean).join('/'))
        .join(', '),
    1,
  );
const binding = [
  roleRef,
  ageColumn,
  subjects('User', 'Users'),
  subjects('Group', 'Groups'),
  subjects('ServiceAccount', 'ServiceAccounts'),
];

/** What `kubectl get` prints between the name and the end of the line, per `group/Kind`. */
const columnsByKind: Record<string, readonly Column[]> = {
  '/Pod': [
    text('Ready', podReady),
    text('Status', podStatus),
    { name: 'Restarts', type: 'string', value: podRestarts },
    ageColumn,
    field('IP', 1, 'status', 'podIP'),
    field('Node', 1, 'spec', 'nodeName'),
    field('Nominated Node', 1, 'status', 'nominatedNodeName'),
    text('Readiness Gates', () => none, 1),
  ],
  '/Namespace': [text('Status', (object) => textAt(object, 'status', 'phase') ?? ''), ageColumn],
  '/Node': nodeRow.map((cell) => text(cell.name, cell.value, cell.priority)).concat(),
  '/Service': [
    text('Type', (object) => textAt(object, 'spec', 'type') ?? 'ClusterIP'),
    field('Cluster-IP', 0, 'spec', 'clusterIP'),
    text('External-IP', (object) => {
      if (textAt(object, 'spec', 'type') !== 'LoadBalancer') return none;
      const addresses = listAt(object, 'status', 'loadBalancer', 'ingress').map(
        (ingress) => textAt(ingress, 'ip') ?? textAt(ingress, 'hostname') ?? '',
      );
      return addresses.join(',') || '<pending>';
    }),
    text('Port(s)', servicePorts),
    ageColumn,
    text('Selector', selector('spec', 'selector'), 1),
  ],
  '/ConfigMap': [
    {
      name: 'Data',
      type: 'integer',
      value: (object) =>
        Object.keys(objectAt(object, 'data')).length + Object.keys(objectAt(object, 'binaryData')).length,
    },
    ageColumn,
  ],
  '/Secret': [
    text('Type', (object) => textAt(object, 'type') ?? 'Opaque'),
    { name: 'Data', type: 'integer', value: (object) => Object.keys(objectAt(object, 'data')).length },
    ageColumn,
  ],
  '/ServiceAccount': [
    { name: 'Secrets', type: 'integer', value: (object) => listAt(object, 'secrets').length },
    ageColumn,
  ],
  '/Event': [
    text('Last Seen', (object, now) => since(textAt(object, 'lastTimestamp'), now)),
    field('Type', 0, 'type'),
    field('Reason', 0, 'reason'),
    text('Object', (object) => {
      const kind = textAt(object, 'involvedObject', 'kind') ?? '';
      return `${kind.toLowerCase()}/${textAt(object, 'involvedObject', 'name') ?? ''}`;
    }),
    field('Message', 0, 'message'),
  ],
  '/PersistentVolumeClaim': [
    field('Status', 0, 'status', 'phase'),
    field('Volume', 0, 'spec', 'volumeName'),
    field('Capacity', 0, 'status', 'capacity', 'storage'),
    text('Access Modes', (object) => listAt(object, 'spec', 'accessModes').join(',')),
    field('StorageClass', 0, 'spec', 'storageClassName'),
    ageColumn,
  ],
  'apps/Deployment': [
    text('Ready', ratio('readyReplicas')),
    count('Up-to-date', 'status', 'updatedReplicas'),
    count('Available', 'status', 'availableReplicas'),
    ageColumn,
    ...templateAndSelector,
  ],
  'apps/ReplicaSet': [
    count('Desired', 'spec', 'replicas'),
    count('Current', 'status', 'replicas'),
    count('Ready', 'status', 'readyReplicas'),
    ageColumn,
    ...templateAndSelector,
  ],
  'apps/StatefulSet': [text('Ready', ratio('readyReplicas')), ageColumn, ...template()],
  'apps/DaemonSet': [
    count('Desired', 'status', 'desiredNumberScheduled'),
    count('Current', 'status', 'currentNumberScheduled'),
    count('Ready', 'status', 'numberReady'),
    count('Up-to-date', 'status', 'updatedNumberScheduled'),
    count('Available', 'status', 'numberAvailable'),
    text('Node Selector', selector('spec', 'template', 'spec', 'nodeSelector')),
    ageColumn,
    ...templateAndSelector,
  ],
  'batch/Job': [
    text('Status', (object) => {
      const done = listAt(object, 'status', 'conditions').find(
        (condition) => at(condition, 'status') === 'True',
      );
      return textAt(done, 'type') ?? 'Running';
    }),
    text(
      'Completions',
      (object) =>
        `${numberAt(object, 'status', 'succeeded') ?? 0}/${numberAt(object, 'spec', 'completions') ?? 1}`,
    ),
    text('Duration', (object, now) =>
      since(
        textAt(object, 'status', 'startTime'),
        new Date(textAt(object, 'status', 'completionTime') ?? now),
      ),
    ),
    ageColumn,
    ...template(),
  ],
  'batch/CronJob': [
    field('Schedule', 0, 'spec', 'schedule'),
    field('Timezone', 0, 'spec', 'timeZone'),
    text('Suspend', (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False')),
    { name: 'Active', type: 'integer', value: (object) => listAt(object, 'status', 'active').length },
    text('Last Schedule', (object, now) => {
      const last = textAt(object, 'status', 'lastScheduleTime');
      return last === undefined ? none : since(last, now);
    }),
    ageColumn,
  ],
  'networking.k8s.io/Ingress': [
    field('Class', 0, 'spec', 'ingressClassName'),
    text('Hosts', (object) => {
      const hosts = listAt(object, 'spec', 'rules').flatMap((rule) => textAt(rule, 'host') ?? []);
      return hosts.join(',') || '*';
    }),
    text('Address', (object) =>
      listAt(object, 'status', 'loadBalancer', 'ingress')
        .map((ingress) => textAt(ingress, 'ip') ?? textAt(ingress, 'hostname') ?? '')
        .join(','),
    ),
    text('Ports', (object) => (listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
    ageColumn,
  ],
  'networking.k8s.io/IngressClass': [
    field('Controller', 0, 'spec', 'controller'),
    field('Parameters', 0, 'spec', 'parameters', 'name'),
    ageColumn,
  ],
  'networking.k8s.io/NetworkPolicy': [
    text('Pod-Selector', selector('spec', 'podSelector', 'matchLabels')),
    ageColumn,
  ],
  'policy/PodDisruptionBudget': [
    text('Min Available', (object) => String(at(object, 'spec', 'minAvailable') ?? 'N/A')),
    text('Max Unavailable', (object) => String(at(object, 'spec', 'maxUnavailable') ?? 'N/A')),
    count('Allowed Disruptions', 'status', 'disruptionsAllowed'),
    ageColumn,
  ],
  'autoscaling/HorizontalPodAutoscaler': [
    text('Reference', (object) => {
      const target = objectAt(object, 'spec', 'scaleTargetRef');
      return `${textAt(target, 'kind') ?? ''}/${textAt(target, 'name') ?? ''}`;
    }),
    text('MinPods', (object) => String(at(object, 'spec', 'minReplicas') ?? 1)),
    count('MaxPods', 'spec', 'maxReplicas'),
    count('Replicas', 'status', 'currentReplicas'),
    ageColumn,
  ],
  'rbac.authorization.k8s.io/Role': [createdColumn],
  'rbac.authorization.k8s.io/ClusterRole': [createdColumn],
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'apiextensions.k8s.io/CustomResourceDefinition': [createdColumn],
  'storage.k8s.io/StorageClass': [
    field('Provisioner', 0, 'provisioner'),
    text('ReclaimPolicy', (object) => textAt(object, 'reclaimPolicy') ?? 'Delete'),
    text('VolumeBindingMode', (object) => textAt(object, 'volumeBindingMode') ?? 'Immediate'),
    text('AllowVolumeExpansion', (object) => String(at(object, 'allowVolumeExpansion') ?? false)),
    ageColumn,
  ],
};

/** The columns of a kind; name and age for those nobody gave any. */
export function columnsFor(group: string, kind: string): readonly Column[] {
  const own = columnsByKind[`${group}/${kind}`];
  if (group === '' && kind === 'Event') return own ?? [];
  return [nameColumn, ...(own ?? [ageColumn])];
}

export { ageColumn, nameColumn };
