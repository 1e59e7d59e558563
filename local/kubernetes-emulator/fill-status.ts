import { isDeepStrictEqual } from 'node:util';
import {
  at,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
} from './kubernetes-object';

/**
 * No controller and no kubelet runs here, so the emulator says at once what they would come to: Pods run, workloads
 * are as many as they were asked to be. A status that the object brings along is kept.
 */
export function fillStatus(object: KubernetesObject, now: string): KubernetesObject {
  const fill = fillers[object.kind];
  if (fill === undefined || at(object, 'status') !== undefined) return object;
  return { ...object, status: fill(object, now) };
}

const scalable = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);

/** After a change of the spec: a status that the emulator made up for a workload follows it, any other stays. */
export function followSpec(before: KubernetesObject, after: KubernetesObject): KubernetesObject {
  if (!scalable.has(before.kind)) return after;
  const madeUp = (object: KubernetesObject): KubernetesObject => {
    const { status: _, ...rest } = object;
    return fillStatus(rest as KubernetesObject, '');
  };
  return isDeepStrictEqual(madeUp(before)['status'], before['status']) ? madeUp(after) : after;
}

const fillers: Record<string, ((object: KubernetesObject, now: string) => JsonObject) | undefined> = {
  Namespace: () => ({ phase: 'Active' }),
  Pod: podStatus,
  Deployment: (object) => {
    const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
    return { ...workload(object, replicas), updatedReplicas: replicas };
  },
  ReplicaSet: (object) => workload(object, numberAt(object, 'spec', 'replicas') ?? 1),
  StatefulSet: (object) => {
    const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
    return { ...workload(object, replicas), updatedReplicas: replicas, currentReplicas: replicas };
  },
  DaemonSet: (object) => ({
    observedGeneration: numberAt(object, 'metadata', 'generation') ?? 1,
    currentNumberScheduled: 1,
    desiredNumberScheduled: 1,
    numberAvailable: 1,
    numberMisscheduled: 0,
    numberReady: 1,
    updatedNumberScheduled: 1,
  }),
  CustomResourceDefinition: (object, now) => ({
    acceptedNames: objectAt(object, 'spec', 'names'),
    storedVersions: listAt(object, 'spec', 'versions')
      .filter((version) => at(version, 'storage') === true)
      .map((version) => textAt(version, 'name') ?? ''),
    conditions: [condition('NamesAccepted', now), condition('Established', now)],
  }),
};

function workload(object: KubernetesObject, replicas: number): JsonObject {
  const observedGeneration = numberAt(object, 'metadata', 'generation') ?? 1;
  if (replicas === 0) return { observedGeneration, replicas };
  return { observedGeneration, replicas, readyReplicas: replicas, availableReplicas: replicas };
}

function podStatus(object: KubernetesObject, now: string): JsonObject {
  const runs = (container: JsonValue): JsonObject => ({
    name: textAt(container, 'name') ?? '',
    image: textAt(container, 'image') ?? '',
    imageID: '',
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: now } },
  });
  return {
    phase: 'Running',
    startTime: now,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) =>
      condition(type, now),
    ),
    containerStatuses: listAt(object, 'spec', 'containers').map(runs),
  };
}

function condition(type: string, now: string): JsonObject {
  return { type, status: 'True', lastTransitionTime: now };
}
