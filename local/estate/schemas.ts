import { z } from 'zod';
import { closed } from './check-document';

const guid = z
  .string()
  .regex(
    /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
    'a GUID such as 2b9c7f1e-84d0-4e0f-b6a1-5f3d9a7c1e22',
  );
const name = z
  .string()
  .regex(/^[^<>%&:?/\\\s][^<>%&:?/\\]{0,127}$/, 'a name of at most 128 characters without <>%&:?/\\');
const armId = z.string().regex(/^\/[^\s].*$/, 'an ARM id, which starts with a slash');
const map = z.record(z.string(), z.unknown());
const tags = z.record(z.string(), z.string());
const text = z.string();

const subscription = closed({
  subscriptionId: guid,
  displayName: text.optional(),
  tags: tags.optional(),
});

export type SubscriptionEntry = z.output<typeof subscription>;
export interface ManagementGroupEntry {
  name: string;
  displayName?: string | undefined;
  managementGroups?: ManagementGroupEntry[] | undefined;
  subscriptions?: SubscriptionEntry[] | undefined;
}

const managementGroup: z.ZodType<ManagementGroupEntry> = z.lazy(() =>
  closed({
    name,
    displayName: text.optional(),
    managementGroups: z.array(managementGroup).optional(),
    subscriptions: z.array(subscription).optional(),
  }),
);

/** `estate.yaml` */
export const estateFile = closed({
  tenantId: guid,
  managementGroups: z.array(managementGroup).optional(),
  subscriptions: z.array(subscription).optional(),
});

/** `resource-groups/*.yaml` */
export const resourceGroupFile = closed({
  id: armId.optional(),
  type: text.optional(),
  name: name.optional(),
  subscription: text.optional(),
  location: text,
  tags: tags.optional(),
  managedBy: text.optional(),
  properties: map.optional(),
});

const resourceShape = {
  id: armId.optional(),
  name: text.optional(),
  subscription: text.optional(),
  resourceGroup: text.optional(),
  location: text.optional(),
  tags: tags.optional(),
  kind: text.optional(),
  sku: map.optional(),
  plan: map.optional(),
  identity: map.optional(),
  zones: z.array(text).optional(),
  managedBy: text.optional(),
  extendedLocation: map.optional(),
  etag: text.optional(),
  systemData: map.optional(),
  properties: map.optional(),
};

/** `resources/*.yaml` */
export const resourceFile = closed({ ...resourceShape, type: text.optional() });

/** `clusters/{name}/cluster.yaml`: what rules look at most is checked, the rest is as free as in ARM. */
export const clusterFile = closed({
  ...resourceShape,
  type: z
    .enum(['Microsoft.ContainerService/managedClusters', 'Microsoft.Kubernetes/connectedClusters'])
    .optional(),
  location: text,
  properties: z.looseObject({
    kubernetesVersion: text.optional(),
    agentPoolProfiles: z.array(z.looseObject({ name: text })).optional(),
    addonProfiles: z.record(z.string(), z.looseObject({ enabled: z.boolean() })).optional(),
    networkProfile: map.optional(),
    securityProfile: map.optional(),
    disableLocalAccounts: z.boolean().optional(),
    enableRBAC: z.boolean().optional(),
  }),
});

/** One object of `clusters/{name}/workloads/`. */
export const kubernetesObject = z.looseObject({
  apiVersion: text.regex(/^(?:[a-z0-9.-]{1,253}\/)?[a-z0-9]{1,63}$/, 'a version such as v1 or apps/v1'),
  kind: text.regex(/^[A-Z][A-Za-z0-9]{0,62}$/, 'a kind such as Pod'),
  metadata: z.looseObject({
    name: text.min(1, 'a name'),
    namespace: text.optional(),
    labels: tags.nullish(),
    annotations: tags.nullish(),
    ownerReferences: z
      .array(z.looseObject({ apiVersion: text, kind: text, name: text, uid: text.optional() }))
      .optional(),
  }),
});

const policyShape = {
  id: armId.optional(),
  type: text.optional(),
  name: name.optional(),
  scope: text.optional(),
  systemData: map.optional(),
};
const common = { displayName: text.optional(), description: text.optional(), metadata: map.optional() };
const declarations = z.record(
  z.string(),
  z.looseObject({ type: text, allowedValues: z.array(z.unknown()).optional() }),
);
const values = z.record(
  z.string(),
  z
    .looseObject({})
    .refine(
      (entry) => Object.hasOwn(entry, 'value') || Object.hasOwn(entry, 'reference'),
      'a map with the key "value"',
    ),
);
const selectors = z.array(z.looseObject({ selectors: z.array(z.looseObject({ kind: text })).optional() }));
const version = { version: text.optional(), versions: z.array(text).optional(), policyType: text.optional() };

/** `policies/definitions/*` */
export const definitionFile = closed({
  ...policyShape,
  properties: closed({
    ...common,
    ...version,
    mode: text.optional(),
    parameters: declarations.optional(),
    policyRule: z.looseObject({ if: map, then: z.looseObject({ effect: text }) }),
    externalEvaluationEnforcementSettings: map.optional(),
  }),
});

/** `policies/initiatives/*` */
export const initiativeFile = closed({
  ...policyShape,
  properties: closed({
    ...common,
    ...version,
    parameters: declarations.optional(),
    policyDefinitions: z
      .array(
        closed({
          policyDefinitionId: armId,
          policyDefinitionReferenceId: text.optional(),
          parameters: values.optional(),
          groupNames: z.array(text).optional(),
          definitionVersion: text.optional(),
          latestDefinitionVersion: text.optional(),
          effectiveDefinitionVersion: text.optional(),
        }),
      )
      .min(1, 'at least one policy definition'),
    policyDefinitionGroups: z.array(z.looseObject({ name: text })).optional(),
  }),
});

/** `policies/assignments/*` */
export const assignmentFile = closed({
  ...policyShape,
  location: text.optional(),
  identity: z.looseObject({ type: z.enum(['SystemAssigned', 'UserAssigned', 'None']) }).optional(),
  properties: closed({
    ...common,
    policyDefinitionId: armId,
    definitionVersion: text.optional(),
    latestDefinitionVersion: text.optional(),
    effectiveDefinitionVersion: text.optional(),
    scope: text.optional(),
    notScopes: z.array(armId).optional(),
    parameters: values.optional(),
    enforcementMode: z.enum(['Default', 'DoNotEnforce', 'Enroll']).optional(),
    nonComplianceMessages: z
      .array(closed({ message: text, policyDefinitionReferenceId: text.optional() }))
      .optional(),
    resourceSelectors: selectors.optional(),
    overrides: z.array(z.looseObject({ kind: text })).optional(),
    selfServeExemptionSettings: map.optional(),
    assignmentType: text.optional(),
    instanceId: text.optional(),
  }),
});

/** `policies/exemptions/*` */
export const exemptionFile = closed({
  ...policyShape,
  properties: closed({
    ...common,
    policyAssignmentId: armId,
    policyDefinitionReferenceIds: z.array(text).optional(),
    exemptionCategory: z.enum(['Waiver', 'Mitigated']),
    expiresOn: z
      .string()
      .refine(
        (time) => /^\d{4}-\d\d-\d\d/.test(time) && !Number.isNaN(Date.parse(time)),
        'a time such as 2027-06-30T00:00:00Z',
      )
      .optional(),
    resourceSelectors: selectors.optional(),
    assignmentScopeValidation: z.enum(['Default', 'DoNotValidate']).optional(),
  }),
});
