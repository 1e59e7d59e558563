import { isDeepStrictEqual } from 'node:util';
import { KubernetesApiError } from '../api-error';
import { jsonPatch } from '../json-patch';
import {
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  listAt,
  numberAt,
  textAt,
} from '../kubernetes-object';
import type { ObjectStore } from '../object-store';
import type { AdmissionRequest } from './admission-request';
import { type AdmissionWebhook, isExempt, webhooksOf } from './admission-webhook';
import { callWebhook, type WebhookVerdict } from './call-webhook';
import { webhookWants } from './webhook-wants';

/** Takes the warnings that go with the answer to the client. */
export type Warn = (text: string) => void;

/**
 * Asks the mutating webhooks about a request, one after the other, and gives the object as they leave it. Those that
 * want it are asked once more when a later one changed the object.
 *
 * @throws KubernetesApiError when one refuses, or fails under the failure policy Fail
 */
export async function mutateObject(
  store: ObjectStore,
  request: AdmissionRequest,
  warn: Warn,
): Promise<JsonObject> {
  let object = request.object ?? {};
  const seen = new Map<AdmissionWebhook, JsonObject>();
  const ask = async (webhook: AdmissionWebhook): Promise<void> => {
    const verdict = await askOne(store, webhook, { ...request, object }, warn);
    if (verdict !== undefined && verdict.patch.length > 0)
      object = jsonPatch(object as KubernetesObject, [...verdict.patch]);
    seen.set(webhook, object);
  };
  const webhooks = wanted(store, request, 'mutating');
  for (const webhook of webhooks) await ask(webhook);
  for (const webhook of webhooks)
    if (webhook.reinvoked && !isDeepStrictEqual(seen.get(webhook), object)) await ask(webhook);
  return object;
}

/**
 * Asks all validating webhooks about a request at once.
 *
 * @throws KubernetesApiError when one refuses, or fails under the failure policy Fail
 */
export async function validateObject(
  store: ObjectStore,
  request: AdmissionRequest,
  warn: Warn,
): Promise<void> {
  const asked = wanted(store, request, 'validating').map((webhook) => askOne(store, webhook, request, warn));
  for (const outcome of await Promise.allSettled(asked))
    if (outcome.status === 'rejected') throw outcome.reason;
}

function wanted(
  store: ObjectStore,
  { info, version }: AdmissionRequest,
  kind: 'mutating' | 'validating',
): AdmissionWebhook[] {
  return isExempt({ kind: info.kind, apiVersion: `${info.group}/${version}` }) ? [] : webhooksOf(store, kind);
}

async function askOne(
  store: ObjectStore,
  webhook: AdmissionWebhook,
  request: AdmissionRequest,
  warn: Warn,
): Promise<WebhookVerdict | undefined> {
  let verdict: WebhookVerdict;
  try {
    if (!webhookWants(webhook, request, store)) return undefined;
    verdict = await callWebhook(webhook, request);
  } catch (error) {
    if (webhook.ignoresFailure) return undefined;
    const problem = `failed calling webhook "${webhook.name}": ${(error as Error).message}`;
    throw new KubernetesApiError(500, 'InternalError', `Internal error occurred: ${problem}`);
  }
  for (const warning of verdict.warnings) warn(warning);
  if (!verdict.allowed) throw denial(webhook, verdict.status);
  return verdict;
}

function denial({ name }: AdmissionWebhook, status: JsonObject): KubernetesApiError {
  const reason = textAt(status, 'reason') ?? '';
  const why = textAt(status, 'message') || reason;
  const denied = `admission webhook "${name}" denied the request`;
  const causes = listAt(status, 'details', 'causes')
    .filter(isJsonObject)
    .map((cause) => ({ message: '', ...cause }));
  return new KubernetesApiError(
    Math.max(numberAt(status, 'code') ?? 0, 400),
    reason,
    why === '' ? `${denied} without explanation` : `${denied}: ${why}`,
    causes.length === 0 ? {} : { causes },
  );
}
