import { startArmEmulator } from '../local/arm-emulator';
import { createArmRestClient, createCredential, createPolicyClient } from '../shared/azure';
import { createPolicyReader } from '../shared/estate';
import type { Constraint } from '../shared/gatekeeper';
import { createEngines, evaluatePolicies, snapshotOf } from '../shared/pipeline';
import { type ArmResource, type JsonObject, policiesInForce } from '../shared/policy';

const subscriptionId = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
const subscription = `/subscriptions/${subscriptionId}`;
const initiatives = {
  baseline: 'a8640138-9b0a-4a28-b8cb-1666c838647d',
  restricted: '42b8ef37-b724-4e24-bbc8-7a7708edfe00',
} as const;

const cluster: ArmResource = {
  id: `${subscription}/resourceGroups/bench/providers/Microsoft.ContainerService/managedClusters/bench`,
  name: 'bench',
  type: 'Microsoft.ContainerService/managedClusters',
  location: 'northeurope',
  properties: {},
};

/** Constraints as a cluster would get them, with the key of their policy, and the sources of their templates. */
export interface AuditConstraints {
  readonly constraints: ReadonlyMap<Constraint, string>;
  readonly templates: readonly JsonObject[];
}

/** The constraints of the baseline and restricted initiatives, both assigned to a cluster with their defaults. */
export async function auditConstraints(): Promise<AuditConstraints> {
  const snapshot = snapshotOf(await readPolicies());
  const now = new Date('2026-11-21T08:00:00Z');
  const around = { resource: cluster, managementGroups: [], evaluatedAt: now.toISOString() };
  const policies = policiesInForce(snapshot, cluster, now);
  const { constraints, origins } = evaluatePolicies(policies, around, createEngines(), new Map());
  const templates = new Map(
    [...origins].map(([constraint, { template }]) => [constraint.template.name, template]),
  );
  return { constraints, templates: [...templates.values()] };
}

const assignments = Object.entries(initiatives).map(([name, id]) => ({
  id: `${subscription}/providers/Microsoft.Authorization/policyAssignments/${name}`,
  name,
  type: 'Microsoft.Authorization/policyAssignments',
  properties: {
    scope: subscription,
    policyDefinitionId: `/providers/Microsoft.Authorization/policySetDefinitions/${id}`,
  },
}));

/** The assignments, with the built-in definitions that they need as Azure Resource Manager gives them. */
async function readPolicies() {
  const arm = await startArmEmulator({
    estate: {
      tenantId: '2b9c7f1e-84d0-4e0f-b6a1-5f3d9a7c1e22',
      managementGroups: [],
      subscriptions: [{ id: subscription, subscriptionId, displayName: 'Bench' }],
      resourceGroups: [],
      resources: [],
      definitions: [],
      setDefinitions: [],
      assignments,
      exemptions: [],
    },
    kubeconfigFor: () => undefined,
  });
  try {
    const connection = {
      armEndpoint: arm.url,
      credential: createCredential({ armEndpoint: arm.url, credential: 'emulator' }),
    };
    const reader = createPolicyReader({
      policyClientFor: (id) => createPolicyClient(connection, id),
      armRest: createArmRestClient(connection),
      subscriptionIds: [subscriptionId],
    });
    return await reader.readPolicyObjects();
  } finally {
    await arm.close();
  }
}
