import type { ArmResource, JsonObject } from '../../shared/policy';
import type { KubernetesObject } from '../kubernetes-emulator';

/** Where in the estate folder a thing stands. */
export interface EstateSource {
  /** Relative to the estate folder, with forward slashes. */
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

export interface EstateWarning extends EstateSource {
  readonly message: string;
}

/** Everything there is: what Azure Resource Manager and the clusters' API servers would tell. Raw ARM JSON. */
export interface Estate {
  /** The folder it was read from, absolute. */
  readonly folder: string;
  readonly tenantId: string;
  /** The tenant root group first, then parents before children. */
  readonly managementGroups: readonly JsonObject[];
  readonly subscriptions: readonly JsonObject[];
  /** From the lower-cased `/subscriptions/{id}` to the id of the management group it is in. */
  readonly managementGroupOf: ReadonlyMap<string, string>;
  readonly resourceGroups: readonly ArmResource[];
  /** Clusters and all other resources. */
  readonly resources: readonly ArmResource[];
  readonly definitions: readonly JsonObject[];
  readonly setDefinitions: readonly JsonObject[];
  readonly assignments: readonly JsonObject[];
  readonly exemptions: readonly JsonObject[];
  /** Kubernetes objects by the lower-cased id of their cluster; every cluster has an entry. */
  readonly workloads: ReadonlyMap<string, readonly KubernetesObject[]>;
  /** By lower-cased ARM id; for Kubernetes objects by `{cluster id}|{kubernetesObjectKey}`. */
  readonly sources: ReadonlyMap<string, EstateSource>;
  /** What Azure would take but is likely a slip, such as an exemption from an assignment that is not there. */
  readonly warnings: readonly EstateWarning[];
}

/** `{group}/{kind}/{namespace}/{name}`: which object it is, within its cluster and whatever the version. */
export function kubernetesObjectKey(object: KubernetesObject): string {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  const namespace = object.metadata['namespace'];
  return `${group}/${object.kind}/${typeof namespace === 'string' ? namespace : ''}/${object.metadata.name}`;
}
