import type { JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmWorld } from './arm-world';
import { type Route, route } from './route';

interface ResourceType {
  readonly name: string;
  readonly apiVersions: readonly string[];
  /** Alias path → property path, for the few aliases that people look up here. */
  readonly aliases?: Readonly<Record<string, string>>;
}

const providers: Readonly<Record<string, readonly ResourceType[]>> = {
  'Microsoft.ContainerService': [
    {
      name: 'managedClusters',
      apiVersions: ['2026-04-01', '2025-05-01', '2024-09-01'],
      aliases: {
        'addonProfiles.azurePolicy.enabled': 'properties.addonProfiles.azurePolicy.enabled',
        'apiServerAccessProfile.authorizedIPRanges': 'properties.apiServerAccessProfile.authorizedIPRanges',
        'apiServerAccessProfile.enablePrivateCluster':
          'properties.apiServerAccessProfile.enablePrivateCluster',
        disableLocalAccounts: 'properties.disableLocalAccounts',
        enableRBAC: 'properties.enableRBAC',
        kubernetesVersion: 'properties.kubernetesVersion',
        'securityProfile.defender.securityMonitoring.enabled':
          'properties.securityProfile.defender.securityMonitoring.enabled',
      },
    },
    { name: 'managedClusters/agentPools', apiVersions: ['2026-04-01', '2025-05-01'] },
    { name: 'managedClusters/maintenanceConfigurations', apiVersions: ['2026-04-01', '2025-05-01'] },
    { name: 'fleetMemberships', apiVersions: ['2025-03-01'] },
    { name: 'fleets', apiVersions: ['2025-03-01'] },
  ],
  'Microsoft.Kubernetes': [{ name: 'connectedClusters', apiVersions: ['2024-01-01'] }],
  'Microsoft.KubernetesConfiguration': [
    { name: 'extensions', apiVersions: ['2023-05-01'] },
    { name: 'fluxConfigurations', apiVersions: ['2023-05-01'] },
    { name: 'sourceControlConfigurations', apiVersions: ['2023-05-01'] },
  ],
  'Microsoft.Insights': [{ name: 'diagnosticSettings', apiVersions: ['2021-05-01-preview'] }],
  'Microsoft.Authorization': [
    { name: 'policyDefinitions', apiVersions: ['2025-03-01', '2024-05-01'] },
    { name: 'policySetDefinitions', apiVersions: ['2025-03-01', '2024-05-01'] },
    { name: 'policyAssignments', apiVersions: ['2025-03-01', '2024-05-01'] },
    { name: 'policyExemptions', apiVersions: ['2022-07-01-preview'] },
  ],
  'Microsoft.Resources': [
    { name: 'resourceGroups', apiVersions: ['2025-04-01', '2021-04-01'] },
    { name: 'subscriptions', apiVersions: ['2022-12-01'] },
    { name: 'tags', apiVersions: ['2025-04-01', '2021-04-01'] },
    { name: 'deployments', apiVersions: ['2025-04-01'] },
  ],
  'Microsoft.PolicyInsights': [{ name: 'policyStates', apiVersions: ['2024-10-01'] }],
};

/** Resource providers: which types there are, with their API versions and, when asked for, their policy aliases. */
export function providerRoutes(world: ArmWorld): Route[] {
  const find = (subscription: string, name: string): string => {
    world.mustHaveContainer(`/subscriptions/${subscription}`);
    const namespace = Object.keys(providers).find((each) => each.toLowerCase() === name.toLowerCase());
    if (namespace === undefined)
      throw new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${name}' is invalid.`);
    return namespace;
  };
  return [
    route('GET', '/subscriptions/{subscription}/providers', (_, { subscription = '' }) => {
      world.mustHaveContainer(`/subscriptions/${subscription}`);
      const value = Object.keys(providers).map((namespace) => body(subscription, namespace, false));
      return { status: 200, body: { value } };
    }),
    route('GET', '/subscriptions/{subscription}/providers/{namespace}', (request, parameters) => {
      const { subscription = '', namespace = '' } = parameters;
      const aliases = (request.query.get('$expand') ?? '').toLowerCase().includes('aliases');
      return { status: 200, body: body(subscription, find(subscription, namespace), aliases) };
    }),
    route('POST', '/subscriptions/{subscription}/providers/{namespace}/register', (_, parameters) => {
      const { subscription = '', namespace = '' } = parameters;
      return { status: 200, body: body(subscription, find(subscription, namespace), false) };
    }),
  ];
}

function body(subscription: string, namespace: string, aliases: boolean): JsonObject {
  return {
    id: `/subscriptions/${subscription}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    registrationState: 'Registered',
    resourceTypes: (providers[namespace] ?? []).map((type) => ({
      resourceType: type.name,
      locations: ['North Europe', 'West Europe'],
      apiVersions: type.apiVersions,
      defaultApiVersion: type.apiVersions[0] ?? '',
      capabilities: 'SupportsTags, SupportsLocation',
      ...(aliases
        ? {
            aliases: Object.entries(type.aliases ?? {}).map(([name, path]) => ({
              name: `${namespace}/${type.name}/${name}`,
              paths: [{ path, apiVersions: type.apiVersions }],
              defaultPath: path,
              defaultMetadata: { type: 'NotSpecified', attributes: 'None' },
            })),
          }
        : {}),
    })),
  };
}
