import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../expressions';
import { catalogueFromProviders } from './aliases/provider-catalogue';
import type { CompileRuleOptions } from './compile-policy-rule';
import { outcomeOf } from './testing/outcome-of';

/** What a field is found to be, and where. */
function read(field: string, resource: JsonObject, options: CompileRuleOptions = {}, apiVersion?: string) {
  const more = apiVersion === undefined ? {} : { apiVersion };
  const outcome = outcomeOf(
    {
      anyOf: [
        { field, exists: true },
        { field, exists: false },
      ],
    },
    resource,
    more,
    options,
  );
  const [evaluated] = outcome.evaluatedExpressions;
  return { path: evaluated?.path, value: evaluated?.expressionValue, unknown: outcome.unknownAliases };
}

const value = (field: string, resource: JsonObject): JsonValue | undefined => read(field, resource).value;

describe('fields that every resource has', () => {
  const resource: JsonObject = {
    id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/azkaban/databases/cells',
    name: 'azkaban/cells',
    type: 'Microsoft.Sql/servers/databases',
    location: 'North Europe',
    kind: 'v12.0',
    identity: { type: 'SystemAssigned', userAssignedIdentities: { '/x': {} } },
    tags: { Owner: 'Fudge', 'a.b': 1, "'q'": 2, 'x]y': 3 },
  };
  it.each<[string, JsonValue | undefined]>([
    ['name', 'cells'],
    ['fullName', 'azkaban/cells'],
    ['TYPE', 'Microsoft.Sql/servers/databases'],
    ['location', 'northeurope'],
    ['kind', 'v12.0'],
    ['identity.type', 'SystemAssigned'],
    ['identity.userAssignedIdentities', { '/x': {} }],
    ['tags.owner', 'Fudge'],
    ["tags['OWNER']", 'Fudge'],
    ['tags[owner]', 'Fudge'],
    ['tags.a.b', 1],
    ["tags['a.b']", 1],
    ["tags['''q''']", 2],
    ['tags[x]y]', 3],
    ["tags['absent']", undefined],
    ["tags['__proto__']", undefined],
  ])('%s is %j', (field, expected) => {
    expect(value(field, resource)).toEqual(expected);
  });

  it('compares locations in whatever spelling', () => {
    const conditions: JsonValue[] = [
      { field: 'location', equals: 'NorthEurope' },
      { field: 'location', in: ['West US', 'north europe'] },
    ];
    expect(conditions.map((condition) => outcomeOf(condition, resource).hit)).toEqual([true, true]);
  });
});

describe('aliases by the general rule and the deviations', () => {
  const cluster: JsonObject = {
    type: 'microsoft.containerservice/MANAGEDCLUSTERS',
    sku: { name: 'Base', tier: 'Premium' },
    properties: {
      enableRBAC: true,
      apiServerAccessProfile: { authorizedIPRanges: ['10.0.0.0/8'] },
      addonProfiles: { azurepolicy: { enabled: true } },
      agentPoolProfiles: [{ name: 'a', availabilityZones: ['1'] }],
      securityProfile: { defender: { securityMonitoring: { enabled: true } } },
    },
  };
  const prefix = 'Microsoft.ContainerService/managedClusters';
  it.each<[string, string, JsonValue | undefined]>([
    [`${prefix}/enableRBAC`, 'properties.enableRBAC', true],
    [`${prefix}/sku.tier`, 'sku.tier', 'Premium'],
    [
      `${prefix}/apiServerAuthorizedIPRanges[*]`,
      'properties.apiServerAccessProfile.authorizedIPRanges[*]',
      ['10.0.0.0/8'],
    ],
    [`${prefix}/addonProfiles.azurePolicy.enabled`, 'properties.addonProfiles.azurePolicy.enabled', true],
    [
      `${prefix}/agentPoolProfiles[*].availabilityZones[*]`,
      'properties.agentPoolProfiles[*].availabilityZones[*]',
      ['1'],
    ],
    [
      `${prefix}/securityProfile.azureDefender.enabled`,
      'properties.securityProfile.defender.securityMonitoring.enabled',
      true,
    ],
    [`${prefix}/agentPools.count`, 'properties.count', undefined],
    ['Microsoft.Compute/virtualMachines/enableRBAC', 'properties.enableRBAC', undefined],
  ])('%s lies at %s', (field, path, expected) => {
    const found = read(field, cluster);
    expect([found.path, found.value]).toEqual([path, expected]);
  });

  it.each<[string, string, JsonObject, JsonValue]>([
    [
      'Microsoft.Network/networkSecurityGroups/securityRules[*].access',
      'Microsoft.Network/networkSecurityGroups',
      { securityRules: [{ name: 'a', properties: { access: 'Allow' } }] },
      ['Allow'],
    ],
    [
      'Microsoft.KeyVault/vaults/privateEndpointConnections[*].privateLinkServiceConnectionState.status',
      'Microsoft.KeyVault/vaults',
      {
        privateEndpointConnections: [
          { id: 'x', properties: { privateLinkServiceConnectionState: { status: 'Ok' } } },
        ],
      },
      ['Ok'],
    ],
    [
      'Microsoft.KeyVault/vaults/sku.name',
      'Microsoft.KeyVault/vaults',
      { sku: { name: 'standard' } },
      'standard',
    ],
    [
      'Microsoft.Insights/diagnosticSettings/logs.enabled',
      'Microsoft.Insights/diagnosticSettings',
      { logs: [{ enabled: true }, { enabled: false }] },
      [true, false],
    ],
    [
      'Microsoft.Compute/imageOffer',
      'Microsoft.Compute/virtualMachineScaleSets',
      { virtualMachineProfile: { storageProfile: { imageReference: { offer: 'ubuntu' } } } },
      'ubuntu',
    ],
    [
      'Microsoft.Storage/storageAccounts/blobServices/default.x',
      'Microsoft.Storage/storageAccounts/blobServices',
      { x: 1 },
      1,
    ],
  ])('%s on %s', (field, type, properties, expected) => {
    expect(value(field, { type, properties })).toEqual(expected);
  });

  it.each([
    [{ type: 'Microsoft.X/things', properties: { colour: 'red' } }, 'red'],
    [{ id: '/providers/Microsoft.X/things/a', properties: { colour: 'red' } }, 'red'],
    [{ properties: { colour: 'red' } }, 'red'],
    [{ type: 'Microsoft.X/others', properties: { colour: 'red' } }, undefined],
  ])('are read from a resource of their type, or of a type that nothing tells: %j', (resource, expected) => {
    expect(value('Microsoft.X/things/colour', resource)).toBe(expected);
  });

  it('names those that no table confirms', () => {
    expect(
      read('Microsoft.X/things/colour', { type: 'Microsoft.X/things', properties: { colour: 'red' } }),
    ).toEqual({
      path: 'properties.colour',
      value: 'red',
      unknown: ['Microsoft.X/things/colour'],
    });
    expect(read(`${prefix}/enableRBAC`, cluster).unknown).toBeUndefined();
  });

  it('refuses what cannot be an alias', () => {
    expect(() => value('properties.enableRBAC', cluster)).toThrow('"properties.enableRBAC" is no field.');
  });
});

describe('a catalogue', () => {
  const options: CompileRuleOptions = {
    aliases: catalogueFromProviders([
      {
        namespace: 'Microsoft.Test',
        resourceTypes: [
          {
            resourceType: 'wands',
            aliases: [
              {
                name: 'Microsoft.Test/wands/core',
                defaultPath: 'properties.core',
                paths: [{ path: 'properties.old.core', apiVersions: ['2015-01-01'] }],
              },
              {
                name: 'Microsoft.Test/wands/owners[*].name',
                defaultPath: 'properties.owners[*].properties.name',
                paths: [],
              },
            ],
          },
        ],
      },
    ]),
  };
  const resource: JsonObject = {
    type: 'Microsoft.Test/wands',
    properties: {
      core: 'phoenix',
      old: { core: 'unicorn' },
      owners: [{ properties: { name: 'Gregorovitch' } }],
    },
  };

  it.each<[string, string | undefined, JsonValue | undefined]>([
    ['microsoft.test/WANDS/core', undefined, 'phoenix'],
    ['Microsoft.Test/wands/core', '2015-01-01', 'unicorn'],
    ['Microsoft.Test/wands/core', '2099-01-01', 'phoenix'],
    ['Microsoft.Test/wands/owners[*].name', undefined, ['Gregorovitch']],
    ['Microsoft.Test/wands/owners', undefined, [{ properties: { name: 'Gregorovitch' } }]],
  ])('%s at api-version %s is %j', (field, apiVersion, expected) => {
    expect(read(field, resource, options, apiVersion).value).toEqual(expected);
  });

  it('refuses names that it lacks', () => {
    expect(() => read('Microsoft.Test/wands/length', resource, options)).toThrow(
      '"Microsoft.Test/wands/length" is no field that Azure publishes an alias for.',
    );
  });
});
