import { parameterValue } from './built-in-definition';
import { clusterAlias, clusterField } from './cluster-audit';
import { type ClusterUpdateRow, clusterHas } from './cluster-update';
import { integer, list, text } from './policy-parameter';

const adminGroups = clusterAlias('aadProfile.adminGroupObjectIDs[*]');
const groupsAsked = "[length(parameters('adminGroupObjectIDs'))]";

/** Settings of the cluster itself that a remediation puts right. */
export const clusterUpdateRows: readonly ClusterUpdateRow[] = [
  {
    id: 'a8eff44f-8c92-45c3-a3fb-9880802d67a7',
    displayName: 'Deploy Azure Policy Add-on to Azure Kubernetes Service clusters',
    description: 'Switches the add-on on that enforces policies for objects inside the cluster.',
    version: '4.2.0',
    published: ['4.2.0', '4.1.0', '4.0.1'],
    existence: clusterHas('addonProfiles.azurePolicy.enabled', 'true'),
    properties: { addonProfiles: { azurepolicy: { enabled: true } } },
  },
  {
    id: '36a27de4-199b-40fb-b336-945a8475d6c5',
    displayName:
      'Configure Microsoft Entra ID integrated Azure Kubernetes Service Clusters with required Admin Group Access',
    description: 'Names the groups whose members administer the cluster.',
    version: '2.1.0',
    published: ['2.1.0', '2.0.4'],
    parameters: { adminGroupObjectIDs: list() },
    condition: clusterField('aadProfile', { exists: true }),
    existence: {
      allOf: [
        {
          count: {
            field: adminGroups,
            where: { field: adminGroups, in: parameterValue('adminGroupObjectIDs') },
          },
          equals: groupsAsked,
        },
        { count: { field: adminGroups }, equals: groupsAsked },
      ],
    },
    properties: { aadProfile: { adminGroupObjectIDs: parameterValue('adminGroupObjectIDs') } },
  },
  {
    id: '40f1aee2-4db4-4b74-acb1-c6972e24cca8',
    displayName: 'Configure Node OS Auto upgrade on Azure Kubernetes Cluster',
    description: 'Chooses how the system of the nodes upgrades itself.',
    version: '1.2.0',
    published: ['1.2.0', '1.1.0', '1.0.1'],
    parameters: { nodeOSUpgradeChannel: text('NodeImage', ['NodeImage', 'Unmanaged']) },
    existence: {
      allOf: [
        clusterField('autoUpgradeProfile.nodeOSUpgradeChannel', { exists: true }),
        clusterField('autoUpgradeProfile.nodeOSUpgradeChannel', { notEquals: 'None' }),
      ],
    },
    properties: { autoUpgradeProfile: { nodeOSUpgradeChannel: parameterValue('nodeOSUpgradeChannel') } },
  },
  {
    id: '1b708b0a-3380-40e9-8b79-821f9fa224cc',
    displayName: 'Disable Command Invoke on Azure Kubernetes Service clusters',
    description: 'Switches off the commands that run in the cluster past its network rules.',
    version: '1.2.0',
    published: ['1.2.0', '1.1.0', '1.0.3'],
    existence: clusterHas('apiServerAccessProfile.disableRunCommand', true),
    properties: { apiServerAccessProfile: { disableRunCommand: true } },
  },
  {
    id: '7e49285c-4bed-4564-b26a-5225ccc311f3',
    displayName: 'Deploy Image Cleaner on Azure Kubernetes Service',
    description: 'Lets the cluster remove vulnerable images that nothing uses.',
    version: '1.2.0',
    published: ['1.2.0', '1.1.0', '1.0.4', '1.0.3'],
    parameters: { defaultIntervalHours: integer(24) },
    existence: clusterHas('securityProfile.imageCleaner.enabled', true),
    properties: {
      securityProfile: {
        imageCleaner: { enabled: true, intervalHours: parameterValue('defaultIntervalHours') },
      },
    },
  },
  {
    id: '5dc99dae-cfb2-42cc-8762-9aae02b74e27',
    displayName: '[Preview]: Deploy Image Integrity on Azure Kubernetes Service',
    description: 'Sets up the check of image signatures.',
    version: '1.2.0-preview',
    published: ['1.2.0-PREVIEW', '1.1.0-PREVIEW', '1.0.5-PREVIEW', '1.0.4-PREVIEW'],
    preview: true,
    existence: clusterHas('securityProfile.imageIntegrity.enabled', true),
    properties: { securityProfile: { imageIntegrity: { enabled: true } } },
  },
];
