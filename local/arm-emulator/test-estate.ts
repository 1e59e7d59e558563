import type { JsonObject } from '../../shared/policy/index';
import type { ArmEstate } from './arm-estate';

export const tenant = '2b9c7f1e-84d0-4e0f-b6a1-5f3d9a7c1e22';
export const subscription = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
export const subscriptionScope = `/subscriptions/${subscription}`;
export const groupScope = `${subscriptionScope}/resourceGroups/hogwarts-rg`;
export const clusterScope = `${groupScope}/providers/Microsoft.ContainerService/managedClusters/chamber-of-secrets`;
export const managementGroup = '/providers/Microsoft.Management/managementGroups/wizarding-world';
export const privilegedContainers =
  '/providers/Microsoft.Authorization/policyDefinitions/95edb821-ddaf-4404-9732-666045e056b4';
export const baseline =
  '/providers/Microsoft.Authorization/policySetDefinitions/a8640138-9b0a-4a28-b8cb-1666c838647d';

export const assignment = (scope: string, name: string, properties: JsonObject): JsonObject => ({
  id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
  name,
  type: 'Microsoft.Authorization/policyAssignments',
  properties: { scope, enforcementMode: 'Default', ...properties },
});

/** A definition whose rule can be written in a test without an object that looks like a promise. */
export const rule = (condition: JsonObject, effect: string): JsonObject =>
  Object.fromEntries([
    ['if', condition],
    ['then', { effect }],
  ]);

/** A small estate: one management group, one subscription, two groups, two clusters, policies at every scope. */
export function testEstate(): ArmEstate {
  return {
    tenantId: tenant,
    managementGroups: [{ id: managementGroup, properties: { displayName: 'Wizarding World' } }],
    subscriptions: [
      { id: subscriptionScope, displayName: 'Hogwarts', properties: { parent: { id: managementGroup } } },
    ],
    resourceGroups: [
      { id: groupScope, location: 'northeurope', tags: { house: 'Gryffindor' } },
      { id: `${subscriptionScope}/resourceGroups/durmstrang-rg`, location: 'westeurope' },
    ],
    resources: [
      {
        id: clusterScope,
        type: 'Microsoft.ContainerService/ManagedClusters',
        location: 'northeurope',
        properties: { provisioningState: 'Succeeded', kubernetesVersion: '1.31', newerThanThePackage: true },
      },
      {
        id: `${subscriptionScope}/resourceGroups/durmstrang-rg/providers/Microsoft.ContainerService/managedClusters/durmstrang`,
        location: 'westeurope',
        properties: { provisioningState: 'Succeeded', disableLocalAccounts: true },
      },
      {
        id: `${clusterScope}/providers/Microsoft.Insights/diagnosticSettings/audit`,
        properties: { logs: [] },
      },
      { id: `${clusterScope}/maintenanceConfigurations/default`, properties: {} },
    ],
    definitions: [
      {
        id: `${managementGroup}/providers/Microsoft.Authorization/policyDefinitions/north-only`,
        properties: {
          policyType: 'Custom',
          mode: 'All',
          version: '1.0.0',
          policyRule: rule({ field: 'location', notEquals: 'northeurope' }, 'deny'),
          instanceId: 'unknown to the package',
        },
      },
    ],
    setDefinitions: [],
    assignments: [
      assignment(managementGroup, 'north', {
        policyDefinitionId: `${managementGroup}/providers/Microsoft.Authorization/policyDefinitions/north-only`,
      }),
      assignment(subscriptionScope, 'privileged', { policyDefinitionId: privilegedContainers }),
      assignment(groupScope, 'baseline', { policyDefinitionId: baseline }),
    ],
    exemptions: [
      {
        id: `${clusterScope}/providers/Microsoft.Authorization/policyExemptions/expired`,
        properties: {
          policyAssignmentId: `${groupScope}/providers/Microsoft.Authorization/policyAssignments/baseline`,
          exemptionCategory: 'Waiver',
          expiresOn: '2020-01-01T00:00:00Z',
        },
      },
      {
        id: `${groupScope}/providers/Microsoft.Authorization/policyExemptions/open`,
        properties: {
          policyAssignmentId: `${subscriptionScope}/providers/Microsoft.Authorization/policyAssignments/privileged`,
          exemptionCategory: 'Mitigated',
        },
      },
    ],
  };
}
