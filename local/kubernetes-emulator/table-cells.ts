import { age } from './durations';
import {
  at,
  type JsonValue,
  type KubernetesObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
} from './kubernetes-object';

/** `1/2`: containers that are ready, of those there are. */
export function podReady(pod: KubernetesObject): string {
  const ready = listAt(pod, 'status', 'containerStatuses').filter((status) => at(status, 'ready') === true);
  return `${ready.length}/${listAt(pod, 'spec', 'containers').length}`;
}

/** The phase, or what keeps a container from running. */
export function podStatus(pod: KubernetesObject): string {
  if (textAt(pod, 'metadata', 'deletionTimestamp') !== undefined) return 'Terminating';
  for (const status of listAt(pod, 'status', 'containerStatuses')) {
    const reason =
      textAt(status, 'state', 'waiting', 'reason') ?? textAt(status, 'state', 'terminated', 'reason');
    if (reason !== undefined) return reason;
  }
  return textAt(pod, 'status', 'reason') ?? textAt(pod, 'status', 'phase') ?? 'Unknown';
}

export function podRestarts(pod: KubernetesObject): string {
  const restarts = listAt(pod, 'status', 'containerStatuses').map(
    (status) => numberAt(status, 'restartCount') ?? 0,
  );
  return String(restarts.reduce((sum, count) => sum + count, 0));
}

/** `80/TCP,443:30443/TCP` */
export function servicePorts(service: KubernetesObject): string {
  const ports = listAt(service, 'spec', 'ports').map((port) => {
    const nodePort = numberAt(port, 'nodePort');
    const number = String(at(port, 'port') ?? '');
    return `${number}${nodePort === undefined ? '' : `:${nodePort}`}/${textAt(port, 'protocol') ?? 'TCP'}`;
  });
  return ports.join(',') || '<none>';
}

interface Cell {
  name: string;
  priority: number;
  value: (object: KubernetesObject, now: Date) => JsonValue;
}

const nodeInfo = (name: string, key: string): Cell => ({
  name,
  priority: 1,
  value: (node) => textAt(node, 'status', 'nodeInfo', key) ?? '<unknown>',
});

export const nodeRow: readonly Cell[] = [
  {
    name: 'Status',
    priority: 0,
    value: (node) => {
      const ready = listAt(node, 'status', 'conditions').find(
        (condition) => at(condition, 'type') === 'Ready',
      );
      const words = [textAt(ready, 'status') === 'False' ? 'NotReady' : 'Ready'];
      if (at(node, 'spec', 'unschedulable') === true) words.push('SchedulingDisabled');
      return words.join(',');
    },
  },
  {
    name: 'Roles',
    priority: 0,
    value: (node) => {
      const prefix = 'node-role.kubernetes.io/';
      const roles = Object.keys(objectAt(node, 'metadata', 'labels'))
        .filter((label) => label.startsWith(prefix))
        .map((label) => label.slice(prefix.length));
      return roles.sort().join(',') || '<none>';
    },
  },
  { name: 'Age', priority: 0, value: age },
  {
    name: 'Version',
    priority: 0,
    value: (node) => textAt(node, 'status', 'nodeInfo', 'kubeletVersion') ?? '<unknown>',
  },
  nodeInfo('OS-Image', 'osImage'),
  nodeInfo('Kernel-Version', 'kernelVersion'),
  nodeInfo('Container-Runtime', 'containerRuntimeVersion'),
];
