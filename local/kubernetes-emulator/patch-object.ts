import type { IncomingMessage } from 'node:http';
import { addressed, existing } from './addressed-object';
import type { Admission } from './admission';
import { badRequest, methodNotAllowed, unsupportedMediaType } from './api-error';
import type { ClusterState } from './cluster-state';
import { jsonPatch } from './json-patch';
import { isJsonObject, type JsonObject, type JsonValue, type KubernetesObject } from './kubernetes-object';
import { applyPatch, mergePatch } from './merge-patch';
import { drawerOf } from './object-writer';
import { mediaType, readBody } from './read-body';
import type { ResourceTarget } from './request-target';
import { strategicMergePatch } from './strategic-merge-patch';

const apply = 'application/apply-patch+yaml';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';
const json = 'application/json-patch+json';

/** PATCH in its four dialects, admitted and carried out. Server-side apply makes the object when it is not there. */
export async function patched(
  state: ClusterState,
  target: ResourceTarget,
  request: IncomingMessage,
  admission: Admission,
  dryRun: boolean,
): Promise<{ created: boolean; object: KubernetesObject }> {
  if (target.name === undefined) throw methodNotAllowed();
  const { info, namespace, name } = target;
  const type = mediaType(request);
  const accepted = info.builtIn ? [json, merge, strategic, apply] : [json, merge, apply];
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
  const patch = await readBody(request);

  const key = namespace === undefined ? name : `${namespace}/${name}`;
  if (type === apply && state.store.get(drawerOf(info), key) === undefined) {
    if (!isJsonObject(patch)) throw badRequest('the applied configuration must be one object');
    const body = await admission.create(target, addressed(target, patch));
    return { created: true, object: state.writer.create(info, namespace, body, dryRun) };
  }
  const current = existing(state, target);
  const body = addressed(target, patchedBody(type, current, patch ?? {}));
  const next = await admission.update(target, current, body);
  const part = target.subresource === 'status' ? 'status' : 'main';
  return { created: false, object: state.writer.update(info, next, part, dryRun) };
}

/** What a patch makes of an object, by the content type of the patch. */
export function patchedBody(type: string, current: KubernetesObject, patch: JsonValue): JsonObject {
  if (type === json) return jsonPatch(current, patch);
  if (!isJsonObject(patch)) throw badRequest('the patch must be one object');
  if (type === merge) return mergePatch(current, patch);
  if (type === apply) return applyPatch(current, patch);
  return strategicMergePatch(current, patch) as JsonObject;
}
