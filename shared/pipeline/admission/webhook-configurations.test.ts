import { describe, expect, it } from 'vitest';
import { clusterOfAdmissionPath } from './admission-address';
import { webhookConfigurations } from './webhook-configurations';

const clusterId =
  '/subscriptions/1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/one';
const secret = 'a secret that is thirty-two long';

describe('the webhook configurations of a cluster', () => {
  const [validating, mutating] = webhookConfigurations({
    clusterId,
    publicUrl: 'https://plimsoll.example.net',
    secret,
  }) as unknown as {
    kind: string;
    webhooks: {
      name: string;
      clientConfig: { url: string };
      rules: { operations: string[]; resources: string[] }[];
    }[];
  }[];

  it.each([
    [validating, 'ValidatingWebhookConfiguration', 'validation.gatekeeper.sh', 'validate'],
    [mutating, 'MutatingWebhookConfiguration', 'mutation.gatekeeper.sh', 'mutate'],
  ])(
    '$1 fails open, asks nothing in a dry run to be written, and knows its cluster',
    (one, kind, name, verb) => {
      const [hook] = one?.webhooks ?? [];
      expect(one).toMatchObject({ apiVersion: 'admissionregistration.k8s.io/v1', kind });
      expect(hook).toMatchObject({
        name,
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Ignore',
        matchPolicy: 'Equivalent',
        sideEffects: 'NoneOnDryRun',
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: ['kube-system', 'gatekeeper-system'],
            },
          ],
        },
      });
      const [, , , clusterKey = '', token = '', last] = new URL(hook?.clientConfig.url ?? '').pathname.split(
        '/',
      );
      expect(last).toBe(verb);
      expect(clusterOfAdmissionPath({ clusterKey, token }, secret)).toBe(clusterId.toLowerCase());
    },
  );

  it('ask about every kind of write, but mutate only what is created or changed', () => {
    const operations = (one: typeof validating) =>
      one?.webhooks.flatMap(({ rules }) => rules.flatMap((rule) => rule.operations));
    expect(operations(validating)).toEqual(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);
    expect(operations(mutating)).toEqual(['CREATE', 'UPDATE']);
  });
});
