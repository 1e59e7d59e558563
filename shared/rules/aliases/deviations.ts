/**
 * Aliases whose path is not `properties.` + the rest of the name, by lower-case resource type. A suffix ending in `*`
 * stands for every alias that continues it; `$` in the path is what follows. Facts from the public alias listings of
 * the providers (see docs/policy-language.md).
 */
export const DEVIATIONS: Readonly<Record<string, readonly (readonly [suffix: string, path: string])[]>> = {
  'microsoft.containerservice/managedclusters': [
    ['apiServerAuthorizedIPRanges*', 'properties.apiServerAccessProfile.authorizedIPRanges$'],
    ['securityProfile.azureDefender', 'properties.securityProfile.defender'],
    [
      'securityProfile.azureDefender.enabled',
      'properties.securityProfile.defender.securityMonitoring.enabled',
    ],
    ['securityProfile.azureDefender.*', 'properties.securityProfile.defender.$'],
  ],
  'microsoft.kubernetesconfiguration/sourcecontrolconfigurations': [
    ['complianceState', 'properties.complianceStatus.complianceState'],
    ['lastConfigApplied', 'properties.complianceStatus.lastConfigApplied'],
  ],
  'microsoft.insights/diagnosticsettings': [
    ['logs.enabled', 'properties.logs[*].enabled'],
    ['metrics.enabled', 'properties.metrics[*].enabled'],
  ],
  'microsoft.containerregistry/registries': [
    ['privateEndpointConnections.*', 'properties.$'],
    ['taskRuns.runResult', 'properties.runResult'],
    ['taskRuns.runResult.id', 'properties.runResult.id'],
    ['taskRuns.runResult.name', 'properties.runResult.name'],
    ['taskRuns.runResult.type', 'properties.runResult.type'],
    ['taskRuns.runResult.*', 'properties.runResult.properties.$'],
    ['agentPools.*', 'properties.$'],
    ['exportPipelines.*', 'properties.$'],
    ['importPipelines.*', 'properties.$'],
    ['pipelineRuns.*', 'properties.$'],
    ['scopeMaps.*', 'properties.$'],
    ['taskRuns.*', 'properties.$'],
    ['tokens.*', 'properties.$'],
  ],
  'microsoft.keyvault/vaults': [
    ['sku', 'properties.sku'],
    ['sku.*', 'properties.sku.$'],
  ],
  'microsoft.storage/storageaccounts': [
    ['enableBlobEncryption', 'properties.encryption.services.blob.enabled'],
    ['enableFileEncryption', 'properties.encryption.services.file.enabled'],
  ],
  'microsoft.storage/storageaccounts/blobservices': [['default.*', 'properties.$']],
  'microsoft.security/assessments': [
    ['resourceDetails.Azure', 'properties.resourceDetails'],
    ['resourceDetails.Azure.*', 'properties.resourceDetails.$'],
    ['resourceDetails.OnPremise', 'properties.resourceDetails'],
    ['resourceDetails.OnPremise.*', 'properties.resourceDetails.$'],
    ['resourceDetails.OnPremiseSql', 'properties.resourceDetails'],
    ['resourceDetails.OnPremiseSql.*', 'properties.resourceDetails.$'],
  ],
  'microsoft.security/automations': [
    ['actions[*].EventHub*', 'properties.actions[*]$'],
    ['actions[*].LogicApp*', 'properties.actions[*]$'],
    ['actions[*].Workspace*', 'properties.actions[*]$'],
  ],
};

/**
 * Dotted aliases that Azure lists under a parent type although they belong to its child type; they are read as the
 * child's. Lower-case parent type → the dotted name of the child.
 */
export const CHILD_PREFIXES: Readonly<Record<string, readonly string[]>> = {
  'microsoft.containerservice/managedclusters': ['agentPools'],
  'microsoft.containerregistry/registries': [
    'agentPools',
    'exportPipelines',
    'importPipelines',
    'pipelineRuns',
    'scopeMaps',
    'taskRuns',
    'tokens',
  ],
};

/**
 * Arrays whose elements are resources in themselves: members other than `id`, `name`, `type`, `etag` and `systemData`
 * lie in the element's `properties`. Lower-case type → the arrays, as alias suffixes.
 */
export const RESOURCE_ARRAYS: Readonly<Record<string, readonly string[]>> = {
  'microsoft.kubernetesconfiguration/privatelinkscopes': ['privateEndpointConnections'],
  'microsoft.keyvault/vaults': ['privateEndpointConnections'],
  'microsoft.storage/storageaccounts': ['privateEndpointConnections'],
  'microsoft.containerregistry/registries': ['privateEndpointConnections'],
  'microsoft.network/networksecuritygroups': ['securityRules', 'defaultSecurityRules'],
  'microsoft.network/virtualnetworks': ['subnets', 'virtualNetworkPeerings'],
  'microsoft.network/networkinterfaces': ['ipConfigurations'],
  'microsoft.network/azurefirewalls': ['ipConfigurations'],
};

/** Types whose `sku` aliases lie where the general rule for other properties puts them. */
export const NESTED_SKU_TYPES: ReadonlySet<string> = new Set(['microsoft.keyvault/vaults']);

const IMAGE_MEMBERS = [
  ['imagePublisher', 'publisher'],
  ['imageOffer', 'offer'],
  ['imageSku', 'sku'],
  ['imageVersion', 'version'],
  ['imageId', 'id'],
] as const;

/**
 * Aliases that Azure lists for a provider as a whole: lower-case name → the types that have it, each with its path.
 */
export const PROVIDER_ALIASES: Readonly<
  Record<string, readonly (readonly [resourceType: string, path: string])[]>
> = {
  ...Object.fromEntries(
    IMAGE_MEMBERS.map(([alias, member]) => [
      `microsoft.compute/${alias.toLowerCase()}`,
      [
        ['microsoft.compute/virtualmachines', `properties.storageProfile.imageReference.${member}`],
        [
          'microsoft.compute/virtualmachinescalesets',
          `properties.virtualMachineProfile.storageProfile.imageReference.${member}`,
        ],
        ['microsoft.compute/disks', `properties.creationData.imageReference.${member}`],
      ] as const,
    ]),
  ),
  'microsoft.sql/auditingsettings.state': [
    ['microsoft.sql/servers/auditingsettings', 'properties.state'],
    ['microsoft.sql/servers/databases/auditingsettings', 'properties.state'],
  ],
};
