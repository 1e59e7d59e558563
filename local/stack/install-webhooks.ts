import { type WebhookAddress, webhookConfigurations } from '../../shared/pipeline';
import type { KubernetesObject } from '../kubernetes-emulator';
import type { Emulators } from './start-emulators';

/**
 * Puts the webhook configurations into an emulated cluster, as `npm run admission:manifest` prints them for a real one.
 * What the cluster holds already was not asked about. Nothing without a secret.
 */
export function installWebhooks(
  { clusters }: Pick<Emulators, 'clusters'>,
  clusterId: string,
  address: Omit<WebhookAddress, 'clusterId'>,
): void {
  if (address.secret === '') return;
  for (const configuration of webhookConfigurations({ clusterId, ...address }))
    clusters.get(clusterId.toLowerCase())?.apply(configuration as KubernetesObject);
}
