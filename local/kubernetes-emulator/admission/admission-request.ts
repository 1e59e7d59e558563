import type { KindInfo } from '../built-in-kinds';
import type { JsonObject, KubernetesObject } from '../kubernetes-object';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** A write on its way to the store: what webhooks are asked about. */
export interface AdmissionRequest {
  readonly operation: Operation;
  readonly info: KindInfo;
  readonly version: string;
  readonly namespace: string | undefined;
  /** Empty while the server has yet to make one up. */
  readonly name: string;
  readonly subresource: string | undefined;
  readonly object: JsonObject | null;
  readonly oldObject: KubernetesObject | null;
  readonly dryRun: boolean;
}

/** The `request` of an AdmissionReview. The emulator knows one user only. */
export function reviewedRequest(request: AdmissionRequest, uid: string): JsonObject {
  const { info, version, namespace, name, subresource } = request;
  const kind = { group: info.group, version, kind: info.kind };
  const resource = { group: info.group, version, resource: info.plural };
  const part = subresource === undefined ? {} : { subResource: subresource };
  return {
    uid,
    kind,
    resource,
    ...part,
    requestKind: kind,
    requestResource: resource,
    ...(subresource === undefined ? {} : { requestSubResource: subresource }),
    ...(name === '' ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    operation: request.operation,
    userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
    object: request.object,
    oldObject: request.oldObject,
    dryRun: request.dryRun,
    options: { kind: `${optionKinds[request.operation]}Options`, apiVersion: 'meta.k8s.io/v1' },
  };
}

const optionKinds: Readonly<Record<Operation, string>> = {
  CREATE: 'Create',
  UPDATE: 'Update',
  DELETE: 'Delete',
};
