import { badRequest } from './api-error';
import { type JsonObject, type KubernetesObject, numberAt, objectAt } from './kubernetes-object';

/** Kinds that have a `/scale` subresource, as `group/Kind`. */
export const scalableKinds: ReadonlySet<string> = new Set([
  '/ReplicationController',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
]);

/** The `autoscaling/v1` view of a workload that `kubectl scale` reads and writes. */
export function scaleOf(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata as JsonObject;
  const labels = Object.entries(objectAt(object, 'spec', 'selector', 'matchLabels'));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubernetesObject['metadata'],
    spec: { replicas: numberAt(object, 'spec', 'replicas') ?? 1 },
    status: {
      replicas: numberAt(object, 'status', 'replicas') ?? 0,
      selector: labels.map(([key, value]) => `${key}=${String(value)}`).join(','),
    },
  };
}

/** The workload with the replicas of a Scale. */
export function scaled(object: KubernetesObject, scale: JsonObject): KubernetesObject {
  const replicas = numberAt(scale, 'spec', 'replicas');
  if (replicas === undefined || !Number.isSafeInteger(replicas) || replicas < 0) {
    throw badRequest('spec.replicas must be a whole number that is not negative');
  }
  return { ...object, spec: { ...objectAt(object, 'spec'), replicas } };
}
