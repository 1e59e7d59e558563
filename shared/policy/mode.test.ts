import { describe, expect, it } from 'vitest';
import { isKubernetesMode, isResourceProviderMode, parseMode } from './mode';
import { modeCovers } from './mode-covers';

describe('modes', () => {
  it.each([
    ['all', 'All'],
    ['INDEXED', 'Indexed'],
    [' microsoft.kubernetes.data', 'Microsoft.Kubernetes.Data'],
    ['Microsoft.KeyVault.Data', undefined],
    ['', undefined],
  ])('reads "%s"', (written, expected) => {
    expect(parseMode(written)).toBe(expected);
  });

  it('tells modes of resource providers from nonsense', () => {
    const modes = [
      'Microsoft.KeyVault.Data',
      'Microsoft.MachineLearningServices.v2.Data',
      'microsoft.x.data',
    ];
    expect(modes.every(isResourceProviderMode)).toBe(true);
    expect(
      ['All', 'Microsoft.Data', 'Contoso.X.Data', 'Microsoft.X.Data.y'].some(isResourceProviderMode),
    ).toBe(false);
    expect(isKubernetesMode('MICROSOFT.KUBERNETES.DATA')).toBe(true);
  });
});

describe('modeCovers', () => {
  const managedCluster = 'microsoft.containerservice/managedclusters';
  const arcCluster = 'microsoft.kubernetes/connectedclusters';
  const agentPool = 'microsoft.containerservice/managedclusters/agentpools';
  const group = 'microsoft.resources/subscriptions/resourcegroups';
  const subscription = 'microsoft.resources/subscriptions';
  it.each<[string, string, string, boolean, boolean]>([
    ['a cluster', 'All', managedCluster, true, true],
    ['a cluster', 'Indexed', managedCluster, true, true],
    ['a cluster written without location', 'indexed', managedCluster, false, true],
    ['an agent pool', 'Indexed', agentPool, false, false],
    ['an agent pool', 'All', agentPool, false, true],
    ['a resource group', 'Indexed', group, true, false],
    ['a resource group', 'All', group, true, true],
    ['a subscription', 'Indexed', subscription, false, false],
    ['a subscription', 'all', subscription, false, true],
    ['a role assignment', 'Indexed', 'microsoft.authorization/roleassignments', true, false],
    ['a type nobody listed, with a location', 'Indexed', 'contoso.ships/hulls', true, true],
    ['a type nobody listed, without one', 'Indexed', 'contoso.ships/hulls', false, false],
    ['the settings of a site', 'Indexed', 'microsoft.web/sites/config', true, false],
    ['a database', 'Indexed', 'microsoft.sql/servers/databases', true, true],
    ['a managed cluster', 'Microsoft.Kubernetes.Data', managedCluster, true, true],
    ['an Arc cluster', 'microsoft.kubernetes.data', arcCluster, true, true],
    ['a resource group', 'Microsoft.Kubernetes.Data', group, true, false],
    ['a vault', 'Microsoft.KeyVault.Data', 'microsoft.keyvault/vaults', true, true],
    ['a cluster', 'Microsoft.KeyVault.Data', managedCluster, true, false],
    ['a type of an unknown provider mode', 'Microsoft.Ships.Data', 'microsoft.ships/hulls', true, true],
    ['a cluster', 'Microsoft.Ships.Data', managedCluster, true, false],
    ['a cluster, to report a mode that is none,', 'Everything', managedCluster, true, true],
    ['a deployment', 'All', 'microsoft.resources/deployments', true, false],
    ['a billing account', 'All', 'microsoft.billing/billingaccounts', true, false],
    ['a reservation', 'All', 'microsoft.capacity/reservationorders/reservations', true, false],
    ['a support article', 'All', 'microsoft.help/diagnostics', true, false],
    ['a management group', 'All', 'microsoft.management/managementgroups', false, false],
  ])('%s under %s (%s, location: %s): %s', (_, mode, type, hasLocation, expected) => {
    expect(modeCovers(mode, type, hasLocation)).toBe(expected);
  });
});
