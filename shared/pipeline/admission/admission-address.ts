import { createHmac, timingSafeEqual } from 'node:crypto';
import { armIdKey } from '../../policy';

/** The two webhooks of a cluster. */
export type Webhook = 'validate' | 'mutate';

/**
 * The path of a cluster's webhook. The URL of a webhook may hold no query and the API server sends no key, so that the
 * path itself has to be the secret: it names the cluster, and proves by an HMAC that whoever calls was given it.
 *
 * @param clusterId ARM id of the cluster, in any case
 * @param secret the app setting PLIMSOLL_ADMISSION_SECRET
 */
export function admissionPath(clusterId: string, secret: string, webhook: Webhook): string {
  const key = armIdKey(clusterId);
  return `/api/admission/${Buffer.from(key).toString('base64url')}/${tokenOf(key, secret).toString('base64url')}/${webhook}`;
}

/**
 * The cluster that a path belongs to, as its lower-cased id; undefined when the token is not that cluster's. Takes the
 * same time for every wrong token.
 */
export function clusterOfAdmissionPath(
  { clusterKey, token }: { readonly clusterKey: string; readonly token: string },
  secret: string,
): string | undefined {
  const key = Buffer.from(clusterKey, 'base64url').toString('utf8');
  const expected = tokenOf(key, secret);
  const given = Buffer.from(token, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) ? key : undefined;
}

const tokenOf = (key: string, secret: string): Buffer =>
  createHmac('sha256', secret).update('admission|').update(key).digest();
