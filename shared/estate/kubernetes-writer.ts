import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesRequestError, type KubernetesRequester } from '../azure';
import { isJsonObject, type JsonObject } from '../policy';
import { createKubernetesDiscovery, type KubernetesResource } from './kubernetes-discovery';
import { hasStatus } from './kubernetes-error-status';
import { kubernetesObjectPath } from './kubernetes-reader';

/** Which object of a cluster is meant. */
interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Writes objects of a cluster. All of it throws the requester's KubernetesRequestError. */
export interface KubernetesWriter {
  /**
   * Puts an object in place by server-side apply: makes it, or takes the fields over that it has. A kind that is
   * defined only a moment before is waited for.
   */
  apply(object: JsonObject): Promise<void>;
  /** Takes an object away; nothing happens when it, or its kind, is not there. */
  remove(object: JsonObject): Promise<void>;
  close(): void;
}

export interface KubernetesWriterOptions {
  readonly requester: KubernetesRequester;
  /** Who owns the fields that are written, e.g. `plimsoll`. */
  readonly fieldManager: string;
  /** Milliseconds between looks at a kind that is not served yet. Default: 250. */
  readonly kindPauseMs?: number;
}

/** How often a writer looks again for kinds: a custom resource definition is served within a second or two. */
const looksAtKind = 20;

/** Writes objects of a cluster as plain JSON. */
export function createKubernetesWriter({
  requester,
  fieldManager,
  kindPauseMs = 250,
}: KubernetesWriterOptions): KubernetesWriter {
  const discovery = createKubernetesDiscovery(requester);
  // Where one kind did not come, the others have had the same time.
  let looksLeft = looksAtKind;

  const served = async ({ group, version, kind }: Identity): Promise<KubernetesResource | undefined> => {
    for (;;) {
      const found = await discovery.find(group, version, kind);
      if (found !== undefined || looksLeft === 0) return found;
      looksLeft -= 1;
      await sleep(kindPauseMs);
    }
  };

  return {
    async apply(object) {
      const identity = identityOf(object);
      const resource = await served(identity);
      if (resource === undefined)
        throw new KubernetesRequestError(
          'KindNotServed',
          `${identity.group}/${identity.version}`,
          undefined,
          `The cluster does not serve ${identity.kind}.`,
        );
      await requester.send(
        kubernetesObjectPath(resource, identity.namespace, identity.name),
        { method: 'PATCH', body: object, contentType: 'application/apply-patch+yaml' },
        { fieldManager, force: 'true' },
      );
    },
    async remove(object) {
      const identity = identityOf(object);
      const resource = await discovery.find(identity.group, identity.version, identity.kind);
      if (resource === undefined) return;
      try {
        await requester.send(kubernetesObjectPath(resource, identity.namespace, identity.name), {
          method: 'DELETE',
        });
      } catch (error) {
        if (!hasStatus(error, 404)) throw error;
      }
    },
    close: () => requester.close(),
  };
}

function identityOf(object: JsonObject): Identity {
  const apiVersion = String(object['apiVersion']);
  const slash = apiVersion.indexOf('/');
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const { name, namespace } = metadata;
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: String(object['kind']),
    namespace: typeof namespace === 'string' ? namespace : undefined,
    name: String(name),
  };
}
