import { describe, expect, it } from 'vitest';
import { compilePolicyRule } from '../compile-policy-rule';
import { ruleOf } from '../testing/rule-of';
import { GENERAL_ALIASES } from './general-aliases';
import { listedAliases } from './listed-aliases';

describe('the aliases that Azure lists', () => {
  it.each([
    ['microsoft.containerservice/managedclusters', 502],
    ['microsoft.containerservice/managedclusters/agentpools', 146],
    ['microsoft.containerservice/managedclusters/maintenanceconfigurations', 31],
    ['microsoft.kubernetes/connectedclusters', 18],
    ['microsoft.kubernetesconfiguration/extensions', 51],
    ['microsoft.kubernetesconfiguration/fluxconfigurations', 80],
    ['microsoft.kubernetesconfiguration/sourcecontrolconfigurations', 21],
    ['microsoft.insights/diagnosticsettings', 25],
  ])('of %s are %i', (type, count) => {
    expect(listedAliases(type)?.size).toBe(count);
  });

  it('are not known for other types', () => {
    expect(listedAliases('microsoft.compute/virtualmachines')).toBeUndefined();
    expect(listedAliases('constructor')).toBeUndefined();
  });

  it.each([
    ['Microsoft.ContainerService/managedClusters/agentPoolProfiles[*].kubeletConfig.failSwapOn', true],
    ['Microsoft.ContainerService/managedClusters/addonProfiles.azurePolicy.enabled', true],
    ['Microsoft.ContainerService/managedClusters/addonProfiles.azurePolicy', false],
    ['Microsoft.ContainerService/managedClusters/enableRbacc', false],
    ['Microsoft.ContainerService/managedClusters/agentPools.count', true],
    ['Microsoft.Insights/diagnosticSettings/logs.enabled', true],
    ['Microsoft.Storage/storageAccounts/enableBlobEncryption', true],
    ['Microsoft.Storage/storageAccounts/minimumTlsVersion', false],
  ])('%s is confirmed: %s', (name, known) => {
    expect(GENERAL_ALIASES.resolve(name)?.known).toBe(known);
  });

  it('tell a misspelled alias by name', () => {
    const field = 'Microsoft.ContainerService/managedClusters/enableRbacc';
    expect(compilePolicyRule(ruleOf({ field, equals: true })).unknownAliases).toEqual([field]);
  });
});
