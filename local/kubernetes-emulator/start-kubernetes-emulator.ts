import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubernetesApiError, pathNotFound, unauthorized } from './api-error';
import type { ClusterState } from './cluster-state';
import { apiGroup, apiGroupList, apiResourceList, apiVersions, versionInfo } from './discovery';
import { followGatekeeper } from './follow-gatekeeper';
import { handleResource } from './handle-resource';
import { kubeconfigText } from './kubeconfig';
import { type JsonObject, type KubernetesObject, splitApiVersion } from './kubernetes-object';
import { createObjectStore } from './object-store';
import { createObjectWriter } from './object-writer';
import { openApiDocument, openApiRoot } from './open-api';
import { parseTarget } from './request-target';
import { createResourceRegistry } from './resource-registry';
import { respond } from './respond';

export interface ObjectChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** With apiVersion and kind; for a deletion the last state. */
  object: KubernetesObject;
}

export interface ObjectReference {
  apiVersion: string;
  kind: string;
  namespace?: string | undefined;
  name: string;
}

export interface KubernetesEmulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  clusterName: string;
  /** What the cluster holds at the start, in any order. Missing namespaces are made. */
  objects?: Iterable<KubernetesObject>;
  /** Called after each write from then on, whoever wrote. Must not throw. */
  onEvent?: (change: ObjectChange) => void;
  /**
   * Refuse requests without the kubeconfig's token. Default: false, since kubectl sends no token over plain HTTP.
   */
  requireToken?: boolean;
  /** How many past writes watches and paged lists can go back. Default: 10,000. */
  historyLimit?: number;
}

export interface KubernetesEmulator {
  readonly url: string;
  /** YAML with one context and the bearer token. */
  kubeconfig(): string;
  /** Puts an object in place as it is given, making or replacing it; false when nothing differed. */
  apply(object: KubernetesObject): boolean;
  /** Takes one object away, nothing it owns; false when it was not there. */
  remove(reference: ObjectReference): boolean;
  /** Forgets past writes: watches and paged lists from before get 410. */
  compact(): void;
  /** Ends all watches and frees the port. */
  close(): Promise<void>;
}

/** Time enough for `kubectl delete -f` to send the deletions of what is in a namespace after that of its own. */
const namespaceTerminationMilliseconds = 250;

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Starts the Kubernetes API of one cluster, over plain HTTP on the loopback interface. */
export async function startKubernetesEmulator(
  options: KubernetesEmulatorOptions,
): Promise<KubernetesEmulator> {
  const store = createObjectStore({ historyLimit: options.historyLimit ?? 10_000 });
  const registry = createResourceRegistry();
  const pending = new Set<NodeJS.Timeout>();
  const writer = createObjectWriter(store, registry, (work) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      work();
    }, namespaceTerminationMilliseconds);
    pending.add(timer);
  });
  const state: ClusterState = { store, registry, writer };
  seed(state, options.objects ?? []);
  followGatekeeper(state);
  store.subscribe(({ type, object }) => options.onEvent?.({ type, object }));

  const token = randomBytes(24).toString('base64url');
  const requireToken = options.requireToken ?? false;
  const server = createServer((request, response) => {
    handle(state, requireToken ? token : undefined, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else respond(response, 500, internalError(error));
    });
  });
  // Clients keep connections for longer than Node's five seconds between two of their requests.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    kubeconfig: () => kubeconfigText(options.clusterName, url, token),
    apply: (object) => writer.place(object) !== undefined,
    remove: ({ apiVersion, kind, namespace, name }) => {
      const info = registry.byKind(splitApiVersion(apiVersion).group, kind);
      if (info === undefined) return false;
      const key = info.namespaced ? `${namespace ?? 'default'}/${name}` : name;
      return writer.displace(info, key) !== undefined;
    },
    compact: () => store.compact(),
    close: () =>
      new Promise<void>((resolve, reject) => {
        for (const timer of pending) clearTimeout(timer);
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** Definitions before namespaces before the rest, as each needs the ones before it. */
function seed({ store, writer }: ClusterState, objects: Iterable<KubernetesObject>): void {
  const ranks = ['CustomResourceDefinition', 'Namespace'];
  const rankOf = ({ kind }: KubernetesObject): number =>
    ranks.includes(kind) ? ranks.indexOf(kind) : ranks.length;
  for (const name of systemNamespaces) {
    writer.place({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  for (const object of [...objects].sort((left, right) => rankOf(left) - rankOf(right))) writer.place(object);
  store.compact();
}

async function handle(
  state: ClusterState,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://cluster');
    const target = parseTarget(url.pathname, state.registry);
    if (target?.kind === 'discovery' && target.path === 'health') {
      response.end('ok');
      return;
    }
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) throw unauthorized();
    if (target?.kind === 'resource') {
      await handleResource(state, target, url.searchParams, request, response);
      return;
    }
    const document = target === undefined ? undefined : discover(state, target);
    if (document === undefined) throw pathNotFound();
    respond(response, 200, document);
  } catch (error) {
    if (error instanceof KubernetesApiError) respond(response, error.code, error.status());
    else if (error instanceof URIError) respond(response, 400, internalError(error));
    else throw error;
  }
}

function discover(
  { registry }: ClusterState,
  target: Exclude<ReturnType<typeof parseTarget>, undefined>,
): JsonObject | undefined {
  switch (target.kind) {
    case 'group':
      return apiGroup(registry, target.group);
    case 'openApi':
      return target.groupVersion === undefined
        ? openApiRoot(registry)
        : openApiDocument(registry, target.groupVersion.group, target.groupVersion.version);
    case 'groupVersion':
      return apiResourceList(registry, target.group, target.version);
    case 'discovery':
      if (target.path === 'api') return apiVersions();
      return target.path === 'apis' ? apiGroupList(registry) : versionInfo;
    default:
      return undefined;
  }
}

function internalError(error: unknown): JsonObject {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new KubernetesApiError(500, 'InternalError', `Internal error occurred: ${message}`).status();
}
