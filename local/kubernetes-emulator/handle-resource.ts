import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressed, existing } from './addressed-object';
import { type Admission, admissionOf } from './admission';
import { badRequest, KubernetesApiError, methodNotAllowed, pathNotFound } from './api-error';
import type { ClusterState } from './cluster-state';
import {
  isJsonObject,
  type JsonObject,
  joinApiVersion,
  type KubernetesObject,
  textAt,
} from './kubernetes-object';
import { keyOf, listObjects } from './list-objects';
import { listRequestOf } from './list-request';
import { type DeleteOptions, drawerOf, type Propagation } from './object-writer';
import { patched, patchedBody } from './patch-object';
import { mediaType, readBody, readObjectBody } from './read-body';
import { type Representation, representationOf } from './representation';
import type { ResourceTarget } from './request-target';
import { respond } from './respond';
import { scalableKinds, scaled, scaleOf } from './scale';
import { watchObjects } from './watch-objects';

/** A watch without `timeoutSeconds` ends after this long, in seconds. */
const longestWatch = 3600;

/** Answers a request for objects: one verb of the API per method and shape of path. */
export async function handleResource(
  state: ClusterState,
  target: ResourceTarget,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { info, name, subresource } = target;
  if (subresource === 'scale') return handleScale(state, target, request, response);
  if (subresource !== undefined && !(subresource === 'status' && info.statusSubresource))
    throw pathNotFound();
  const columns = state.registry.columnsOf(info);
  const show = representationOf(request.headers.accept ?? '', query, info, target.version, columns);
  const watching = target.watch || ['true', '1'].includes(query.get('watch') ?? '');

  if (request.method === 'GET' || request.method === 'HEAD') {
    if (watching) return watch(state, target, query, show, response);
    if (name !== undefined) return respond(response, 200, show.one(existing(state, target)));
    return respond(response, 200, list(state, target, query, show));
  }
  const dryRun = query.get('dryRun') === 'All';
  const admission = admissionOf(state, dryRun, warningsOf(response));
  switch (request.method) {
    case 'POST': {
      if (name !== undefined) throw methodNotAllowed();
      const body = await readObjectBody(request);
      if (info.namespaced && target.namespace === undefined) {
        throw badRequest('an empty namespace may not be set during creation');
      }
      const admitted = await admission.create(target, body);
      return respond(response, 201, show.one(state.writer.create(info, target.namespace, admitted, dryRun)));
    }
    case 'PUT': {
      const given = addressed(target, await readObjectBody(request));
      const body = await admission.update(target, existing(state, target), given);
      const part = subresource === 'status' ? 'status' : 'main';
      return respond(response, 200, show.one(state.writer.update(info, body, part, dryRun)));
    }
    case 'PATCH': {
      const { created, object } = await patched(state, target, request, admission, dryRun);
      return respond(response, created ? 201 : 200, show.one(object));
    }
    case 'DELETE': {
      const options = deleteOptions(await readBody(request), query, dryRun);
      const deletion = admissionOf(state, options.dryRun === true, warningsOf(response));
      if (name === undefined)
        return respond(response, 200, await deleteCollection(state, target, query, show, options, deletion));
      const object = existing(state, target);
      await deletion.delete(target, object);
      const deleted = state.writer.delete(info, object, options);
      // With finalizers left the object is still there, so it is what the client gets to see.
      const remains = state.store.get(drawerOf(info), keyOf(object)) !== undefined && !dryRun;
      return respond(response, 200, remains ? show.one(deleted) : deletedStatus(target, deleted));
    }
    default:
      throw methodNotAllowed();
  }
}

async function handleScale(
  state: ClusterState,
  target: ResourceTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { info } = target;
  if (!scalableKinds.has(`${info.group}/${info.kind}`) || target.name === undefined) throw pathNotFound();
  if (request.method === 'GET') return respond(response, 200, scaleOf(existing(state, target)));
  const body = await readBody(request);
  const object = existing(state, target);
  const scale =
    request.method === 'PATCH'
      ? patchedBody(mediaType(request), scaleOf(object), body ?? {})
      : request.method === 'PUT'
        ? body
        : undefined;
  if (!isJsonObject(scale)) throw methodNotAllowed();
  return respond(response, 200, scaleOf(state.writer.update(info, scaled(object, scale), 'main')));
}

function list(
  state: ClusterState,
  target: ResourceTarget,
  query: URLSearchParams,
  show: Representation,
): JsonObject {
  const page = listObjects(state.store, listRequestOf(target, query));
  return show.list(page.items, {
    resourceVersion: page.resourceVersion,
    ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
    ...(page.remainingItemCount === undefined ? {} : { remainingItemCount: page.remainingItemCount }),
  });
}

function watch(
  { store }: ClusterState,
  target: ResourceTarget,
  query: URLSearchParams,
  show: Representation,
  response: ServerResponse,
): void {
  const { info, version } = target;
  const timeout = Number(query.get('timeoutSeconds') ?? 0);
  const options = {
    allowBookmarks: query.get('allowWatchBookmarks') === 'true',
    sendInitialEvents: query.get('sendInitialEvents') === 'true',
    timeoutSeconds: timeout > 0 ? Math.min(timeout, longestWatch) : longestWatch,
  };
  const describe = (resourceVersion: number): JsonObject => ({
    kind: info.kind,
    apiVersion: joinApiVersion(info.group, version),
    metadata: { resourceVersion: String(resourceVersion), creationTimestamp: null },
  });
  watchObjects(store, listRequestOf(target, query), options, show, describe, response);
}

async function deleteCollection(
  state: ClusterState,
  target: ResourceTarget,
  query: URLSearchParams,
  show: Representation,
  options: DeleteOptions,
  admission: Admission,
): Promise<JsonObject> {
  const request = listRequestOf(target, query);
  const page = listObjects(state.store, { ...request, resourceVersion: undefined });
  for (const object of page.items) await admission.delete(target, object);
  const deleted = page.items.map((object) => state.writer.delete(target.info, object, options));
  return show.list(deleted, { resourceVersion: String(state.store.resourceVersion) });
}

/** Warnings of webhooks go out as headers, whatever the answer will be. */
function warningsOf(response: ServerResponse): (text: string) => void {
  const headers: string[] = [];
  return (text) => {
    headers.push(`299 - "${text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/["\\]/g, '\\$&')}"`);
    response.setHeader('Warning', headers);
  };
}

function deleteOptions(body: unknown, query: URLSearchParams, dryRun: boolean): DeleteOptions {
  const options = isJsonObject(body) ? body : {};
  const wanted = textAt(options, 'propagationPolicy') ?? query.get('propagationPolicy') ?? 'Background';
  const propagation = (['Background', 'Foreground', 'Orphan'] as const).find((policy) => policy === wanted);
  if (propagation === undefined) {
    throw new KubernetesApiError(422, 'Invalid', `propagationPolicy: Unsupported value: "${wanted}"`);
  }
  return {
    propagation: (options['orphanDependents'] === true ? 'Orphan' : propagation) satisfies Propagation,
    uid: textAt(options, 'preconditions', 'uid'),
    resourceVersion: textAt(options, 'preconditions', 'resourceVersion'),
    dryRun: dryRun || (Array.isArray(options['dryRun']) && options['dryRun'].includes('All')),
  };
}

function deletedStatus({ info }: ResourceTarget, object: KubernetesObject): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(info.group === '' ? {} : { group: info.group }),
      kind: info.plural,
      uid: textAt(object.metadata, 'uid') ?? '',
    },
  };
}
