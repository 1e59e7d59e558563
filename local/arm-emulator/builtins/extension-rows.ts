import type { JsonObject } from '../../../shared/policy/index';
import { parameterValue } from './built-in-definition';
import { type CompanionRow, onCluster, unlessEmpty } from './companion-definition';
import { flag, list, resourceId, text } from './policy-parameter';

const extensionType = 'Microsoft.KubernetesConfiguration/extensions';
const extensionField = (name: string, equals: string): JsonObject => ({
  field: `${extensionType}/${name}`,
  equals,
});
const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const extensionContributor = '85cb6faf-e071-4c9b-8136-154b5a04f717';
const meshContributor = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

const deploys = text('DeployIfNotExists', ['DeployIfNotExists', 'Disabled']);
const deploysOrAudits = text('DeployIfNotExists', ['DeployIfNotExists', 'AuditIfNotExists', 'Disabled']);
const audits = text('AuditIfNotExists', ['AuditIfNotExists', 'Disabled']);

const installed = (name: string): JsonObject => ({
  allOf: [extensionField('extensionType', name), extensionField('provisioningState', 'Succeeded')],
});

const extension = (name: string, properties: JsonObject): JsonObject => ({
  type: extensionType,
  apiVersion: '2023-05-01',
  name,
  scope: onCluster,
  identity: { type: 'SystemAssigned' },
  properties,
});

const distribution = (condition: JsonObject): JsonObject => ({
  field: 'Microsoft.Kubernetes/connectedClusters/distribution',
  ...condition,
});
const connected: JsonObject = {
  field: 'Microsoft.Kubernetes/connectedClusters/connectivityStatus',
  equals: 'connected',
};
const managedDistributions = ['aks', 'aks_management', 'eks', 'gke'];

/** Cluster extensions that have to be there. */
export const extensionRows: readonly CompanionRow[] = [
  {
    id: '6b2122c1-8120-4ff5-801b-17625a355590',
    displayName: 'Azure Arc enabled Kubernetes clusters should have the Azure Policy extension installed',
    description: 'Without the extension, no policy for objects inside the cluster is enforced there.',
    version: '1.1.0',
    targets: 'arc',
    conditions: [distribution({ notEquals: 'aks' })],
    effect: audits,
    related: {
      type: extensionType,
      evaluationDelay: 'AfterProvisioning',
      existenceCondition: installed('microsoft.policyinsights'),
    },
  },
  {
    id: '0adc5395-9169-4b9b-8687-af838d69410a',
    displayName: 'Configure Azure Arc enabled Kubernetes clusters to install the Azure Policy extension',
    description: 'Installs the extension that enforces policies for objects inside the cluster.',
    version: '1.1.0',
    targets: 'arc',
    conditions: [distribution({ notEquals: 'aks' })],
    effect: deploys,
    related: {
      type: extensionType,
      evaluationDelay: 'AfterProvisioning',
      existenceCondition: installed('microsoft.policyinsights'),
    },
    roles: [extensionContributor],
    deployment: {
      resources: [
        extension('azurepolicy', {
          extensionType: 'microsoft.policyinsights',
          autoUpgradeMinorVersion: true,
          releaseTrain: 'Stable',
          scope: { cluster: { releaseNamespace: 'kube-system' } },
        }),
      ],
    },
  },
  {
    id: '8dfab9c4-fe7b-49ad-85e4-1e9be085358f',
    displayName:
      '[Preview]: Azure Arc enabled Kubernetes clusters should have Microsoft Defender for Cloud extension installed',
    description: 'The extension brings the sensor of Microsoft Defender for Containers onto the nodes.',
    version: '6.0.0-preview',
    preview: true,
    targets: 'arc',
    conditions: [distribution({ notIn: managedDistributions })],
    effect: audits,
    related: { type: extensionType, existenceCondition: installed('microsoft.azuredefender.kubernetes') },
  },
  {
    id: '708b60a6-d253-4fe0-9114-4be4c00f012c',
    displayName:
      '[Preview]: Configure Azure Arc enabled Kubernetes clusters to install Microsoft Defender for Cloud extension',
    description: 'Installs the sensor of Microsoft Defender for Containers.',
    version: '7.3.0-preview',
    published: ['7.3.0-PREVIEW', '7.2.0-PREVIEW', '7.1.0-PREVIEW'],
    preview: true,
    targets: 'arc',
    conditions: [distribution({ notIn: parameterValue('excludedDistributions') })],
    effect: deploys,
    related: {
      type: extensionType,
      deploymentScope: 'subscription',
      existenceCondition: installed('microsoft.azuredefender.kubernetes'),
    },
    roles: ['5e93ba01-8f92-4c7a-b12a-801e3df23824', '8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5'],
    parameters: {
      logAnalyticsWorkspaceResourceId: resourceId('Microsoft.OperationalInsights/workspaces', ''),
      excludedDistributions: list(managedDistributions),
    },
    deployment: {
      location: 'westeurope',
      resources: [
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2022-09-01',
          name: "[concat('defender-extension-', uniqueString(parameters('clusterId')))]",
          resourceGroup: "[split(parameters('clusterId'), '/')[4]]",
          properties: {
            mode: 'Incremental',
            expressionEvaluationOptions: { scope: 'inner' },
            parameters: {
              clusterName: { value: "[parameters('clusterName')]" },
              clusterType: { value: "[parameters('clusterType')]" },
              workspace: { value: "[parameters('logAnalyticsWorkspaceResourceId')]" },
            },
            template: {
              $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
              contentVersion: '1.0.0.0',
              parameters: {
                clusterName: { type: 'string' },
                clusterType: { type: 'string' },
                workspace: { type: 'string' },
              },
              resources: [
                extension('microsoft.azuredefender.kubernetes', {
                  extensionType: 'microsoft.azuredefender.kubernetes',
                  releaseTrain: 'Stable',
                  autoUpgradeMinorVersion: true,
                  configurationSettings: { logAnalyticsWorkspaceResourceID: unlessEmpty('workspace') },
                }),
              ],
            },
          },
        },
      ],
    },
  },
  {
    id: '73868911-4f4a-444f-adbd-5382bf70208a',
    displayName:
      'Azure Arc-enabled Kubernetes clusters should have the Open Service Mesh extension installed',
    description: 'The mesh secures and routes what services say to each other.',
    version: '1.0.0',
    targets: 'arc',
    conditions: [connected],
    effect: deploysOrAudits,
    related: { type: extensionType, existenceCondition: installed('Microsoft.openservicemesh') },
    roles: [meshContributor],
    parameters: { ExtensionVersion: text() },
    deployment: {
      resources: [
        extension('osm', {
          extensionType: 'microsoft.openservicemesh',
          autoUpgradeMinorVersion: true,
          version: parameterValue('ExtensionVersion'),
          scope: { cluster: { releaseNamespace: 'arc-osm-system' } },
        }),
      ],
    },
  },
  {
    id: 'a8e653d9-b5d4-48a0-afe6-14d881f9ee9a',
    displayName: 'Azure Arc-enabled Kubernetes clusters should have the Strimzi Kafka extension installed',
    description: 'The extension runs the operator for Apache Kafka.',
    version: '1.0.0',
    targets: 'arc',
    conditions: [connected],
    effect: deploysOrAudits,
    related: { type: extensionType, existenceCondition: installed('microsoft.streamingforstrimzikafka') },
    roles: [meshContributor],
    parameters: { ExtensionVersion: text() },
    deployment: {
      resources: [
        extension('strimzikafka', {
          extensionType: 'microsoft.streamingforstrimzikafka',
          autoUpgradeMinorVersion: true,
          releaseTrain: 'Stable',
          version: parameterValue('ExtensionVersion'),
          scope: { cluster: { releaseNamespace: 'streamingforstrimzikafka' } },
        }),
      ],
    },
  },
  {
    id: 'f9175d5f-abc8-1dc3-bd3c-5d7476ada3d1',
    displayName: 'Configure installation of Flux extension on Kubernetes cluster',
    description: 'Installs Flux, which keeps the cluster as a Git repository says.',
    version: '1.0.0',
    targets: 'both',
    effect: deploys,
    related: {
      type: extensionType,
      existenceCondition: {
        allOf: [
          extensionField('extensionType', 'microsoft.flux'),
          extensionField('provisioningState', 'Succeeded'),
          extensionField('releaseTrain', parameterValue('releaseTrain')),
          extensionField('autoUpgradeMinorVersion', parameterValue('autoUpgradeMinorVersion')),
          {
            anyOf: [
              {
                allOf: [
                  extensionField('autoUpgradeMinorVersion', 'false'),
                  extensionField('version', parameterValue('version')),
                ],
              },
              extensionField('autoUpgradeMinorVersion', 'true'),
            ],
          },
        ],
      },
    },
    roles: [contributor],
    parameters: {
      helmControllerEnabled: flag(true),
      notificationControllerEnabled: flag(true),
      imageAutomationController: flag(false),
      imageReflectorController: flag(false),
      releaseTrain: text('Stable', ['Stable']),
      autoUpgradeMinorVersion: flag(true),
      version: text(''),
    },
    deployment: {
      resources: [
        extension('flux', {
          extensionType: 'microsoft.flux',
          releaseTrain: parameterValue('releaseTrain'),
          autoUpgradeMinorVersion: parameterValue('autoUpgradeMinorVersion'),
          version:
            "[if(or(parameters('autoUpgradeMinorVersion'), empty(parameters('version'))), json('null'), parameters('version'))]",
          configurationSettings: {
            'helm-controller.enabled': parameterValue('helmControllerEnabled'),
            'notification-controller.enabled': parameterValue('notificationControllerEnabled'),
            'image-automation-controller.enabled': parameterValue('imageAutomationController'),
            'image-reflector-controller.enabled': parameterValue('imageReflectorController'),
          },
        }),
      ],
    },
  },
];
