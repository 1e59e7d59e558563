import { alwaysExcludedNamespaces } from '../../gatekeeper';
import type { JsonObject } from '../../policy';
import { admissionPath } from './admission-address';

/** What the webhooks of a cluster are reached by. */
export interface WebhookAddress {
  /** ARM id of the cluster. */
  readonly clusterId: string;
  /** Where the API server reaches this service, without a trailing slash; `https:`, but for emulators. */
  readonly publicUrl: string;
  /** The app setting PLIMSOLL_ADMISSION_SECRET. */
  readonly secret: string;
}

const name = 'plimsoll';

/**
 * The ValidatingWebhookConfiguration and the MutatingWebhookConfiguration that let a cluster ask this service before
 * it stores anything. The webhooks bear the names that Gatekeeper's have, so that refusals read as people know them.
 *
 * Secrets are never sent, and neither are events and leases, which no policy is about and which come every second.
 * They fail open (`failurePolicy: Ignore`), leave out the namespaces that AKS leaves out, and are free of side effects
 * in a dry run.
 */
export function webhookConfigurations(address: WebhookAddress): JsonObject[] {
  return [
    configuration('ValidatingWebhookConfiguration', {
      ...webhook(address, 'validate'),
      name: 'validation.gatekeeper.sh',
      timeoutSeconds: 5,
      rules: [
        rule(['CREATE', 'UPDATE'], ['*', 'pods/ephemeralcontainers']),
        // Not to be refused, but to be known: the states of what is gone go too.
        rule(['DELETE'], ['*']),
        rule(['CONNECT'], ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy']),
      ],
    }),
    configuration('MutatingWebhookConfiguration', {
      ...webhook(address, 'mutate'),
      name: 'mutation.gatekeeper.sh',
      timeoutSeconds: 3,
      reinvocationPolicy: 'IfNeeded',
      rules: [rule(['CREATE', 'UPDATE'], ['*'])],
    }),
  ];
}

function webhook({ clusterId, publicUrl, secret }: WebhookAddress, kind: 'validate' | 'mutate'): JsonObject {
  return {
    admissionReviewVersions: ['v1'],
    clientConfig: { url: `${publicUrl}${admissionPath(clusterId, secret, kind)}` },
    failurePolicy: 'Ignore',
    matchPolicy: 'Equivalent',
    sideEffects: 'NoneOnDryRun',
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...alwaysExcludedNamespaces] },
      ],
    },
    matchConditions: [
      {
        name: 'neither-secrets-nor-heartbeats',
        expression: '!(request.resource.resource in ["secrets", "events", "leases"])',
      },
    ],
  };
}

const configuration = (kind: string, hook: JsonObject): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name, labels: { 'app.kubernetes.io/name': name } },
  webhooks: [hook],
});

const rule = (operations: string[], resources: string[]): JsonObject => ({
  operations,
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources,
  scope: '*',
});
