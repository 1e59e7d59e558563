import { badRequest, expired, KubernetesApiError } from './api-error';
import { decodeContinue, encodeContinue } from './continue-token';
import type { KubernetesObject } from './kubernetes-object';
import type { ObjectStore } from './object-store';

export interface ListRequest {
  drawer: string;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  namespace: string | undefined;
  matches: ((object: KubernetesObject) => boolean) | undefined;
  limit: number;
  continueToken: string | undefined;
  resourceVersion: string | undefined;
  resourceVersionMatch: string | undefined;
}

export interface ListPage {
  items: KubernetesObject[];
  resourceVersion: string;
  continueToken: string | undefined;
  remainingItemCount: number | undefined;
}

/**
 * One page of a list. All pages of one list show the state of the first page's resourceVersion; when that has
 * left the history the answer is 410 with a token that goes on from the same place in the newest state.
 */
export function listObjects(store: ObjectStore, request: ListRequest): ListPage {
  const { drawer, matches, limit } = request;
  const prefix = request.namespace === undefined ? '' : `${request.namespace}/`;
  const from = request.continueToken === undefined ? undefined : decodeContinue(request.continueToken);
  const version = from === undefined ? startingVersion(store, request) : from.resourceVersion;
  const resourceVersion = version < 0 ? store.resourceVersion : version;
  if (resourceVersion < store.oldestVersion) {
    throw from === undefined
      ? expired(`The resourceVersion for the provided list is too old: ${resourceVersion}`)
      : expired(
          'The provided continue parameter is too old to display a consistent list result. Start a new list, or go on with the token in this response, which shows the newest state.',
          encodeContinue({ resourceVersion: -1, after: from.after }),
        );
  }

  const items: KubernetesObject[] = [];
  let more = false;
  for (const object of store.scan(drawer, {
    prefix,
    resourceVersion,
    ...(from === undefined ? {} : { after: from.after }),
  })) {
    if (matches !== undefined && !matches(object)) continue;
    if (limit > 0 && items.length === limit) {
      more = true;
      break;
    }
    items.push(object);
  }
  const last = items[items.length - 1];
  return {
    items,
    resourceVersion: String(resourceVersion),
    continueToken:
      more && last !== undefined ? encodeContinue({ resourceVersion, after: keyOf(last) }) : undefined,
    // As in the API server, a list with a selector does not say how much is left.
    remainingItemCount:
      more && matches === undefined && last !== undefined
        ? store.count(drawer, { prefix, resourceVersion, after: keyOf(last) })
        : undefined,
  };
}

/** Where an object lies in its drawer: the order of lists. */
export function keyOf(object: KubernetesObject): string {
  const namespace = object.metadata['namespace'];
  return typeof namespace === 'string' && namespace !== ''
    ? `${namespace}/${object.metadata.name}`
    : object.metadata.name;
}

function startingVersion(store: ObjectStore, request: ListRequest): number {
  const { resourceVersion, resourceVersionMatch } = request;
  if (resourceVersion === undefined || resourceVersion === '' || resourceVersion === '0') {
    if (resourceVersionMatch !== undefined && resourceVersion === undefined) {
      throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided');
    }
    return store.resourceVersion;
  }
  const wanted = parseResourceVersion(resourceVersion);
  if (wanted > store.resourceVersion) {
    throw new KubernetesApiError(
      504,
      'Timeout',
      `Too large resource version: ${wanted}, current: ${store.resourceVersion}`,
      {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      },
    );
  }
  return resourceVersionMatch === 'Exact' ? wanted : store.resourceVersion;
}

export function parseResourceVersion(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw badRequest(`Invalid value: "${text}": resourceVersion must be a number`);
  return Number(text);
}
