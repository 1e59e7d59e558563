import { KubernetesRequestError, type KubernetesRequester } from '../azure';
import { isJsonObject, type JsonObject } from '../policy';

/** What a watch tells: an object that was made or changed, one that is gone, or only how far it has come. */
export type KubernetesChange =
  | { readonly type: 'put' | 'removed'; readonly object: JsonObject; readonly resourceVersion: string }
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

/**
 * Watches a collection (Kubernetes API concepts: efficient detection of changes).
 *
 * @param path of the collection
 * @throws KubernetesRequestError, here or while reading; `Expired` when the version is too old to go on from
 */
export async function kubernetesChanges(
  requester: KubernetesRequester,
  path: string,
  query: {
    readonly resourceVersion: string;
    readonly timeoutSeconds: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<AsyncIterable<KubernetesChange>> {
  const events = await requester.stream(
    path,
    {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: query.resourceVersion,
      timeoutSeconds: String(query.timeoutSeconds),
    },
    query.signal,
  );
  return changesOf(events, path);
}

async function* changesOf(events: AsyncIterable<unknown>, path: string): AsyncGenerator<KubernetesChange> {
  for await (const event of events) {
    const { type, object } = isJsonObject(event) ? event : {};
    if (!isJsonObject(object)) throw malformed(path);
    if (type === 'ERROR') throw refusalOf(object, path);
    const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
    const { resourceVersion } = metadata;
    if (typeof resourceVersion !== 'string') throw malformed(path);
    if (type === 'BOOKMARK') yield { type: 'bookmark', resourceVersion };
    else if (type === 'ADDED' || type === 'MODIFIED') yield { type: 'put', object, resourceVersion };
    else if (type === 'DELETED') yield { type: 'removed', object, resourceVersion };
  }
}

const malformed = (path: string): KubernetesRequestError =>
  new KubernetesRequestError('InvalidResponse', path, 200, 'A line of the watch is no event.');

/** The Status in an event of type ERROR; 410 has the reasons `Expired` and, of older servers, `Gone`. */
function refusalOf({ reason, code, message }: JsonObject, path: string): KubernetesRequestError {
  const text = typeof message === 'string' ? message : 'The watch failed.';
  const known = typeof reason === 'string' && reason !== '' ? reason : 'WatchFailed';
  return new KubernetesRequestError(
    code === 410 ? 'Expired' : known,
    path,
    typeof code === 'number' ? code : undefined,
    text,
  );
}
