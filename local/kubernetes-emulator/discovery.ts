import type { KindInfo } from './built-in-kinds';
import { type JsonObject, joinApiVersion } from './kubernetes-object';
import type { ResourceRegistry } from './resource-registry';
import { scalableKinds } from './scale';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export const versionInfo: JsonObject = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.4',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2025-04-22T16:00:00Z',
  goVersion: '',
  compiler: 'gc',
  platform: 'linux/amd64',
};

export function apiVersions(): JsonObject {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
}

export function apiGroupList(registry: ResourceRegistry): JsonObject {
  const groups = new Set(registry.all().map((info) => info.group));
  groups.delete('');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...groups].sort().map((group) => groupOf(registry, group)),
  };
}

/** Undefined when the cluster serves no such group. */
export function apiGroup(registry: ResourceRegistry, group: string): JsonObject | undefined {
  if (!registry.all().some((info) => info.group === group)) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(registry, group) };
}

/** Undefined when the cluster serves no such version. */
export function apiResourceList(
  registry: ResourceRegistry,
  group: string,
  version: string,
): JsonObject | undefined {
  const kinds = registry.all().filter((info) => info.group === group && info.versions.includes(version));
  if (kinds.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: joinApiVersion(group, version),
    resources: kinds.flatMap(resourcesOf),
  };
}

function groupOf(registry: ResourceRegistry, group: string): JsonObject {
  const versions = new Set(registry.all().flatMap((info) => (info.group === group ? info.versions : [])));
  const listed = [...versions].map((version) => ({ groupVersion: joinApiVersion(group, version), version }));
  return { name: group, versions: listed, preferredVersion: listed[0] as JsonObject };
}

function resourcesOf(info: KindInfo): JsonObject[] {
  const resource: JsonObject = {
    name: info.plural,
    singularName: info.singular,
    namespaced: info.namespaced,
    kind: info.kind,
    verbs,
    ...(info.shortNames.length > 0 ? { shortNames: [...info.shortNames] } : {}),
    ...(info.categories.length > 0 ? { categories: [...info.categories] } : {}),
  };
  const scale: JsonObject = {
    name: `${info.plural}/scale`,
    singularName: '',
    namespaced: true,
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: ['get', 'patch', 'update'],
  };
  const status: JsonObject = {
    name: `${info.plural}/status`,
    singularName: '',
    namespaced: info.namespaced,
    kind: info.kind,
    verbs: ['get', 'patch', 'update'],
  };
  return [
    resource,
    ...(info.statusSubresource ? [status] : []),
    ...(scalableKinds.has(`${info.group}/${info.kind}`) ? [scale] : []),
  ];
}
