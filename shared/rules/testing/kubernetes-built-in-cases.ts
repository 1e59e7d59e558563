import type { JsonObject } from '../../expressions';

/** A built-in definition with a resource that satisfies it and one that does not; what lies beside them counts too. */
export interface BuiltInCase {
  /** The definition's name: the last part of its id. */
  readonly name: string;
  readonly about: string;
  readonly parameters?: JsonObject;
  readonly compliant: Situation;
  readonly nonCompliant: Situation;
}

export interface Situation {
  readonly resource: JsonObject;
  readonly others?: readonly JsonObject[];
}

const GROUP = '/subscriptions/7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10/resourceGroups/hogwarts-rg/providers';

/** An AKS cluster; top-level members beside `properties` may be given too. */
function aks(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    id: `${GROUP}/Microsoft.ContainerService/managedClusters/chamber-of-secrets`,
    name: 'chamber-of-secrets',
    type: 'Microsoft.ContainerService/managedClusters',
    location: 'northeurope',
    identity: { type: 'SystemAssigned' },
    sku: { name: 'Base', tier: 'Standard' },
    tags: { house: 'slytherin' },
    properties: {
      kubernetesVersion: '1.33',
      agentPoolProfiles: [{ name: 'basilisk', count: 3 }],
      ...properties,
    },
    ...more,
  };
}

function arc(properties: JsonObject = {}): JsonObject {
  return {
    id: `${GROUP}/Microsoft.Kubernetes/connectedClusters/forbidden-forest`,
    name: 'forbidden-forest',
    type: 'Microsoft.Kubernetes/connectedClusters',
    location: 'northeurope',
    identity: { type: 'SystemAssigned' },
    properties: { distribution: 'k3s', connectivityStatus: 'Connected', ...properties },
  };
}

/** A resource whose id continues that of another. */
function below(parent: JsonObject, type: string, name: string, properties: JsonObject): JsonObject {
  const parentType = String(parent['type']);
  const path = type.startsWith(`${parentType}/`) ? type.slice(parentType.length + 1) : `providers/${type}`;
  return { id: `${parent['id']}/${path}/${name}`, name, type, properties };
}

const extension = (parent: JsonObject, extensionType: string, more: JsonObject = {}): JsonObject =>
  below(parent, 'Microsoft.KubernetesConfiguration/extensions', 'ext', {
    extensionType,
    provisioningState: 'Succeeded',
    ...more,
  });

/** Rules that ask whether one property of the cluster is right. */
function aksProperty(name: string, about: string, good: JsonObject, bad: JsonObject): BuiltInCase {
  return { name, about, compliant: { resource: aks(good) }, nonCompliant: { resource: aks(bad) } };
}

/** Rules that look at the cluster itself once more as the related resource. */
function aksDeployment(
  name: string,
  about: string,
  good: JsonObject,
  bad: JsonObject,
  parameters: JsonObject = {},
): BuiltInCase {
  return {
    name,
    about,
    parameters,
    compliant: { resource: aks(good), others: [aks(good)] },
    nonCompliant: { resource: aks(bad), others: [aks(bad)] },
  };
}

function arcExtension(
  name: string,
  about: string,
  extensionType: string,
  parameters: JsonObject = {},
): BuiltInCase {
  const resource = arc();
  return {
    name,
    about,
    parameters,
    compliant: { resource, others: [extension(resource, 'other'), extension(resource, extensionType)] },
    nonCompliant: {
      resource,
      others: [extension(resource, extensionType, { provisioningState: 'Failed' })],
    },
  };
}

const SCOPE = { scope: 'cluster', namespace: 'default', provisioningState: 'Succeeded' };
const FLUX = { configurationName: 'owl-post', repositoryUrl: 'https://git.hogwarts.example/owls' };
const GIT = { url: FLUX.repositoryUrl, timeoutInSeconds: 600, syncIntervalInSeconds: 600 };
const BUCKET = {
  url: 'https://s3.hogwarts.example',
  bucketName: 'gringotts',
  timeoutInSeconds: 600,
  syncIntervalInSeconds: 600,
  insecure: false,
};

/** Flux rules: a configuration with the given source is right, one of another repository is not. */
function flux(name: string, about: string, parameters: JsonObject, properties: JsonObject): BuiltInCase {
  const resource = aks({});
  const configuration = (more: JsonObject): JsonObject =>
    below(resource, 'Microsoft.KubernetesConfiguration/fluxConfigurations', 'owl-post', {
      ...SCOPE,
      ...properties,
      ...more,
    });
  return {
    name,
    about,
    parameters: { configurationName: 'owl-post', ...parameters },
    compliant: { resource, others: [configuration({})] },
    nonCompliant: { resource, others: [configuration({ provisioningState: 'Failed' })] },
  };
}

function gitOps(name: string, about: string, parameters: JsonObject, properties: JsonObject): BuiltInCase {
  const resource = arc();
  const configuration = (more: JsonObject): JsonObject =>
    below(resource, 'Microsoft.KubernetesConfiguration/sourceControlConfigurations', 'owl-post', {
      repositoryUrl: FLUX.repositoryUrl,
      operatorParams: '--git-readonly ',
      enableHelmOperator: true,
      helmOperatorProperties: { chartVersion: '1.2.0', chartValues: '' },
      ...properties,
      ...more,
    });
  return {
    name,
    about,
    parameters: {
      configurationResourceName: 'owl-post',
      operatorInstanceName: 'flux',
      operatorNamespace: 'flux',
      repositoryUrl: FLUX.repositoryUrl,
      ...parameters,
    },
    compliant: { resource, others: [configuration({})] },
    nonCompliant: {
      resource,
      others: [configuration({ repositoryUrl: 'https://git.durmstrang.example/ships' })],
    },
  };
}

const pools = (...profiles: JsonObject[]): JsonObject => ({ agentPoolProfiles: profiles });

const LOG_CATEGORIES = [
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

/** One case for each ARM-mode definition of the Kubernetes category. */
export const KUBERNETES_BUILT_IN_CASES: readonly BuiltInCase[] = [
  aksDeployment(
    '36a27de4-199b-40fb-b336-945a8475d6c5',
    'admin groups of Entra ID, in a count over a list',
    { aadProfile: { managed: true, adminGroupObjectIDs: ['order-of-the-phoenix'] } },
    { aadProfile: { managed: true, adminGroupObjectIDs: ['order-of-the-phoenix', 'death-eaters'] } },
    { adminGroupObjectIDs: ['order-of-the-phoenix'] },
  ),
  aksProperty(
    '450d2877-ebea-41e8-b00c-e286317d21bf',
    'Entra ID integration',
    { aadProfile: { managed: true } },
    {},
  ),
  {
    name: 'cadd9445-aeb8-4ee4-b505-c279db2f737f',
    about: 'joining a fleet',
    parameters: { 'fleet-subscription-id': 's', 'fleet-resource-group': 'g', 'fleet-name': 'f' },
    compliant: {
      resource: aks({}),
      others: [below(aks({}), 'Microsoft.ContainerService/fleetMemberships', 'default', {})],
    },
    nonCompliant: {
      resource: aks({}),
      others: [below(aks({}), 'Microsoft.ContainerService/fleetMemberships', 'another', {})],
    },
  },
  aksProperty(
    '5c345cdf-2049-47e0-b8fe-b0e96bc2df35',
    'automatic cluster upgrades',
    { autoUpgradeProfile: { upgradeChannel: 'Stable' } },
    { autoUpgradeProfile: { upgradeChannel: 'none' } },
  ),
  aksProperty(
    '04408ca5-aa10-42ce-8536-98955cdddd4c',
    'automatic node image upgrades',
    { autoUpgradeProfile: { nodeOSUpgradeChannel: 'SecurityPatch' } },
    { autoUpgradeProfile: { upgradeChannel: 'stable', nodeOSUpgradeChannel: 'Unmanaged' } },
  ),
  aksDeployment(
    '40f1aee2-4db4-4b74-acb1-c6972e24cca8',
    'deploying node image upgrades',
    { autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' } },
    { autoUpgradeProfile: { nodeOSUpgradeChannel: 'None' } },
  ),
  aksProperty(
    '0a15ec92-a229-4763-bb14-0ea34a568f8d',
    'the policy add-on, whose key is spelled otherwise on the wire',
    { addonProfiles: { azurepolicy: { enabled: true } } },
    { addonProfiles: { azurepolicy: { enabled: false } } },
  ),
  aksDeployment(
    'a8eff44f-8c92-45c3-a3fb-9880802d67a7',
    'deploying the policy add-on',
    { addonProfiles: { azurepolicy: { enabled: true } } },
    {},
  ),
  aksProperty(
    '7d7be79c-23ba-4033-84dd-45e2a5ccdd67',
    'disks under own keys',
    { diskEncryptionSetID: '/subscriptions/s/diskEncryptionSets/vault' },
    { diskEncryptionSetID: '' },
  ),
  aksProperty(
    'c5110b6e-5272-4989-9935-59ad06fdf341',
    'storage drivers',
    { storageProfile: { diskCSIDriver: { enabled: true } } },
    { storageProfile: { snapshotController: { enabled: false } } },
  ),
  {
    name: 'c7f49635-e3f0-4986-b072-90d0c7c3d4cd',
    about: 'being member of a fleet',
    compliant: {
      resource: aks({}),
      others: [below(aks({}), 'Microsoft.ContainerService/fleetMemberships', 'default', {})],
    },
    nonCompliant: { resource: aks({}) },
  },
  aksProperty('993c2fcd-2b29-49d2-9eb0-df2c3a730c32', 'local accounts', { disableLocalAccounts: true }, {}),
  aksProperty(
    '89f2d532-c53c-4f8f-9afa-4927b1114a0d',
    'command invoke',
    { apiServerAccessProfile: { disableRunCommand: true } },
    { apiServerAccessProfile: { disableRunCommand: false } },
  ),
  aksDeployment(
    '1b708b0a-3380-40e9-8b79-821f9fa224cc',
    'switching command invoke off',
    { apiServerAccessProfile: { disableRunCommand: true } },
    {},
  ),
  aksProperty(
    '28257686-e9db-403e-b9e2-a5eecbe03da9',
    'SSH, in a count over pools',
    pools({ name: 'a', securityProfile: { sshAccess: 'Disabled' } }),
    pools({ name: 'a', securityProfile: { sshAccess: 'Disabled' } }, { name: 'b' }),
  ),
  aksProperty(
    '46238e2f-3f6f-4589-9f3f-77bed4116e67',
    'Azure CNI',
    { networkProfile: { networkPlugin: 'azure' } },
    { networkProfile: { networkPlugin: 'kubenet' } },
  ),
  aksProperty(
    'dbbdc317-9734-4dd8-9074-993b29c69008',
    'key management service',
    { securityProfile: { azureKeyVaultKms: { enabled: true } } },
    {},
  ),
  aksProperty(
    '41425d9f-d1a5-499a-9932-f8ed8453932c',
    'encryption at host, in a count over pools',
    pools({ name: 'a', enableEncryptionAtHost: true }),
    pools({ name: 'a', enableEncryptionAtHost: true }, { name: 'b', enableEncryptionAtHost: false }),
  ),
  aksProperty(
    'af3c26b2-6fad-493e-9236-9c68928516ab',
    'image cleaner',
    { securityProfile: { imageCleaner: { enabled: true } } },
    {},
  ),
  aksDeployment(
    '7e49285c-4bed-4564-b26a-5225ccc311f3',
    'deploying the image cleaner',
    { securityProfile: { imageCleaner: { enabled: true } } },
    { securityProfile: { imageCleaner: { enabled: false } } },
  ),
  aksDeployment(
    '5dc99dae-cfb2-42cc-8762-9aae02b74e27',
    'deploying image integrity',
    { securityProfile: { imageIntegrity: { enabled: true } } },
    {},
  ),
  aksProperty(
    'da6e2401-19da-4532-9141-fb8fbde08431',
    'managed identity in place of a service principal',
    { servicePrincipalProfile: { clientId: 'MSI' } },
    { servicePrincipalProfile: { clientId: '5e1d4f1c-0000-4000-8000-000000000000' } },
  ),
  {
    name: 'e1352e44-d34d-4e4d-a22e-451a15f759a1',
    about: 'planned maintenance, a child resource found by its name',
    parameters: { configurationType: 'aksManagedAutoUpgradeSchedule', maintenanceWindow: {} },
    compliant: {
      resource: aks({}),
      others: [
        below(
          aks({}),
          'Microsoft.ContainerService/managedClusters/maintenanceConfigurations',
          'aksManagedAutoUpgradeSchedule',
          {},
        ),
      ],
    },
    nonCompliant: {
      resource: aks({}),
      others: [
        below(aks({}), 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations', 'default', {}),
      ],
    },
  },
  aksProperty(
    '040732e8-d947-40b8-95d6-854c95024bf8',
    'private clusters',
    { apiServerAccessProfile: { enablePrivateCluster: true } },
    { apiServerAccessProfile: { enablePrivateCluster: false } },
  ),
  aksProperty(
    '2cc2e023-0dac-4046-875b-178f683929d5',
    'workload identity',
    { securityProfile: { workloadIdentity: { enabled: true } } },
    { securityProfile: { workloadIdentity: { enabled: false } } },
  ),
  aksProperty(
    'a1840de2-8088-4ea8-b153-b4c723e9cb01',
    'the Defender profile',
    { securityProfile: { defender: { securityMonitoring: { enabled: true } } } },
    {},
  ),
  aksDeployment(
    '64def556-fbad-4622-930e-72d1d5589bf5',
    'deploying the Defender profile',
    { securityProfile: { defender: { securityMonitoring: { enabled: true } } } },
    { securityProfile: { defender: { securityMonitoring: { enabled: false } } } },
  ),
  arcExtension(
    '8dfab9c4-fe7b-49ad-85e4-1e9be085358f',
    'the Defender extension on Arc',
    'microsoft.azuredefender.kubernetes',
  ),
  arcExtension(
    '708b60a6-d253-4fe0-9114-4be4c00f012c',
    'deploying the Defender extension on Arc',
    'microsoft.azuredefender.kubernetes',
  ),
  arcExtension(
    '73868911-4f4a-444f-adbd-5382bf70208a',
    'Open Service Mesh on Arc',
    'Microsoft.openservicemesh',
    {
      ExtensionVersion: '1.2.9',
    },
  ),
  arcExtension(
    '6b2122c1-8120-4ff5-801b-17625a355590',
    'the policy extension on Arc',
    'Microsoft.PolicyInsights',
  ),
  arcExtension(
    '0adc5395-9169-4b9b-8687-af838d69410a',
    'deploying the policy extension on Arc',
    'Microsoft.PolicyInsights',
  ),
  arcExtension(
    'a8e653d9-b5d4-48a0-afe6-14d881f9ee9a',
    'Strimzi Kafka on Arc',
    'microsoft.streamingforstrimzikafka',
    { ExtensionVersion: '0.1.0' },
  ),
  {
    name: '245fc9df-fa96-4414-9a0b-3738c2f7341c',
    about: 'resource logs, whose alias means the present element within the count',
    compliant: {
      resource: aks({}),
      others: [
        below(aks({}), 'Microsoft.Insights/diagnosticSettings', 'pensieve', {
          logs: [
            { category: 'guard', enabled: false },
            { category: 'kube-audit', enabled: true, retentionPolicy: { enabled: false, days: 0 } },
          ],
        }),
      ],
    },
    nonCompliant: {
      resource: aks({}),
      others: [
        below(aks({}), 'Microsoft.Insights/diagnosticSettings', 'pensieve', {
          logs: [{ category: 'kube-audit', enabled: false, retentionPolicy: { enabled: true, days: 30 } }],
        }),
      ],
    },
  },
  {
    name: '6c66c325-74c8-42fd-a286-a74b0e2939d8',
    about: 'diagnostic settings, a count over values around a count over a field',
    parameters: { logAnalytics: '/subscriptions/s/workspaces/pensieve' },
    compliant: {
      resource: aks({}),
      others: [
        below(aks({}), 'Microsoft.Insights/diagnosticSettings', 'pensieve', {
          logs: LOG_CATEGORIES.map((category) => ({ category, enabled: true })),
          metrics: [{ category: 'AllMetrics', enabled: true }],
          workspaceId: '/subscriptions/s/workspaces/pensieve',
        }),
      ],
    },
    nonCompliant: {
      resource: aks({}),
      others: [
        below(aks({}), 'Microsoft.Insights/diagnosticSettings', 'pensieve', {
          logs: LOG_CATEGORIES.map((category) => ({ category, enabled: category !== 'guard' })),
          metrics: [{ category: 'AllMetrics', enabled: true }],
          workspaceId: '/subscriptions/s/workspaces/pensieve',
        }),
      ],
    },
  },
  {
    name: 'f9175d5f-abc8-1dc3-bd3c-5d7476ada3d1',
    about: 'the Flux extension',
    compliant: {
      resource: aks({}),
      others: [
        extension(aks({}), 'microsoft.flux', { releaseTrain: 'Stable', autoUpgradeMinorVersion: true }),
      ],
    },
    nonCompliant: {
      resource: aks({}),
      others: [
        extension(aks({}), 'microsoft.flux', { releaseTrain: 'Preview', autoUpgradeMinorVersion: true }),
      ],
    },
  },
  flux(
    'bf1a31be-3b79-5ba8-c9e0-9a8c9ad9f749',
    'Flux by Git with HTTPS secrets',
    {
      ...FLUX,
      repositoryRefBranch: 'main',
      repositoryHttpsUser: 'hedwig',
      httpsKeyKeyVaultSecretName: 'k',
      keyVaultName: 'v',
    },
    { gitRepository: { ...GIT, repositoryRef: { branch: 'main' }, httpsUser: 'hedwig', httpsCAFile: '' } },
  ),
  flux(
    '2630c91f-8a20-8f43-14a2-2485b648e2a9',
    'Flux by Git with a CA certificate',
    { ...FLUX, repositoryRefBranch: 'main', repositoryHttpsCACert: 'certificate' },
    {
      gitRepository: {
        ...GIT,
        repositoryRef: { branch: 'main' },
        httpsCAFile: 'certificate',
        httpsCACert: 'certificate',
      },
    },
  ),
  flux(
    'b6c7fd52-4723-5f4d-a157-3d39bd16a1d7',
    'Flux by Git with local secrets',
    { ...FLUX, repositoryRefBranch: 'main', repositoryLocalAuthRef: 'owl-key' },
    { gitRepository: { ...GIT, repositoryRef: { branch: 'main' }, localAuthRef: 'owl-key' } },
  ),
  flux(
    '9e980dca-f3e1-8da3-6717-ad37b1ca6b27',
    'Flux by Git with SSH secrets',
    {
      ...FLUX,
      repositoryRefTag: 'v1',
      keyVaultSecretName: 's',
      keyVaultName: 'v',
      repositorySshKnownHosts: 'hosts',
    },
    { gitRepository: { ...GIT, repositoryRef: { tag: 'v1' }, sshKnownHosts: 'hosts' } },
  ),
  flux(
    '83ea2fd1-9eaf-2f6d-f672-cd7b2ac798f6',
    'Flux by public Git',
    { ...FLUX, repositoryRefCommit: 'abc123' },
    { gitRepository: { ...GIT, repositoryRef: { commit: 'abc123' } } },
  ),
  gitOps(
    'a6f560f4-f582-4b67-b123-a37dcd1bf7ea',
    'GitOps with HTTPS secrets',
    { keyVaultResourceId: '/v', httpsUserKeyVaultSecretName: 'u', httpsKeyKeyVaultSecretName: 'k' },
    {},
  ),
  gitOps(
    'c050047b-b21b-4822-8a2d-c1e37c3c0c6a',
    'GitOps with SSH secrets',
    { sshKnownHostsContents: 'hosts', keyVaultResourceId: '/v', sshPrivateKeyKeyVaultSecretName: 'k' },
    { sshKnownHostsContents: 'hosts' },
  ),
  gitOps('1d61c4d2-aef2-432b-87fc-7f96b019b7e1', 'GitOps without secrets', {}, { operatorParams: '' }),
  flux(
    'b8c1d6c1-6137-97c6-9c34-d4627e54ca26',
    'Flux by bucket with local secrets',
    { bucketUrl: BUCKET.url, bucketName: BUCKET.bucketName, bucketLocalAuthRef: 'owl-key' },
    { bucket: { ...BUCKET, localAuthRef: 'owl-key' } },
  ),
  flux(
    '5174c1db-ca42-e0d4-b320-4f1cf6a1fa93',
    'Flux by bucket with secrets in Key Vault',
    {
      bucketUrl: BUCKET.url,
      bucketName: BUCKET.bucketName,
      bucketAccessKey: 'key',
      keyVaultSecretName: 's',
      keyVaultName: 'v',
    },
    { bucket: { ...BUCKET, accessKey: 'key' } },
  ),
];
