import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventGridEvent } from './event-grid-event';
import type { PolicyViolation, WriteCheck } from './policy-violation';
import { type ArmEmulator, startArmEmulator } from './start-arm-emulator';
import {
  clusterScope,
  groupScope,
  managementGroup,
  privilegedContainers,
  subscription,
  subscriptionScope,
  tenant,
  testEstate,
} from './test-estate';
import { all, sdkClients } from './test-kit';

let emulator: ArmEmulator;
let clients: ReturnType<typeof sdkClients>;
const events: EventGridEvent[] = [];
const checked: WriteCheck[] = [];
const violation: PolicyViolation = {
  policyDefinitionId: privilegedContainers,
  policyDefinitionDisplayName: 'No clusters in the west',
  policyDefinitionEffect: 'deny',
  policyAssignmentId: `${subscriptionScope}/providers/Microsoft.Authorization/policyAssignments/north`,
  nonComplianceMessage: 'Use North Europe.',
};

beforeAll(async () => {
  emulator = await startArmEmulator({
    estate: testEstate(),
    operationMilliseconds: 100,
    kubeconfigFor: (id) => (id.toLowerCase() === clusterScope.toLowerCase() ? 'kind: Config' : undefined),
    onEvent: (event) => void events.push(event),
    checkWrite: async (request) => {
      checked.push(request);
      return request.resource.location === 'westeurope' && request.operation === 'write' ? [violation] : [];
    },
  });
  clients = sdkClients(emulator.url);
});
afterAll(() => emulator.close());

const seen = (): string[] =>
  events
    .splice(0)
    .map(({ eventType, subject }) => `${eventType.replace('Microsoft.Resources.', '')} ${subject}`);
const quick = { updateIntervalInMs: 10 };

describe('clusters through @azure/arm-containerservice', () => {
  it('are listed in a subscription and in a group, and read with their ids in any letter case', async () => {
    expect((await all(clients.containers.managedClusters.list())).map(({ name }) => name)).toEqual([
      'durmstrang',
      'chamber-of-secrets',
    ]);
    const inGroup = await all(clients.containers.managedClusters.listByResourceGroup('HOGWARTS-RG'));
    expect(inGroup.map(({ name }) => name)).toEqual(['chamber-of-secrets']);
    expect((await clients.containers.managedClusters.get('hogwarts-rg', 'Chamber-Of-Secrets')).location).toBe(
      'northeurope',
    );
  });

  it('are created, retagged and deleted as long-running operations, with an event when each is done', async () => {
    const { managedClusters } = clients.containers;
    const id = `${groupScope}/providers/Microsoft.ContainerService/managedClusters/new`;
    const created = await managedClusters.createOrUpdate(
      'hogwarts-rg',
      'new',
      {
        location: 'northeurope',
        identity: { type: 'SystemAssigned' },
        agentPoolProfiles: [{ name: 'pool', count: 1 }],
      },
      quick,
    );
    expect(created).toMatchObject({ name: 'new', provisioningState: 'Succeeded', enableRbac: true });
    expect(created.identity?.tenantId).toBe(tenant);
    const tagged = await managedClusters.updateTags(
      'hogwarts-rg',
      'new',
      { tags: { house: 'Slytherin' } },
      quick,
    );
    expect(tagged.tags).toEqual({ house: 'Slytherin' });
    const pools = await all(clients.containers.agentPools.list('hogwarts-rg', 'new'));
    expect(pools.map(({ name }) => name)).toEqual(['pool']);
    await managedClusters.delete('hogwarts-rg', 'new', quick);
    await expect(managedClusters.get('hogwarts-rg', 'new')).rejects.toMatchObject({
      code: 'ResourceNotFound',
      statusCode: 404,
    });
    expect(seen()).toEqual([
      `ResourceWriteSuccess ${id}`,
      `ResourceWriteSuccess ${id}`,
      `ResourceDeleteSuccess ${id}`,
    ]);
  });

  it('tell a running operation from a finished one', async () => {
    const response = await raw(
      'PUT',
      `${groupScope}/providers/Microsoft.ContainerService/managedClusters/slow`,
      {
        location: 'northeurope',
      },
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ properties: { provisioningState: 'Creating' } });
    const link = response.headers.get('azure-asyncoperation') ?? '';
    expect(link).toMatch(
      new RegExp(
        `^/subscriptions/${subscription}/providers/Microsoft.ContainerService/locations/northeurope/operations/`,
      ),
    );
    const operation = await raw('GET', link);
    expect(await operation.json()).toMatchObject({ status: 'InProgress' });
    await expect
      .poll(async () => ((await (await raw('GET', link)).json()) as { status: string }).status)
      .toBe('Succeeded');
    await clients.containers.managedClusters.delete('hogwarts-rg', 'slow', quick);
    seen();
  });

  it('are stopped and started', async () => {
    const { managedClusters } = clients.containers;
    await managedClusters.stop('hogwarts-rg', 'chamber-of-secrets', quick);
    expect((await managedClusters.get('hogwarts-rg', 'chamber-of-secrets')).powerState?.code).toBe('Stopped');
    await managedClusters.start('hogwarts-rg', 'chamber-of-secrets', quick);
    expect((await managedClusters.get('hogwarts-rg', 'chamber-of-secrets')).powerState?.code).toBe('Running');
    expect(seen()).toEqual(Array(2).fill(`ResourceWriteSuccess ${clusterScope}`));
  });

  it('give their kubeconfig, and no admin one when local accounts are off', async () => {
    const { managedClusters } = clients.containers;
    const user = await managedClusters.listClusterUserCredentials('hogwarts-rg', 'chamber-of-secrets');
    expect(Buffer.from(user.kubeconfigs?.[0]?.value ?? '').toString()).toBe('kind: Config');
    expect(user.kubeconfigs?.[0]?.name).toBe('clusterUser');
    const admin = await managedClusters.listClusterAdminCredentials('hogwarts-rg', 'chamber-of-secrets');
    expect(admin.kubeconfigs?.[0]?.name).toBe('clusterAdmin');
    await expect(
      managedClusters.listClusterAdminCredentials('durmstrang-rg', 'durmstrang'),
    ).rejects.toMatchObject({
      code: 'BadRequest',
    });
    await expect(
      managedClusters.listClusterUserCredentials('durmstrang-rg', 'durmstrang'),
    ).rejects.toMatchObject({
      code: 'Conflict',
    });
  });

  it('are refused by policy, with the reason', async () => {
    const refused = clients.containers.managedClusters.createOrUpdate(
      'hogwarts-rg',
      'west',
      { location: 'westeurope' },
      quick,
    );
    const error = (await Promise.resolve(refused).catch((caught: unknown) => caught)) as {
      code: string;
      message: string;
      statusCode: number;
    };
    expect([error.statusCode, error.code]).toEqual([403, 'RequestDisallowedByPolicy']);
    expect(error.message).toContain(
      "Resource 'west' was disallowed by policy. Reasons: 'Use North Europe.'.",
    );
    expect(error.message).toContain('"name":"No clusters in the west"');
    expect(checked.at(-1)).toMatchObject({
      operation: 'write',
      resource: { name: 'west', location: 'westeurope' },
    });
    await expect(clients.containers.managedClusters.get('hogwarts-rg', 'west')).rejects.toMatchObject({
      statusCode: 404,
    });
    expect(seen()).toEqual([]);
  });

  it('are kept from a write with an old entity tag', async () => {
    const response = await raw('PUT', clusterScope, { location: 'northeurope' }, { 'if-none-match': '*' });
    expect(response.status).toBe(412);
  });

  it('cannot move', async () => {
    const moved = await raw('PUT', clusterScope, { location: 'uksouth' });
    expect([moved.status, await errorCode(moved)]).toEqual([409, 'InvalidResourceLocation']);
  });
});

describe('resource groups, resources and tags through @azure/arm-resources', () => {
  it('checks, creates, lists and deletes groups, with all that is in them', async () => {
    const { resourceGroups } = clients.resources;
    expect((await resourceGroups.checkExistence('hogwarts-rg')).body).toBe(true);
    expect((await resourceGroups.checkExistence('azkaban-rg')).body).toBe(false);
    await resourceGroups.createOrUpdate('azkaban-rg', { location: 'northeurope', tags: { a: 'b' } });
    expect(
      (await all(resourceGroups.list({ filter: "tagName eq 'a' and tagValue eq 'b'" }))).map(
        ({ name }) => name,
      ),
    ).toEqual(['azkaban-rg']);
    const id = `${subscriptionScope}/resourceGroups/azkaban-rg/providers/Microsoft.Storage/storageAccounts/cells`;
    const stored = await clients.resources.resources.beginCreateOrUpdateByIdAndWait(id, '2023-01-01', {
      location: 'northeurope',
      properties: { anything: { at: ['all'] } },
    });
    expect(stored.properties).toEqual({ anything: { at: ['all'] }, provisioningState: 'Succeeded' });
    await resourceGroups.beginDeleteAndWait('azkaban-rg', quick);
    expect((await resourceGroups.checkExistence('azkaban-rg')).body).toBe(false);
    expect(seen()).toEqual([
      `ResourceWriteSuccess ${subscriptionScope}/resourceGroups/azkaban-rg`,
      `ResourceWriteSuccess ${id}`,
      `ResourceDeleteSuccess ${id}`,
      `ResourceDeleteSuccess ${subscriptionScope}/resourceGroups/azkaban-rg`,
    ]);
  });

  it.each([
    ["resourceType eq 'Microsoft.ContainerService/managedClusters'", ['durmstrang', 'chamber-of-secrets']],
    ["substringof('secrets', name)", ['chamber-of-secrets']],
    ["location eq 'westeurope' or name eq 'chamber-of-secrets'", ['durmstrang', 'chamber-of-secrets']],
  ])('lists resources by %s', async (filter, expected) => {
    const list = await all(clients.resources.resources.list({ filter }));
    expect(list.map(({ name }) => name)).toEqual(expected);
  });

  it('gives a resource with the properties that typed clients drop', async () => {
    const read = await clients.resources.resources.getById(clusterScope, '2025-05-01');
    expect(read.properties).toMatchObject({ newerThanThePackage: true });
    expect((await clients.resources.resources.checkExistenceById(clusterScope, '2025-05-01')).body).toBe(
      true,
    );
    expect(
      (await clients.resources.resources.checkExistenceById(`${clusterScope}0`, '2025-05-01')).body,
    ).toBe(false);
  });

  it('merges, replaces and deletes tags', async () => {
    const { tagsOperations } = clients.resources;
    const tags = async (): Promise<unknown> => (await tagsOperations.getAtScope(groupScope)).properties.tags;
    await tagsOperations.beginUpdateAtScopeAndWait(groupScope, {
      operation: 'Merge',
      properties: { tags: { points: '10' } },
    });
    expect(await tags()).toEqual({ house: 'Gryffindor', points: '10' });
    await tagsOperations.beginUpdateAtScopeAndWait(groupScope, {
      operation: 'Delete',
      properties: { tags: { points: '10' } },
    });
    expect(await tags()).toEqual({ house: 'Gryffindor' });
    expect(seen()).toEqual(
      Array(2).fill(`ResourceWriteSuccess ${groupScope}/providers/Microsoft.Resources/tags/default`),
    );
  });

  it('lists providers with their aliases', async () => {
    const provider = await clients.resources.providers.get('Microsoft.ContainerService', {
      expand: 'resourceTypes/aliases',
    });
    const type = provider.resourceTypes?.find(({ resourceType }) => resourceType === 'managedClusters');
    expect(type?.aliases?.map(({ name }) => name)).toContain(
      'Microsoft.ContainerService/managedClusters/disableLocalAccounts',
    );
  });
});

describe('the hierarchy', () => {
  it('tells the ancestors of a subscription, the root first', async () => {
    const body = (await (await raw('POST', '/providers/Microsoft.Management/getEntities')).json()) as {
      value: { name: string; properties: unknown }[];
    };
    expect(body.value.find(({ name }) => name === subscription)?.properties).toMatchObject({
      displayName: 'Hogwarts',
      parent: { id: managementGroup },
      parentNameChain: [tenant, 'wizarding-world'],
    });
  });

  it('tells the children of a management group', async () => {
    const response = await raw('GET', `${managementGroup}?$expand=children`);
    expect(await response.json()).toMatchObject({
      properties: {
        displayName: 'Wizarding World',
        children: [{ name: subscription, type: '/subscriptions' }],
      },
    });
  });
});

describe('the wire', () => {
  it.each([
    [
      'without a token',
      'GET',
      '/subscriptions?api-version=2022-12-01',
      { authorization: '' },
      401,
      'AuthenticationFailed',
    ],
    ['without an api-version', 'GET', '/subscriptions', {}, 400, 'MissingApiVersionParameter'],
    [
      'with a wrong api-version',
      'GET',
      '/subscriptions?api-version=latest',
      {},
      400,
      'InvalidApiVersionParameter',
    ],
    [
      'for an unknown subscription',
      'GET',
      '/subscriptions/0/resourcegroups',
      {},
      404,
      'SubscriptionNotFound',
    ],
    [
      'for an unknown group',
      'GET',
      `${subscriptionScope}/resourcegroups/x`,
      {},
      404,
      'ResourceGroupNotFound',
    ],
    ['for an unknown path', 'GET', '/nowhere', {}, 404, 'InvalidResourceType'],
    [
      'for a wrong filter',
      'GET',
      `${subscriptionScope}/resources?$filter=colour%20eq%201`,
      {},
      400,
      'InvalidFilterInQueryString',
    ],
    [
      'for a wrong page size',
      'GET',
      `${subscriptionScope}/resources?$top=0`,
      {},
      400,
      'InvalidTopInQueryString',
    ],
  ])('answers %s with the right error', async (_, method, path, headers, status, code) => {
    const version = code.includes('ApiVersion') || path.includes('api-version') ? 'none' : undefined;
    const response = await raw(method, path, undefined, headers, version);
    expect([response.status, await errorCode(response)]).toEqual([status, code]);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('refuses a body that is nested too deep to be written out again', async () => {
    const body: unknown = JSON.parse(`{"location":"x","properties":${'['.repeat(200)}${']'.repeat(200)}}`);
    const response = await raw('PUT', `${subscriptionScope}/resourcegroups/deep`, body);
    expect([response.status, await errorCode(response)]).toEqual([400, 'InvalidRequestContent']);
  });

  it('takes doubled slashes and ids in any letter case', async () => {
    const response = await raw(
      'GET',
      `/${clusterScope.toUpperCase().replace('/PROVIDERS/', '//PROVIDERS/')}`,
    );
    expect(response.status).toBe(200);
  });

  it('writes links with the scheme and host that a proxy tells', async () => {
    const response = await raw('GET', `${subscriptionScope}/resourcegroups?$top=1`, undefined, {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'arm.example.net',
    });
    const { nextLink } = (await response.json()) as { nextLink: string };
    expect(nextLink).toMatch(/^https:\/\/arm\.example\.net\/subscriptions\//);
  });

  it('raises events of the documented shape', async () => {
    emulator.putResource({ id: `${groupScope}/providers/Microsoft.Storage/storageAccounts/vault` });
    await expect.poll(() => events.length).toBe(1);
    const [event] = events.splice(0);
    expect(event).toMatchObject({
      topic: subscriptionScope,
      subject: `${groupScope}/providers/Microsoft.Storage/storageAccounts/vault`,
      eventType: 'Microsoft.Resources.ResourceWriteSuccess',
      eventTime: expect.stringMatching(/\.\d{7}Z$/),
      dataVersion: '2',
      metadataVersion: '1',
      data: {
        operationName: 'Microsoft.Storage/storageAccounts/write',
        resourceProvider: 'Microsoft.Storage',
        resourceUri: `${groupScope}/providers/Microsoft.Storage/storageAccounts/vault`,
        status: 'Succeeded',
        subscriptionId: subscription,
        tenantId: tenant,
      },
    });
  });
});

function raw(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  apiVersion = '2025-05-01',
): Promise<Response> {
  const version =
    apiVersion === 'none' || path.includes('api-version')
      ? ''
      : `${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
  return fetch(`${emulator.url}${path}${version}`, {
    method,
    headers: { authorization: 'Bearer test', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function errorCode(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}
