import { badRequest, methodNotAllowed, notFound } from './api-error';
import type { ClusterState } from './cluster-state';
import { isJsonObject, type JsonObject, type KubernetesObject, textAt } from './kubernetes-object';
import { drawerOf } from './object-writer';
import type { ResourceTarget } from './request-target';

/** The stored object that the path names; 404 when there is none. */
export function existing({ store }: ClusterState, target: ResourceTarget): KubernetesObject {
  const name = target.name ?? '';
  const key = target.namespace === undefined ? name : `${target.namespace}/${name}`;
  const object = store.get(drawerOf(target.info), key);
  if (object === undefined) throw notFound(target.info, name);
  return object;
}

/** The body with the name and namespace of the path, which must not contradict it. */
export function addressed(target: ResourceTarget, body: JsonObject): KubernetesObject {
  if (target.name === undefined) throw methodNotAllowed();
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  const given = textAt(metadata, 'name');
  if (given !== undefined && given !== target.name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${target.name})`);
  }
  const namespace = textAt(metadata, 'namespace');
  if (namespace !== undefined && target.namespace !== undefined && namespace !== target.namespace) {
    throw badRequest('the namespace of the object does not match the namespace on the URL');
  }
  return {
    ...body,
    metadata: {
      ...metadata,
      name: target.name,
      ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    },
  } as KubernetesObject;
}
