import { KubernetesRequestError, type KubernetesRequester } from '../azure';
import type { JsonObject } from '../policy';
import { type KubernetesChange, kubernetesChanges } from './kubernetes-changes';
import { createKubernetesDiscovery, type KubernetesResource } from './kubernetes-discovery';
import { hasStatus } from './kubernetes-error-status';
import { kubernetesListPages } from './kubernetes-list-pages';

export interface KubernetesKind {
  /** `''` for the core group. */
  readonly group: string;
  /** The group's preferred version when absent. */
  readonly version?: string | undefined;
  readonly kind: string;
}

export interface KubernetesListQuery extends KubernetesKind {
  /** All namespaces when absent; of no meaning for cluster-scoped kinds. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  /** Objects a page. Default: 500. */
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface KubernetesObjectName extends KubernetesKind {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** All objects of a kind as they were at one moment. */
export interface KubernetesSnapshot {
  readonly objects: readonly JsonObject[];
  /** To watch on from. */
  readonly resourceVersion: string;
}

export interface KubernetesWatchQuery extends KubernetesKind {
  /** Changes after this version. */
  readonly resourceVersion: string;
  /** When the server ends the watch. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

export interface KubernetesReader {
  /**
   * All objects of a kind in pages, in the order of namespace and name, each with its `apiVersion` and `kind`. Ends
   * at once for a kind that the cluster does not serve, after telling `onUnknownKind`.
   */
  list(query: KubernetesListQuery): AsyncIterable<readonly JsonObject[]>;
  /** Every kind of which the cluster has objects that somebody makes, each in one version. */
  kinds(): Promise<readonly KubernetesResource[]>;
  /** All objects of a kind at once, for kinds of which there are not too many; undefined when it is not served. */
  snapshot(kind: KubernetesKind): Promise<KubernetesSnapshot | undefined>;
  /**
   * The changes of a kind as they happen. Resolves when the server has begun to answer.
   *
   * @throws KubernetesRequestError, here or while reading; with code `Expired` when the version is too old to go on
   *   from, and with `NotFound` when the kind is not served
   */
  watch(query: KubernetesWatchQuery): Promise<AsyncIterable<KubernetesChange>>;
  /** One object; undefined when it, or its kind, is not there. */
  get(name: KubernetesObjectName): Promise<JsonObject | undefined>;
  /** How the cluster serves a kind; undefined when it does not. With {@link kubernetesObjectPath} it gives an object's address. */
  resource(kind: KubernetesKind): Promise<KubernetesResource | undefined>;
  close(): void;
}

export interface KubernetesReaderOptions {
  readonly requester: KubernetesRequester;
  /** Told of each kind that was asked for and that the cluster does not serve. */
  readonly onUnknownKind?: (kind: KubernetesKind) => void;
}

const defaultPageSize = 500;

/**
 * Reads the objects of a cluster as plain JSON, never holding more than one page. Objects belong to the caller.
 *
 * All of it throws the requester's KubernetesRequestError when the API server refuses or cannot be reached.
 */
export function createKubernetesReader({
  requester,
  onUnknownKind,
}: KubernetesReaderOptions): KubernetesReader {
  const discovery = createKubernetesDiscovery(requester);

  const find = async (wanted: KubernetesKind): Promise<KubernetesResource | undefined> => {
    const resource = await discovery.find(wanted.group, wanted.version, wanted.kind);
    if (resource === undefined) onUnknownKind?.(kindOf(wanted));
    return resource;
  };

  async function* list(query: KubernetesListQuery): AsyncGenerator<readonly JsonObject[]> {
    const resource = await find(query);
    if (resource === undefined) return;
    const parameters: Record<string, string> = { limit: String(query.pageSize ?? defaultPageSize) };
    if (query.labelSelector !== undefined) parameters['labelSelector'] = query.labelSelector;
    try {
      const path = collectionPath(resource, query.namespace);
      for await (const { items } of kubernetesListPages(requester, path, parameters, query.signal)) {
        if (items.length > 0) yield items.map((item) => withKind(resource, item));
      }
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      // The kind's definition was removed since discovery.
      discovery.forget(query.group);
      onUnknownKind?.(kindOf(query));
    }
  }

  return {
    list,
    resource: find,
    kinds: () => discovery.kinds(),
    snapshot: async (kind) => {
      const resource = await find(kind);
      if (resource === undefined) return undefined;
      const objects: JsonObject[] = [];
      let version: string | undefined;
      const path = collectionPath(resource, undefined);
      for await (const page of kubernetesListPages(requester, path, { limit: String(defaultPageSize) })) {
        // Where the pages are of different moments, the changes since the first are told again: nothing is missed.
        version ??= page.resourceVersion;
        for (const item of page.items) objects.push(withKind(resource, item));
      }
      return { objects, resourceVersion: version ?? '' };
    },
    watch: async (query) => {
      const resource = await find(query);
      if (resource === undefined) throw notServed(query);
      return kubernetesChanges(requester, collectionPath(resource, undefined), query);
    },
    get: async (wanted) => {
      const resource = await find(wanted);
      if (resource === undefined) return undefined;
      const path = kubernetesObjectPath(resource, wanted.namespace, wanted.name);
      try {
        return withKind(resource, (await requester.getJson(path)) as JsonObject);
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
    close: () => requester.close(),
  };
}

const notServed = ({ group, kind }: KubernetesKind): KubernetesRequestError =>
  new KubernetesRequestError('NotFound', `${group}/${kind}`, 404, `The cluster does not serve ${kind}.`);

function kindOf({ group, version, kind }: KubernetesKind): KubernetesKind {
  return version === undefined ? { group, kind } : { group, version, kind };
}

/** The API path of an object, e.g. `/api/v1/namespaces/default/pods/web-0`. */
export function kubernetesObjectPath(
  resource: KubernetesResource,
  namespace: string | undefined,
  name: string,
): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

function collectionPath(resource: KubernetesResource, namespace: string | undefined): string {
  const root = resource.apiVersion.includes('/') ? '/apis' : '/api';
  const inside =
    resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}/${resource.apiVersion}${inside}/${resource.plural}`;
}

/** Items of a list come without what the list says already. */
function withKind({ apiVersion, kind }: KubernetesResource, item: JsonObject): JsonObject {
  return { apiVersion, kind, ...item };
}
