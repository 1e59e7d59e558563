import type { KindInfo } from './built-in-kinds';
import type { ResourceRegistry } from './resource-registry';

/** What a request's path names. */
export type RequestTarget =
  | { kind: 'discovery'; path: 'api' | 'apis' | 'version' | 'health' }
  | { kind: 'group'; group: string }
  | { kind: 'groupVersion'; group: string; version: string }
  | { kind: 'openApi'; groupVersion: { group: string; version: string } | undefined }
  | ResourceTarget;

export interface ResourceTarget {
  kind: 'resource';
  info: KindInfo;
  version: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
  /** The old form `/watch/…`. */
  watch: boolean;
}

const healthPaths = new Set(['healthz', 'livez', 'readyz']);

/** Undefined: nothing is served there. Throws URIError when the path is not well encoded. */
export function parseTarget(pathname: string, registry: ResourceRegistry): RequestTarget | undefined {
  const segments = pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  const [root, ...rest] = segments;
  if (root === 'version' && rest.length === 0) return { kind: 'discovery', path: 'version' };
  if (root !== undefined && healthPaths.has(root)) return { kind: 'discovery', path: 'health' };
  if (root === 'openapi' && rest[0] === 'v3') {
    const [, base, first, second] = rest;
    if (base === undefined) return { kind: 'openApi', groupVersion: undefined };
    const [group, version] = base === 'api' ? ['', first] : [first, second];
    return group === undefined || version === undefined
      ? undefined
      : { kind: 'openApi', groupVersion: { group, version } };
  }
  if (root === 'api') {
    const [version, ...below] = rest;
    if (version === undefined) return { kind: 'discovery', path: 'api' };
    return belowGroupVersion('', version, below, registry);
  }
  if (root === 'apis') {
    const [group, version, ...below] = rest;
    if (group === undefined) return { kind: 'discovery', path: 'apis' };
    if (version === undefined) return { kind: 'group', group };
    return belowGroupVersion(group, version, below, registry);
  }
  return undefined;
}

function belowGroupVersion(
  group: string,
  version: string,
  path: readonly string[],
  registry: ResourceRegistry,
): RequestTarget | undefined {
  const watch = path[0] === 'watch';
  const segments = watch ? path.slice(1) : path;
  if (segments.length === 0) return watch ? undefined : { kind: 'groupVersion', group, version };

  const inNamespace =
    segments[0] === 'namespaces' &&
    segments.length > 2 &&
    !['status', 'finalize'].includes(segments[2] as string);
  const namespace = inNamespace ? segments[1] : undefined;
  const [plural, name, subresource, ...tooMany] = inNamespace ? segments.slice(2) : segments;
  const info = registry.byPath(group, version, plural as string);
  if (info === undefined || tooMany.length > 0) return undefined;
  // A namespaced object has no address without its namespace, a cluster-scoped one none within.
  if (info.namespaced ? name !== undefined && namespace === undefined : namespace !== undefined)
    return undefined;
  return { kind: 'resource', info, version, namespace, name, subresource, watch };
}
