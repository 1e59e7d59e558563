import { parameterValue } from './built-in-definition';
import { type ClusterAuditRow, clusterAlias, clusterField, clusterSwitchedOff } from './cluster-audit';
import { list, text } from './policy-parameter';

const eitherWay = ['true', 'false'];

/** Settings of the cluster itself. */
export const clusterAuditRows: readonly ClusterAuditRow[] = [
  {
    id: '0a15ec92-a229-4763-bb14-0ea34a568f8d',
    displayName:
      'Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters',
    description: 'Without the add-on, no policy for objects inside the cluster is enforced there.',
    version: '1.0.2',
    violation: clusterSwitchedOff('addonProfiles.azurePolicy.enabled'),
  },
  {
    id: 'a1840de2-8088-4ea8-b153-b4c723e9cb01',
    displayName: 'Azure Kubernetes Service clusters should have Defender profile enabled',
    description: 'The profile brings the sensor of Microsoft Defender for Containers onto the nodes.',
    version: '2.0.1',
    violation: clusterField('securityProfile.defender.securityMonitoring.enabled', { notEquals: true }),
  },
  {
    id: '993c2fcd-2b29-49d2-9eb0-df2c3a730c32',
    displayName: 'Azure Kubernetes Service Clusters should have local authentication methods disabled',
    description: 'Local accounts pass by Microsoft Entra ID, its conditional access and its log.',
    version: '1.0.1',
    deny: true,
    violation: clusterField('disableLocalAccounts', { notEquals: true }),
  },
  {
    id: '040732e8-d947-40b8-95d6-854c95024bf8',
    displayName: 'Azure Kubernetes Service Private Clusters should be enabled',
    description: 'The API server of a private cluster cannot be reached from the internet.',
    version: '1.0.1',
    deny: true,
    violation: clusterField('apiServerAccessProfile.enablePrivateCluster', { notEquals: true }),
  },
  {
    id: '450d2877-ebea-41e8-b00c-e286317d21bf',
    displayName: 'Azure Kubernetes Service Clusters should enable Microsoft Entra ID integration',
    description: 'With it, access to the cluster follows the identities and groups of the organisation.',
    version: '1.0.2',
    violation: clusterField('aadProfile', { exists: false }),
  },
  {
    id: '5c345cdf-2049-47e0-b8fe-b0e96bc2df35',
    displayName: 'Azure Kubernetes Service Clusters should enable cluster auto-upgrade',
    description: 'Clusters that upgrade themselves stay on supported versions of Kubernetes.',
    version: '1.0.0',
    parameters: {
      allowedClusterAutoUpgradeChannels: list(
        ['rapid', 'stable', 'patch'],
        ['rapid', 'stable', 'patch', 'node-image', 'none'],
      ),
    },
    violation: {
      anyOf: [
        clusterField('autoUpgradeProfile.upgradeChannel', { exists: false }),
        clusterField('autoUpgradeProfile.upgradeChannel', {
          notIn: parameterValue('allowedClusterAutoUpgradeChannels'),
        }),
      ],
    },
  },
  {
    id: '04408ca5-aa10-42ce-8536-98955cdddd4c',
    displayName: 'Azure Kubernetes Service Clusters should enable node os auto-upgrade',
    description: 'Nodes whose system upgrades itself get security fixes without anybody asking for them.',
    version: '1.0.0',
    parameters: {
      allowedNodeOsUpgradeChannels: list(
        ['NodeImage', 'SecurityPatch'],
        ['None', 'Unmanaged', 'NodeImage', 'SecurityPatch'],
      ),
    },
    violation: {
      allOf: [
        {
          anyOf: [
            clusterField('autoUpgradeProfile.upgradeChannel', { exists: 'false' }),
            clusterField('autoUpgradeProfile.upgradeChannel', { notEquals: 'node-image' }),
          ],
        },
        {
          anyOf: [
            clusterField('autoUpgradeProfile.nodeOSUpgradeChannel', { exists: false }),
            clusterField('autoUpgradeProfile.nodeOSUpgradeChannel', {
              notIn: parameterValue('allowedNodeOsUpgradeChannels'),
            }),
          ],
        },
      ],
    },
  },
  {
    id: '7d7be79c-23ba-4033-84dd-45e2a5ccdd67',
    displayName:
      'Both operating systems and data disks in Azure Kubernetes Service clusters should be encrypted by customer-managed keys',
    description: 'Disks that are encrypted with a key of your own can be locked by taking the key away.',
    version: '1.0.1',
    deny: true,
    violation: {
      anyOf: [
        clusterField('diskEncryptionSetID', { exists: 'False' }),
        clusterField('diskEncryptionSetID', { equals: '' }),
      ],
    },
  },
  {
    id: 'c5110b6e-5272-4989-9935-59ad06fdf341',
    displayName: 'Azure Kubernetes Clusters should enable Container Storage Interface(CSI)',
    description: 'Storage drivers of the Container Storage Interface are updated apart from Kubernetes.',
    version: '1.0.0',
    parameters: {
      enableDiskCSI: text('true', eitherWay),
      enableFileCSI: text('true', eitherWay),
      enableSnapshotCSI: text('true', eitherWay),
    },
    violation: {
      anyOf: [
        ['storageProfile.diskCSIDriver.enabled', 'enableDiskCSI'] as const,
        ['storageProfile.fileCSIDriver.enabled', 'enableFileCSI'] as const,
        ['storageProfile.snapshotController.enabled', 'enableSnapshotCSI'] as const,
      ].map(([path, parameter]) => ({
        allOf: [clusterField(path, { equals: false }), { value: parameterValue(parameter), equals: 'true' }],
      })),
    },
  },
  {
    id: '89f2d532-c53c-4f8f-9afa-4927b1114a0d',
    displayName: 'Azure Kubernetes Service Clusters should disable Command Invoke',
    description: 'Command invoke runs commands in the cluster past its network rules.',
    version: '1.0.1',
    violation: clusterField('apiServerAccessProfile.disableRunCommand', { notEquals: true }),
  },
  {
    id: '28257686-e9db-403e-b9e2-a5eecbe03da9',
    displayName: 'Azure Kubernetes Clusters should disable SSH',
    description: 'Nodes without SSH offer one door less to an attacker.',
    version: '1.0.0',
    violation: {
      count: {
        field: clusterAlias('agentPoolProfiles[*]'),
        where: {
          anyOf: [
            clusterField('agentPoolProfiles[*].securityProfile.sshAccess', { exists: 'False' }),
            clusterField('agentPoolProfiles[*].securityProfile.sshAccess', { equals: 'localuser' }),
          ],
        },
      },
      greater: 0,
    },
  },
  {
    id: '46238e2f-3f6f-4589-9f3f-77bed4116e67',
    displayName: 'Azure Kubernetes Clusters should use Azure CNI',
    description: 'Some features, among them network policies of Azure, need the network plug-in Azure CNI.',
    version: '1.0.1',
    violation: clusterField('networkProfile.networkPlugin', { notEquals: 'azure' }),
  },
  {
    id: 'dbbdc317-9734-4dd8-9074-993b29c69008',
    displayName: 'Azure Kubernetes Clusters should enable Key Management Service (KMS)',
    description: 'It encrypts the Secrets of the cluster at rest with a key from Azure Key Vault.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    violation: clusterField('securityProfile.azureKeyVaultKms.enabled', { notEquals: true }),
  },
  {
    id: '41425d9f-d1a5-499a-9932-f8ed8453932c',
    displayName:
      'Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host',
    description: 'Encryption at the host covers what lies on the machine itself, caches included.',
    version: '1.0.1',
    deny: true,
    violation: {
      count: {
        field: clusterAlias('agentPoolProfiles[*]'),
        where: {
          anyOf: [
            clusterField('agentPoolProfiles[*].enableEncryptionAtHost', { exists: 'False' }),
            clusterField('agentPoolProfiles[*].enableEncryptionAtHost', { equals: '' }),
            clusterField('agentPoolProfiles[*].enableEncryptionAtHost', { equals: 'false' }),
          ],
        },
      },
      greater: 0,
    },
  },
  {
    id: 'af3c26b2-6fad-493e-9236-9c68928516ab',
    displayName: 'Azure Kubernetes Service Clusters should enable Image Cleaner',
    description: 'It removes vulnerable images that nothing uses from the nodes.',
    version: '1.0.0',
    violation: clusterSwitchedOff('securityProfile.imageCleaner.enabled'),
  },
  {
    id: 'da6e2401-19da-4532-9141-fb8fbde08431',
    displayName: 'Azure Kubernetes Service Clusters should use managed identities',
    description: 'A managed identity has no secret that somebody has to keep and renew.',
    version: '1.0.1',
    violation: {
      allOf: [
        clusterField('servicePrincipalProfile', { exists: 'True' }),
        clusterField('servicePrincipalProfile.clientId', { notEquals: 'msi' }),
      ],
    },
  },
  {
    id: '2cc2e023-0dac-4046-875b-178f683929d5',
    displayName: 'Azure Kubernetes Service Clusters should enable workload identity',
    description: 'Each workload then signs in to Azure with an identity of its own, without secrets.',
    version: '1.0.0',
    violation: clusterSwitchedOff('securityProfile.workloadIdentity.enabled'),
  },
];
