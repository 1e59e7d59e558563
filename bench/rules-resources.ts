import type { JsonObject, JsonValue } from '../shared/expressions';

export type RandomSource = () => number;

/** A repeatable source of numbers from 0 to 1 (a linear congruential generator). */
export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const pick = <Item>(random: RandomSource, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;
const flag = (random: RandomSource): boolean => random() < 0.5;
const SUBSCRIPTION = '/subscriptions/7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';

function resource(random: RandomSource, type: string, properties: JsonObject): JsonObject {
  const name = `r${Math.floor(random() * 1e9)}`;
  const [provider = '', ...kinds] = type.split('/');
  const path = kinds
    .map((kind, index) => `${kind}/${index === kinds.length - 1 ? name : 'parent'}`)
    .join('/');
  return {
    id: `${SUBSCRIPTION}/resourceGroups/hogwarts-rg/providers/${provider}/${path}`,
    name,
    type,
    location: pick(random, ['northeurope', 'westeurope', 'eastus']),
    tags: { environment: pick(random, ['production', 'test']), owner: 'minerva' },
    properties,
  };
}

/** An AKS cluster whose settings are drawn at random. */
export function syntheticCluster(random: RandomSource): JsonObject {
  const pools: JsonValue[] = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index) => ({
    name: `pool${index}`,
    count: Math.floor(random() * 20),
    mode: index === 0 ? 'System' : 'User',
    vmSize: pick(random, ['Standard_D4s_v5', 'Standard_D8s_v5']),
    enableEncryptionAtHost: flag(random),
    availabilityZones: flag(random) ? ['1', '2', '3'] : [],
    securityProfile: { sshAccess: pick(random, ['Disabled', 'LocalUser']) },
  }));
  return {
    ...resource(random, 'Microsoft.ContainerService/managedClusters', {
      kubernetesVersion: pick(random, ['1.31.2', '1.32.0', '1.33.1']),
      agentPoolProfiles: pools,
      enableRBAC: flag(random),
      disableLocalAccounts: flag(random),
      addonProfiles: { azurepolicy: { enabled: flag(random) }, omsagent: { enabled: flag(random) } },
      apiServerAccessProfile: { enablePrivateCluster: flag(random), disableRunCommand: flag(random) },
      autoUpgradeProfile: {
        upgradeChannel: pick(random, ['none', 'stable', 'patch']),
        nodeOSUpgradeChannel: 'NodeImage',
      },
      networkProfile: { networkPlugin: pick(random, ['azure', 'kubenet']), networkPolicy: 'cilium' },
      securityProfile: {
        imageCleaner: { enabled: flag(random) },
        workloadIdentity: { enabled: flag(random) },
        defender: { securityMonitoring: { enabled: flag(random) } },
      },
      servicePrincipalProfile: { clientId: 'msi' },
    }),
    identity: { type: 'SystemAssigned' },
    sku: { name: 'Base', tier: 'Standard' },
  };
}

/** A resource of one of the types that the built-in definitions speak of most. */
export function syntheticResource(random: RandomSource): JsonObject {
  const makers: readonly (() => JsonObject)[] = [
    () => syntheticCluster(random),
    () =>
      resource(random, 'Microsoft.Storage/storageAccounts', {
        supportsHttpsTrafficOnly: flag(random),
        minimumTlsVersion: pick(random, ['TLS1_0', 'TLS1_2']),
        allowBlobPublicAccess: flag(random),
        networkAcls: { defaultAction: pick(random, ['Allow', 'Deny']), ipRules: [{ value: '10.0.0.0/8' }] },
      }),
    () =>
      resource(random, 'Microsoft.KeyVault/vaults', {
        enableSoftDelete: flag(random),
        enablePurgeProtection: flag(random),
        publicNetworkAccess: pick(random, ['Enabled', 'Disabled']),
        privateEndpointConnections: [
          { id: 'x', properties: { privateLinkServiceConnectionState: { status: 'Approved' } } },
        ],
      }),
    () =>
      resource(random, 'Microsoft.Compute/virtualMachines', {
        storageProfile: {
          imageReference: {
            publisher: 'Canonical',
            offer: 'ubuntu-24_04-lts',
            sku: 'server',
            version: 'latest',
          },
          osDisk: { osType: 'Linux', managedDisk: { storageAccountType: 'Premium_LRS' } },
          dataDisks: [{ lun: 0, managedDisk: {} }],
        },
        osProfile: {
          computerName: 'owl',
          linuxConfiguration: { disablePasswordAuthentication: flag(random) },
        },
      }),
    () =>
      resource(random, 'Microsoft.Network/networkSecurityGroups', {
        securityRules: [
          { name: 'a', properties: { access: 'Allow', direction: 'Inbound', destinationPortRange: '22' } },
          { name: 'b', properties: { access: 'Deny', direction: 'Outbound', destinationPortRange: '*' } },
        ],
      }),
    () =>
      resource(random, 'Microsoft.Sql/servers', { minimalTlsVersion: '1.2', publicNetworkAccess: 'Enabled' }),
    () =>
      resource(random, 'Microsoft.Web/sites', {
        httpsOnly: flag(random),
        siteConfig: { minTlsVersion: '1.2' },
      }),
    () => resource(random, 'Microsoft.ContainerRegistry/registries', { adminUserEnabled: flag(random) }),
  ];
  return pick(random, makers)();
}
