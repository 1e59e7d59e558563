import type { JsonObject } from '../../../shared/policy/index';
import { parameterValue } from './built-in-definition';
import type { CompanionRow } from './companion-definition';
import { maintenanceWindowSchema } from './parameter-schemas';
import { object, resourceId, text } from './policy-parameter';

const diagnosticsType = 'Microsoft.Insights/diagnosticSettings';
const diagnosticsField = (path: string, condition: JsonObject): JsonObject => ({
  field: `${diagnosticsType}/${path}`,
  ...condition,
});
const logCategories = [
  'kube-apiserver',
  'kube-audit',
  'kube-controller-manager',
  'kube-scheduler',
  'cluster-autoscaler',
  'kube-audit-admin',
  'guard',
  'cloud-controller-manager',
  'csi-azuredisk-controller',
  'csi-azurefile-controller',
  'csi-snapshot-controller',
];
const onOrOff = text('True', ['True', 'False']);
const deploys = text('DeployIfNotExists', ['DeployIfNotExists', 'Disabled']);

const fleetMembership = {
  type: 'Microsoft.ContainerService/fleetMemberships',
  name: 'default',
  existenceScope: 'resourceGroup',
};
/** A fleet's own hub cluster is no member, nor is a cluster with the skipping tag. */
const mayJoinFleet: readonly JsonObject[] = [
  {
    not: {
      allOf: [
        { value: '[resourceGroup().name]', like: 'FL_*' },
        { field: 'name', equals: 'hub' },
      ],
    },
  },
  { field: "[concat('tags[', parameters('skip-cluster-tag'), ']')]", notEquals: 'true' },
];
const fleetReader = 'ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8';

/** Resources beside a cluster that have to be there: logs, maintenance windows, fleet memberships. */
export const companionRows: readonly CompanionRow[] = [
  {
    id: '245fc9df-fa96-4414-9a0b-3738c2f7341c',
    displayName: 'Resource logs in Azure Kubernetes Service should be enabled',
    description: 'Logs of the control plane tell what happened when something went wrong.',
    version: '1.0.0',
    targets: 'aks',
    effect: text('AuditIfNotExists', ['AuditIfNotExists', 'Disabled']),
    parameters: { requiredRetentionDays: text('365') },
    related: { type: diagnosticsType, existenceCondition: logsAreKept() },
  },
  {
    id: '6c66c325-74c8-42fd-a286-a74b0e2939d8',
    displayName:
      'Deploy - Configure diagnostic settings for Azure Kubernetes Service to Log Analytics workspace',
    description: 'Sends logs and metrics of clusters to a Log Analytics workspace.',
    version: '3.0.0',
    targets: 'aks',
    effect: deploys,
    parameters: {
      diagnosticsSettingNameToUse: text('AzureKubernetesDiagnosticsLogsToWorkspace'),
      logAnalytics: resourceId('omsWorkspace'),
      AllMetrics: onOrOff,
      ...Object.fromEntries(logCategories.map((category) => [category, onOrOff])),
    },
    related: { type: diagnosticsType, existenceCondition: sendsEverything() },
    roles: ['749f88d5-cbae-40b8-bcfc-e573ddc772fa', '92aaf0da-9dab-42b6-94a3-d43ce8d16293'],
    deployment: {
      resources: [
        {
          type: diagnosticsType,
          apiVersion: '2021-05-01-preview',
          name: parameterValue('diagnosticsSettingNameToUse'),
          scope: "[concat(parameters('clusterType'), '/', parameters('clusterName'))]",
          properties: {
            workspaceId: parameterValue('logAnalytics'),
            metrics: [{ category: 'AllMetrics', enabled: parameterValue('AllMetrics') }],
            logs: logCategories.map((category) => ({ category, enabled: parameterValue(category) })),
          },
        },
      ],
    },
  },
  {
    id: 'c7f49635-e3f0-4986-b072-90d0c7c3d4cd',
    displayName: 'Azure Kubernetes Service clusters should be a member of an Azure Kubernetes Fleet Manager.',
    description: 'The clusters of a fleet are upgraded together, in an order.',
    version: '1.0.0',
    targets: 'aks',
    conditions: mayJoinFleet,
    effect: text('AuditIfNotExists', ['AuditIfNotExists', 'Disabled']),
    parameters: { 'skip-cluster-tag': text('') },
    related: fleetMembership,
    roles: [fleetReader],
  },
  {
    id: 'cadd9445-aeb8-4ee4-b505-c279db2f737f',
    displayName: 'Configure AKS clusters to automatically join the specified Azure Kubernetes Fleet Manager',
    description: 'Makes clusters members of a fleet, whose clusters are upgraded together, in an order.',
    version: '1.0.0',
    targets: 'aks',
    conditions: [{ field: 'identity.type', in: ['UserAssigned', 'SystemAssigned'] }, ...mayJoinFleet],
    effect: deploys,
    parameters: {
      'fleet-subscription-id': text(),
      'fleet-resource-group': text(),
      'fleet-name': text(),
      'fleet-group-tag': text(''),
      'skip-cluster-tag': text(''),
    },
    related: fleetMembership,
    roles: ['63bb64ad-9799-4770-b5c3-24ed299a07bf', fleetReader],
    deployment: {
      values: {
        memberName: "[concat(take(field('name'), 36), '-', uniqueString(field('id')))]",
        fleetGroup: "[field(concat('tags[', parameters('fleet-group-tag'), ']'))]",
      },
      resources: [
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2022-09-01',
          name: "[concat('join-fleet-', uniqueString(parameters('clusterId'), parameters('fleet-name')))]",
          subscriptionId: parameterValue('fleet-subscription-id'),
          resourceGroup: parameterValue('fleet-resource-group'),
          properties: {
            mode: 'Incremental',
            template: {
              $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
              contentVersion: '1.0.0.0',
              resources: [
                {
                  type: 'Microsoft.ContainerService/fleets/members',
                  apiVersion: '2025-03-01',
                  name: "[concat(parameters('fleet-name'), '/', parameters('memberName'))]",
                  properties: {
                    clusterResourceId: "[parameters('clusterId')]",
                    group: "[parameters('fleetGroup')]",
                  },
                },
              ],
            },
          },
        },
      ],
    },
  },
  {
    id: 'e1352e44-d34d-4e4d-a22e-451a15f759a1',
    displayName:
      'Deploy Planned Maintenance to schedule and control upgrades for your Azure Kubernetes Service (AKS) cluster',
    description: 'Gives clusters a window of time in which they may upgrade themselves.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    targets: 'aks',
    effect: text('DeployIfNotExists', ['DeployIfNotExists', 'AuditIfNotExists', 'Disabled']),
    parameters: {
      configurationType: text(undefined, [
        'aksManagedAutoUpgradeSchedule',
        'aksManagedNodeOSUpgradeSchedule',
      ]),
      maintenanceWindow: object(undefined, maintenanceWindowSchema),
    },
    related: {
      type: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations',
      existenceCondition: { field: 'name', equals: parameterValue('configurationType') },
    },
    roles: ['b24988ac-6180-42a0-ab88-20f7382dd24c'],
    deployment: {
      resources: [
        {
          type: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations',
          apiVersion: '2025-05-01',
          name: "[concat(parameters('clusterName'), '/', parameters('configurationType'))]",
          properties: "[parameters('maintenanceWindow').properties]",
        },
      ],
    },
  },
  {
    id: '64def556-fbad-4622-930e-72d1d5589bf5',
    displayName: 'Configure Azure Kubernetes Service clusters to enable Defender profile',
    description: 'Switches the sensor of Microsoft Defender for Containers on.',
    version: '4.3.0',
    published: ['4.3.0', '4.2.0', '4.1.0', '4.0.4'],
    targets: 'aks',
    effect: deploys,
    parameters: {
      logAnalyticsWorkspaceResourceId: resourceId('Microsoft.OperationalInsights/workspaces', ''),
    },
    related: {
      type: 'Microsoft.ContainerService/managedClusters',
      name: "[field('name')]",
      deploymentScope: 'subscription',
      evaluationDelay: 'PT30M',
      existenceCondition: {
        field:
          'Microsoft.ContainerService/managedClusters/securityProfile.defender.securityMonitoring.enabled',
        equals: 'true',
      },
    },
    roles: ['5e93ba01-8f92-4c7a-b12a-801e3df23824', '8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5'],
    deployment: { location: 'westeurope', resources: [defenderUpdate()] },
  },
];

function logsAreKept(): JsonObject {
  const days = 'logs[*].retentionPolicy.days';
  const keptLongEnough: JsonObject = {
    anyOf: [
      diagnosticsField(days, { equals: '0' }),
      {
        value: `[padLeft(current('${diagnosticsType}/${days}'), 3, '0')]`,
        greaterOrEquals: "[padLeft(parameters('requiredRetentionDays'), 3, '0')]",
      },
    ],
  };
  const enabled = diagnosticsField('logs.enabled', { equals: 'true' });
  return {
    count: {
      field: `${diagnosticsType}/logs[*]`,
      where: {
        anyOf: [
          {
            allOf: [
              diagnosticsField('logs[*].retentionPolicy.enabled', { equals: 'true' }),
              keptLongEnough,
              enabled,
            ],
          },
          {
            allOf: [
              enabled,
              {
                anyOf: [
                  diagnosticsField('logs[*].retentionPolicy.enabled', { notEquals: 'true' }),
                  diagnosticsField('storageAccountId', { exists: false }),
                ],
              },
            ],
          },
        ],
      },
    },
    greaterOrEquals: 1,
  };
}

function sendsEverything(): JsonObject {
  const wanted = logCategories.map((category) => ({ category, enabled: parameterValue(category) }));
  return {
    allOf: [
      {
        count: {
          value: wanted,
          name: 'wanted',
          where: {
            count: {
              field: `${diagnosticsType}/logs[*]`,
              where: {
                allOf: [
                  diagnosticsField('logs[*].enabled', { equals: "[current('wanted').enabled]" }),
                  diagnosticsField('logs[*].category', { equals: "[current('wanted').category]" }),
                ],
              },
            },
            greater: 0,
          },
        },
        equals: logCategories.length,
      },
      {
        count: {
          field: `${diagnosticsType}/metrics[*]`,
          where: {
            allOf: [
              diagnosticsField('metrics[*].category', { equals: 'AllMetrics' }),
              diagnosticsField('metrics[*].enabled', { equals: parameterValue('AllMetrics') }),
            ],
          },
        },
        greater: 0,
      },
      diagnosticsField('workspaceId', { equals: parameterValue('logAnalytics') }),
    ],
  };
}

/** Writes the whole cluster back with the profile merged in; a workspace is named only when there is one. */
function defenderUpdate(): JsonObject {
  return {
    type: 'Microsoft.Resources/deployments',
    apiVersion: '2022-09-01',
    name: "[concat('defender-profile-', uniqueString(parameters('clusterId')))]",
    resourceGroup: "[split(parameters('clusterId'), '/')[4]]",
    properties: {
      mode: 'Incremental',
      expressionEvaluationOptions: { scope: 'inner' },
      parameters: {
        cluster: { value: "[reference(parameters('clusterId'), '2025-05-01', 'Full')]" },
        clusterName: { value: "[parameters('clusterName')]" },
        workspace: { value: "[parameters('logAnalyticsWorkspaceResourceId')]" },
      },
      template: {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        parameters: {
          cluster: { type: 'object' },
          clusterName: { type: 'string' },
          workspace: { type: 'string' },
        },
        variables: {
          sensor: { securityMonitoring: { enabled: true } },
          withWorkspace: { logAnalyticsWorkspaceResourceId: "[parameters('workspace')]" },
          defender:
            "[if(empty(parameters('workspace')), variables('sensor'), union(variables('sensor'), variables('withWorkspace')))]",
          wanted: { securityProfile: { defender: "[variables('defender')]" } },
        },
        resources: [
          {
            type: 'Microsoft.ContainerService/managedClusters',
            apiVersion: '2025-05-01',
            name: "[parameters('clusterName')]",
            location: "[parameters('cluster').location]",
            tags: "[if(contains(parameters('cluster'), 'tags'), parameters('cluster').tags, json('null'))]",
            sku: "[if(contains(parameters('cluster'), 'sku'), parameters('cluster').sku, json('null'))]",
            identity:
              "[if(contains(parameters('cluster'), 'identity'), parameters('cluster').identity, json('null'))]",
            properties: "[union(parameters('cluster').properties, variables('wanted'))]",
          },
        ],
      },
    },
  };
}
