import { randomUUID } from 'node:crypto';
import { at, isJsonObject, type JsonObject, listAt, objectAt, textAt } from '../kubernetes-object';
import { type AdmissionRequest, reviewedRequest } from './admission-request';
import type { AdmissionWebhook } from './admission-webhook';

/** What a webhook answered. */
export interface WebhookVerdict {
  readonly allowed: boolean;
  /** A Status: why it is not allowed. */
  readonly status: JsonObject;
  readonly warnings: readonly string[];
  /** The operations of a JSON Patch, if any. */
  readonly patch: readonly JsonObject[];
}

/**
 * Asks a webhook about a request, as the API server does.
 *
 * @throws Error saying why the call counts as failed: no connection, time out, not 200, no fitting answer
 */
export async function callWebhook(
  webhook: AdmissionWebhook,
  request: AdmissionRequest,
): Promise<WebhookVerdict> {
  const uid = randomUUID();
  const review = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: reviewedRequest(request, uid),
  };
  const url = `${webhook.url}?timeout=${webhook.timeoutSeconds}s`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(review),
    signal: AbortSignal.timeout(webhook.timeoutSeconds * 1000),
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    const why = error.name === 'TimeoutError' ? 'context deadline exceeded' : cause;
    throw new Error(`failed to call webhook: Post "${url}": ${why}`);
  });
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(
      `failed to call webhook: the server could not handle the request (${answer.status}): ${text.slice(0, 300)}`,
    );
  return verdictOf(text, uid);
}

function verdictOf(text: string, uid: string): WebhookVerdict {
  const review = JSON.parse(text) as JsonObject;
  const response = objectAt(review, 'response');
  if (textAt(review, 'apiVersion') !== 'admission.k8s.io/v1' || textAt(review, 'kind') !== 'AdmissionReview')
    throw new Error('expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview');
  if (textAt(response, 'uid') !== uid) throw new Error(`expected response.uid="${uid}"`);
  const patch = textAt(response, 'patch');
  if ((patch === undefined) !== (textAt(response, 'patchType') === undefined))
    throw new Error('webhook returned patch and patchType not together');
  const operations =
    patch === undefined ? [] : (JSON.parse(Buffer.from(patch, 'base64').toString('utf8')) as unknown);
  if (!Array.isArray(operations) || (patch !== undefined && operations.length === 0))
    throw new Error('webhook returned a patch that is no list of operations');
  return {
    allowed: at(response, 'allowed') === true,
    status: objectAt(response, 'status'),
    warnings: listAt(response, 'warnings').map(String),
    patch: operations.filter(isJsonObject),
  };
}
