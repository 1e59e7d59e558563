import type { ClusterState } from '../cluster-state';
import { checkedBody } from '../incoming-object';
import { type JsonObject, type KubernetesObject, textAt } from '../kubernetes-object';
import type { ResourceTarget } from '../request-target';
import type { AdmissionRequest } from './admission-request';
import { mutateObject, validateObject, type Warn } from './admit';

/** What the webhooks of a cluster are asked before a write. Each throws KubernetesApiError when the write is refused. */
export interface Admission {
  /** The body to create, as the webhooks leave it and with its name. */
  create(target: ResourceTarget, body: JsonObject): Promise<JsonObject>;
  /** The body to update with. */
  update(
    target: ResourceTarget,
    current: KubernetesObject,
    body: KubernetesObject,
  ): Promise<KubernetesObject>;
  delete(target: ResourceTarget, current: KubernetesObject): Promise<void>;
}

/** Brings the webhooks of a cluster before its writes. */
export function admissionOf({ store, writer }: ClusterState, dryRun: boolean, warn: Warn): Admission {
  const requestOf = (
    { info, version, namespace, subresource }: ResourceTarget,
    parts: Pick<AdmissionRequest, 'operation' | 'name' | 'object' | 'oldObject'>,
  ): AdmissionRequest => ({ info, version, namespace, subresource, dryRun, ...parts });

  return {
    async create(target, body) {
      const { info, namespace } = target;
      const checked = checkedBody(info, body);
      const placed = {
        ...checked,
        metadata: { ...(namespace === undefined ? {} : { namespace }), ...checked.metadata },
      };
      const before = requestOf(target, {
        operation: 'CREATE',
        name: textAt(placed.metadata, 'name') ?? '',
        object: placed,
        oldObject: null,
      });
      const mutated = await mutateObject(store, before, warn);
      // Carried out in dry run first: validating webhooks see the object whole, with a made-up name where it asks for one.
      const object = writer.create(info, namespace, mutated, true);
      const { name } = object.metadata;
      await validateObject(store, { ...before, name, object }, warn);
      return { ...mutated, metadata: { ...(mutated['metadata'] as JsonObject), name } };
    },

    async update(target, current, body) {
      const part = target.subresource === 'status' ? 'status' : 'main';
      const before = requestOf(target, {
        operation: 'UPDATE',
        name: body.metadata.name,
        object: { ...checkedBody(target.info, body) },
        oldObject: current,
      });
      const mutated = (await mutateObject(store, before, warn)) as KubernetesObject;
      const object = writer.update(target.info, mutated, part, true);
      await validateObject(store, { ...before, object }, warn);
      return mutated;
    },

    async delete(target, current) {
      const namespace = textAt(current.metadata, 'namespace');
      const { name } = current.metadata;
      const request = requestOf(target, { operation: 'DELETE', name, object: null, oldObject: current });
      await validateObject(store, { ...request, namespace }, warn);
    },
  };
}
