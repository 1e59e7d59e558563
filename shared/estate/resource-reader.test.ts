import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ArmEmulator,
  clusterScope,
  groupScope,
  startArmEmulator,
  subscription,
  subscriptionScope,
  testEstate,
} from '../../local/arm-emulator/index';
import {
  type AzureConnection,
  createArmRestClient,
  createContainerServiceClient,
  createCredential,
} from '../azure/index';
import { createResourceReader, type ResourceReader } from './resource-reader';

let emulator: ArmEmulator;
let reader: ResourceReader;
beforeAll(async () => {
  emulator = await startArmEmulator({
    estate: testEstate(),
    kubeconfigFor: (id) => (id === clusterScope ? 'kind: Config' : undefined),
  });
  const connection: AzureConnection = {
    armEndpoint: emulator.url,
    credential: createCredential({ credential: 'emulator', armEndpoint: emulator.url }),
    maxRetries: 0,
  };
  reader = createResourceReader({
    containerServiceClientFor: (id) => createContainerServiceClient(connection, id),
    armRest: createArmRestClient(connection),
  });
});
afterAll(() => emulator.close());

async function names(items: AsyncIterable<{ name: string }>): Promise<string[]> {
  const list: string[] = [];
  for await (const { name } of items) list.push(name);
  return list;
}

describe('the resource reader', () => {
  it('reads a resource with every property', async () => {
    expect(await reader.getResource(clusterScope.toLowerCase())).toMatchObject({
      id: clusterScope,
      name: 'chamber-of-secrets',
      type: 'Microsoft.ContainerService/ManagedClusters',
      properties: { newerThanThePackage: true },
    });
  });

  it('reads groups and subscriptions as policies know them', async () => {
    expect(await reader.getResource(groupScope)).toMatchObject({
      name: 'hogwarts-rg',
      type: 'Microsoft.Resources/resourceGroups',
    });
    expect(await reader.getResource(subscriptionScope)).toMatchObject({
      id: subscriptionScope,
      name: subscription,
      type: 'Microsoft.Resources/subscriptions',
      displayName: 'Hogwarts',
    });
  });

  it.each([
    `${clusterScope}0`,
    `${subscriptionScope}/resourceGroups/azkaban-rg`,
    '/subscriptions/00000000-0000-0000-0000-000000000000',
  ])('gives undefined for %s, which does not exist', async (id) => {
    expect(await reader.getResource(id)).toBeUndefined();
  });

  it('refuses what is no resource', async () => {
    await expect(reader.getResource('/nowhere')).rejects.toMatchObject({ code: 'InvalidResourceId' });
  });

  it('lists clusters and groups', async () => {
    expect(await names(reader.listClusters(subscriptionScope))).toEqual(['durmstrang', 'chamber-of-secrets']);
    expect(await names(reader.listClusters(groupScope))).toEqual(['chamber-of-secrets']);
    expect(await names(reader.listResourceGroups(subscription))).toEqual(['durmstrang-rg', 'hogwarts-rg']);
  });

  it('gives the kubeconfig of a cluster, or says why not', async () => {
    expect(await reader.clusterCredentials(clusterScope)).toBe('kind: Config');
    await expect(
      reader.clusterCredentials(
        `${subscriptionScope}/resourceGroups/durmstrang-rg/providers/Microsoft.ContainerService/managedClusters/durmstrang`,
      ),
    ).rejects.toMatchObject({ code: 'Conflict', status: 409 });
  });

  it.each([
    ['an extension on the resource', { type: 'Microsoft.Insights/diagnosticSettings' }, ['audit']],
    ['an extension by name', { type: 'Microsoft.Insights/diagnosticSettings', name: 'audit' }, ['audit']],
    ['an extension that is not there', { type: 'Microsoft.Insights/diagnosticSettings', name: 'x' }, []],
    [
      'children',
      { type: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations' },
      ['default'],
    ],
    [
      'a child by name',
      { type: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations', name: 'default' },
      ['default'],
    ],
    [
      'the resource itself',
      { type: 'Microsoft.ContainerService/managedClusters', name: 'chamber-of-secrets' },
      ['chamber-of-secrets'],
    ],
    [
      'the same type in the group',
      { type: 'Microsoft.ContainerService/managedClusters' },
      ['chamber-of-secrets'],
    ],
    [
      'another group',
      { type: 'Microsoft.ContainerService/managedClusters', resourceGroupName: 'durmstrang-rg' },
      ['durmstrang'],
    ],
    [
      'the subscription',
      { type: 'Microsoft.ContainerService/managedClusters', existenceScope: 'subscription' },
      ['durmstrang', 'chamber-of-secrets'],
    ],
    [
      'the subscription by name',
      {
        type: 'Microsoft.ContainerService/managedClusters',
        existenceScope: 'Subscription',
        name: 'durmstrang',
      },
      ['durmstrang'],
    ],
    [
      'another kind',
      { type: 'Microsoft.ContainerService/managedClusters', existenceScope: 'Subscription', kind: 'Fleet' },
      [],
    ],
    ['a type that the provider does not have', { type: 'Microsoft.Storage/storageAccounts' }, []],
  ])('finds related resources: %s', async (_, query, expected) => {
    const found = await reader.listRelated({ resourceId: clusterScope, ...query });
    expect(found.map(({ name }) => name)).toEqual(expected);
  });
});
