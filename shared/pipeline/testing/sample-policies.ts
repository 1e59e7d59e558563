import type { ArmResource, JsonObject, PolicyObjects } from '../../policy';

export const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';

/** The id of a cluster in resource group `rg`. */
export const clusterId = (name: string): string =>
  `${subscription}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${name}`;

/** A cluster as ARM gives it. */
export const cluster = (name: string, location = 'northeurope'): ArmResource => ({
  id: clusterId(name),
  name,
  type: 'Microsoft.ContainerService/managedClusters',
  location,
  properties: {},
});

/** A Pod with one container of the same name. */
export const pod = (name: string, privileged: boolean): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'apps' },
  spec: { containers: [{ name, image: 'nginx', securityContext: { privileged } }] },
});

const isCluster: JsonObject = { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' };

/** A custom definition of mode All. */
export const rule = (name: string, condition: JsonObject, effect = 'audit'): JsonObject => ({
  id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
  name,
  properties: {
    policyType: 'Custom',
    mode: 'All',
    policyRule: { if: { allOf: [isCluster, condition] }, then: { effect } },
  },
});

/** A custom definition over Pods, its template given as Rego. `more` is added to its details. */
export const workloadRule = (
  name: string,
  rego: string,
  effect = 'audit',
  more: JsonObject = {},
): JsonObject => ({
  id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
  name,
  properties: {
    policyType: 'Custom',
    mode: 'Microsoft.Kubernetes.Data',
    policyRule: {
      if: isCluster,
      then: {
        effect,
        details: {
          templateInfo: {
            sourceType: 'Base64Encoded',
            content: Buffer.from(template(name, rego)).toString('base64'),
          },
          apiGroups: [''],
          kinds: ['Pod'],
          ...more,
        },
      },
    },
  },
});

/** A custom definition that mutates Pods, its mutation given as text. `more` is added to its details. */
export const mutatingRule = (name: string, mutator: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
  name,
  properties: {
    policyType: 'Custom',
    mode: 'Microsoft.Kubernetes.Data',
    policyRule: {
      if: isCluster,
      then: {
        effect: 'mutate',
        details: {
          mutationInfo: {
            sourceType: 'Base64Encoded',
            content: Buffer.from(JSON.stringify(mutator)).toString('base64'),
          },
          ...more,
        },
      },
    },
  },
});

/** A mutator that takes the service account token from Pods. */
export const noToken: JsonObject = {
  apiVersion: 'mutations.gatekeeper.sh/v1',
  kind: 'Assign',
  metadata: { name: 'no-token' },
  spec: {
    applyTo: [{ groups: [''], versions: ['v1'], kinds: ['Pod'] }],
    location: 'spec.automountServiceAccountToken',
    parameters: { assign: { value: false } },
  },
};

/** An ExpansionTemplate of a cluster: Rollouts imply Pods. `changes` go into its spec. */
export const rolloutExpansion = (changes: JsonObject = {}): JsonObject => ({
  apiVersion: 'expansion.gatekeeper.sh/v1beta1',
  kind: 'ExpansionTemplate',
  metadata: { name: 'rollouts' },
  spec: {
    applyTo: [{ groups: ['argoproj.io'], versions: ['v1alpha1'], kinds: ['Rollout'] }],
    templateSource: 'spec.template',
    generatedGVK: { group: '', version: 'v1', kind: 'Pod' },
    ...changes,
  },
});

const template = (name: string, rego: string): string =>
  JSON.stringify({
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name },
    spec: {
      crd: { spec: { names: { kind: name } } },
      targets: [{ target: 'admission.k8s.gatekeeper.sh', rego }],
    },
  });

/** Rego that refuses privileged containers. */
export const noPrivilege = `package noprivilege
violation[{"msg": msg, "details": {"container": c.name}}] {
  c := input.review.object.spec.containers[_]
  c.securityContext.privileged
  msg := sprintf("privileged: %v", [c.name])
}`;

/** Policy objects with an assignment at the subscription for each definition, named like it. */
export function policiesOf(
  definitions: readonly JsonObject[],
  exemptions: readonly JsonObject[] = [],
): PolicyObjects {
  return {
    definitions,
    setDefinitions: [],
    assignments: definitions.map((definition) => ({
      id: assignmentId(String(definition['name'])),
      name: String(definition['name']),
      properties: { policyDefinitionId: String(definition['id']), scope: subscription },
    })),
    exemptions,
    scopeTree: {
      subscriptions: [{ subscriptionId: '00000000-0000-0000-0000-000000000001', managementGroups: ['root'] }],
    },
  };
}

/** The id of the assignment that {@link policiesOf} makes for a definition. */
export const assignmentId = (name: string): string =>
  `${subscription}/providers/Microsoft.Authorization/policyAssignments/${name}`;
