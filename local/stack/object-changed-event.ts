import { randomUUID } from 'node:crypto';
import type { EventGridEvent } from '../arm-emulator';
import type { ObjectChange } from '../kubernetes-emulator';

/**
 * The event of a change inside a cluster. Azure raises none, so this one is the service's own; in Azure it comes from
 * whatever watches the cluster, such as its audit log or the admission webhook.
 */
export function objectChangedEvent(clusterId: string, { type, object }: ObjectChange): EventGridEvent {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const text = (key: string, value: unknown) => (typeof value === 'string' ? { [key]: value } : {});
  return {
    id: randomUUID(),
    topic: clusterId,
    subject: clusterId,
    eventType: type === 'DELETED' ? 'Plimsoll.Kubernetes.ObjectDeleted' : 'Plimsoll.Kubernetes.ObjectWritten',
    eventTime: new Date().toISOString(),
    dataVersion: '1',
    metadataVersion: '1',
    data: {
      clusterId,
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      ...text('namespace', namespace),
      ...text('uid', uid),
      ...text('resourceVersion', resourceVersion),
    },
  };
}
