import { isDeepStrictEqual } from 'node:util';
import type { KindInfo } from './built-in-kinds';
import { followSpec } from './fill-status';
import { type JsonObject, type KubernetesObject, numberAt } from './kubernetes-object';

/** Fields of the metadata that belong to the server, whoever writes. */
function serverMetadata(current: KubernetesObject): JsonObject {
  const kept: JsonObject = {};
  for (const field of ['uid', 'creationTimestamp', 'resourceVersion', 'deletionTimestamp', 'generation']) {
    const value = current.metadata[field];
    if (value !== undefined) kept[field] = value;
  }
  return kept;
}

/** What an update of all but the status makes of the stored object. */
export function withMainOf(
  info: KindInfo,
  current: KubernetesObject,
  body: KubernetesObject,
): KubernetesObject {
  const { managedFields: _, ...metadata } = body.metadata as JsonObject;
  const next: KubernetesObject = {
    ...body,
    metadata: { ...metadata, ...serverMetadata(current), name: body.metadata.name },
  };
  if (info.statusSubresource) {
    if (current['status'] === undefined) delete (next as JsonObject)['status'];
    else next['status'] = current['status'];
  }
  if (!isDeepStrictEqual(next['spec'], current['spec'])) {
    next.metadata['generation'] = (numberAt(current, 'metadata', 'generation') ?? 0) + 1;
    return followSpec(current, next);
  }
  return next;
}

/** What an update of the status alone makes of the stored object. */
export function withStatusOf(current: KubernetesObject, body: KubernetesObject): KubernetesObject {
  if (body['status'] === undefined) return current;
  return { ...current, status: body['status'] };
}

/** For comparing two states of an object. */
export function withoutVersion(object: KubernetesObject): JsonObject {
  const { resourceVersion: _, ...metadata } = object.metadata as JsonObject;
  return { ...object, metadata };
}
