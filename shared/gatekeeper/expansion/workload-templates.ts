import type { JsonObject } from '../json';

function template(
  name: string,
  applyTo: JsonObject[],
  templateSource: string,
  generatedGVK: JsonObject,
): JsonObject {
  return {
    apiVersion: 'expansion.gatekeeper.sh/v1beta1',
    kind: 'ExpansionTemplate',
    metadata: { name },
    spec: { applyTo, templateSource, generatedGVK },
  };
}

/**
 * ExpansionTemplates for the workloads that Kubernetes itself brings: whatever makes Pods implies a Pod, and a CronJob
 * a Job.
 */
export const workloadTemplates: readonly JsonObject[] = [
  template(
    'expand-pods',
    [
      { groups: ['apps'], versions: ['v1'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] },
      { groups: ['batch'], versions: ['v1'], kinds: ['Job'] },
      { groups: [''], versions: ['v1'], kinds: ['ReplicationController'] },
    ],
    'spec.template',
    { group: '', version: 'v1', kind: 'Pod' },
  ),
  template(
    'expand-cronjobs',
    [{ groups: ['batch'], versions: ['v1'], kinds: ['CronJob'] }],
    'spec.jobTemplate',
    { group: 'batch', version: 'v1', kind: 'Job' },
  ),
];
