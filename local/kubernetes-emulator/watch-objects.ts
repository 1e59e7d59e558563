import type { ServerResponse } from 'node:http';
import { expired } from './api-error';
import type { JsonObject, KubernetesObject } from './kubernetes-object';
import { type ListRequest, parseResourceVersion } from './list-objects';
import type { ObjectStore, StoredChange } from './object-store';
import type { Representation } from './representation';

export interface WatchOptions {
  allowBookmarks: boolean;
  sendInitialEvents: boolean;
  timeoutSeconds: number;
}

const bookmarkMilliseconds = 10_000;
/** A client that reads slower than this many bytes behind is cut off, as it can list and watch again. */
const backlogLimit = 64 * 1024 * 1024;

/**
 * Streams changes as lines of JSON until the client leaves or the time is up. Without a resourceVersion it starts
 * with everything there is; from one that history has forgotten it sends an ERROR of code 410 and ends.
 */
export function watchObjects(
  store: ObjectStore,
  request: ListRequest,
  options: WatchOptions,
  show: Representation,
  describe: (resourceVersion: number) => JsonObject,
  response: ServerResponse,
): void {
  const { drawer, namespace } = request;
  const prefix = namespace === undefined ? '' : `${namespace}/`;
  const matches = request.matches ?? (() => true);
  const send = (type: string, object: JsonObject): void => {
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > backlogLimit) response.destroy();
    else response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const relay = (change: StoredChange): void => {
    if (change.drawer !== drawer || !change.key.startsWith(prefix)) return;
    const before = change.previous !== undefined && matches(change.previous);
    const after = change.type !== 'DELETED' && matches(change.object);
    if (!before && !after) return;
    send(after ? (before ? 'MODIFIED' : 'ADDED') : 'DELETED', show.one(change.object as KubernetesObject));
  };
  const bookmark = (annotations?: JsonObject): void => {
    const object = describe(store.resourceVersion);
    if (annotations !== undefined) (object['metadata'] as JsonObject)['annotations'] = annotations;
    send('BOOKMARK', object);
  };

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const { resourceVersion } = request;
  const fromStart = resourceVersion === undefined || resourceVersion === '' || resourceVersion === '0';
  if (fromStart || options.sendInitialEvents) {
    for (const object of store.scan(drawer, { prefix })) if (matches(object)) send('ADDED', show.one(object));
    if (options.sendInitialEvents) bookmark({ 'k8s.io/initial-events-end': 'true' });
  } else {
    const since = parseResourceVersion(resourceVersion);
    if (since < store.oldestVersion) {
      send('ERROR', expired(`too old resource version: ${since} (${store.oldestVersion})`).status());
      response.end();
      return;
    }
    for (const change of store.changesSince(drawer, since)) relay(change);
  }

  const unsubscribe = store.subscribe(relay);
  const bookmarks = options.allowBookmarks ? setInterval(bookmark, bookmarkMilliseconds) : undefined;
  const end = setTimeout(() => response.end(), options.timeoutSeconds * 1000);
  response.on('close', () => {
    unsubscribe();
    clearInterval(bookmarks);
    clearTimeout(end);
  });
}
