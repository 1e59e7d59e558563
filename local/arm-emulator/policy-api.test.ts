import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/policy/index';
import { type ArmEmulator, startArmEmulator } from './start-arm-emulator';
import {
  assignment,
  baseline,
  clusterScope,
  groupScope,
  managementGroup,
  privilegedContainers,
  rule,
  subscriptionScope,
  testEstate,
} from './test-estate';
import { all, sdkClients } from './test-kit';

let emulator: ArmEmulator;
let clients: ReturnType<typeof sdkClients>;
beforeAll(async () => {
  emulator = await startArmEmulator({ estate: testEstate(), kubeconfigFor: () => undefined });
  clients = sdkClients(emulator.url);
});
afterAll(() => emulator.close());

const names = (items: readonly { name?: string }[]): (string | undefined)[] => items.map(({ name }) => name);

describe('policy assignments through @azure/arm-policy', () => {
  it('are listed at a subscription with those above and below', async () => {
    const list = await all(clients.policy.policyAssignments.list());
    expect(names(list)).toEqual(['north', 'privileged', 'baseline']);
  });

  it.each([
    ['atScope()', ['north', 'privileged']],
    ['atExactScope()', ['privileged']],
    [`policyDefinitionId eq '${baseline}'`, ['baseline']],
  ])('are filtered by %s', async (filter, expected) => {
    expect(names(await all(clients.policy.policyAssignments.list({ filter })))).toEqual(expected);
  });

  it('are listed at a resource group, a resource and a management group', async () => {
    const { policyAssignments } = clients.policy;
    expect(names(await all(policyAssignments.listForResourceGroup('hogwarts-rg')))).toEqual([
      'north',
      'privileged',
      'baseline',
    ]);
    const atCluster = policyAssignments.listForResource(
      'hogwarts-rg',
      'Microsoft.ContainerService',
      '',
      'managedClusters',
      'chamber-of-secrets',
    );
    expect(names(await all(atCluster))).toEqual(['north', 'privileged', 'baseline']);
    expect(
      names(
        await all(policyAssignments.listForManagementGroup('wizarding-world', { filter: 'atExactScope()' })),
      ),
    ).toEqual(['north']);
  });

  it('come in pages whose links the client follows', async () => {
    const pages: number[] = [];
    for await (const page of clients.policy.policyAssignments.list({ top: 2 }).byPage())
      pages.push(page.length);
    expect(pages).toEqual([2, 1]);
  });

  it('are created, read, patched and deleted', async () => {
    const { policyAssignments } = clients.policy;
    const created = await policyAssignments.create(clusterScope, 'own', {
      policyDefinitionId: privilegedContainers,
      parameters: { effect: { value: 'Audit' } },
      identity: { type: 'SystemAssigned' },
      location: 'northeurope',
    });
    expect(created).toMatchObject({ name: 'own', scope: clusterScope, enforcementMode: 'Default' });
    expect(created.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
    const patched = await policyAssignments.update(clusterScope, 'own', {
      overrides: [{ kind: 'policyEffect', value: 'Disabled' }],
    });
    expect(patched.overrides).toEqual([{ kind: 'policyEffect', value: 'Disabled' }]);
    expect((await policyAssignments.getById(String(created.id))).overrides).toHaveLength(1);
    expect((await policyAssignments.delete(clusterScope, 'own')).name).toBe('own');
    await expect(policyAssignments.get(clusterScope, 'own')).rejects.toMatchObject({
      code: 'PolicyAssignmentNotFound',
      statusCode: 404,
    });
  });

  it.each([
    [{ policyDefinitionId: `${privilegedContainers}0` }, 'PolicyDefinitionNotFound', 404],
    [
      { policyDefinitionId: privilegedContainers, parameters: { colour: { value: 'red' } } },
      'UndefinedPolicyParameter',
      400,
    ],
    [
      { policyDefinitionId: privilegedContainers, parameters: { effect: { value: 'Refuse' } } },
      'PolicyParameterValueNotAllowed',
      400,
    ],
    [
      { policyDefinitionId: privilegedContainers, parameters: { namespaces: { value: 'default' } } },
      'InvalidPolicyParameterType',
      400,
    ],
    [
      {
        policyDefinitionId: privilegedContainers.replace(
          '95edb821-ddaf-4404-9732-666045e056b4',
          'febd0533-8e55-448f-b837-bd0e06f16469',
        ),
      },
      'MissingPolicyParameter',
      400,
    ],
    [
      { policyDefinitionId: privilegedContainers, identity: { type: 'SystemAssigned' as const } },
      'LocationRequired',
      400,
    ],
  ])('are refused when they cannot hold: %o', async (parameters, code, statusCode) => {
    await expect(
      clients.policy.policyAssignments.create(groupScope, 'wrong', parameters),
    ).rejects.toMatchObject({
      code,
      statusCode,
    });
  });

  it('tell the version of their definition when asked', async () => {
    const read = await clients.policy.policyAssignments.get(subscriptionScope, 'privileged', {
      expand: 'LatestDefinitionVersion, EffectiveDefinitionVersion',
    });
    expect(read).toMatchObject({ latestDefinitionVersion: '9.2.0', effectiveDefinitionVersion: '9.2.0' });
  });
});

describe('policy definitions and initiatives through @azure/arm-policy', () => {
  it('are built in, inherited and own, told apart by filters', async () => {
    const { policyDefinitions } = clients.policy;
    expect(names(await all(policyDefinitions.list({ filter: "policyType eq 'Custom'" })))).toEqual([
      'north-only',
    ]);
    expect(names(await all(policyDefinitions.list({ filter: 'atExactScope()' })))).toEqual([]);
    const builtIn = await all(policyDefinitions.listBuiltIn({ filter: "category eq 'Kubernetes'" }));
    expect(names(builtIn)).toContain('95edb821-ddaf-4404-9732-666045e056b4');
    expect(builtIn).toHaveLength(
      (await all(policyDefinitions.list({ filter: 'policyType -eq BuiltIn' }))).length,
    );
    expect(names(await all(clients.policy.policySetDefinitions.listBuiltIn()))).toContain(
      'a8640138-9b0a-4a28-b8cb-1666c838647d',
    );
  });

  it('are created, updated and deleted, but not while in use', async () => {
    const { policyDefinitions, policyAssignments } = clients.policy;
    const body = { mode: 'All', policyRule: rule({ field: 'type', equals: 'x' }, 'audit') };
    expect(await policyDefinitions.createOrUpdate('mine', body)).toMatchObject({
      policyType: 'Custom',
      mode: 'All',
    });
    expect(
      (await policyDefinitions.createOrUpdate('mine', { ...body, displayName: 'Mine' })).displayName,
    ).toBe('Mine');
    const policyDefinitionId = `${subscriptionScope}/providers/Microsoft.Authorization/policyDefinitions/mine`;
    await policyAssignments.create(subscriptionScope, 'mine', { policyDefinitionId });
    await expect(policyDefinitions.delete('mine')).rejects.toMatchObject({ statusCode: 409 });
    await policyAssignments.delete(subscriptionScope, 'mine');
    await policyDefinitions.delete('mine');
    await expect(policyDefinitions.get('mine')).rejects.toMatchObject({ code: 'PolicyDefinitionNotFound' });
  });

  it('are refused without a rule, and initiatives with members that do not exist', async () => {
    await expect(
      clients.policy.policyDefinitions.createOrUpdate('bad', { mode: 'All' }),
    ).rejects.toMatchObject({
      code: 'InvalidPolicyRule',
    });
    await expect(
      clients.policy.policySetDefinitions.createOrUpdate('bad', {
        policyDefinitions: [{ policyDefinitionId: `${privilegedContainers}0` }],
      }),
    ).rejects.toMatchObject({ code: 'PolicyDefinitionNotFound' });
  });

  it('get a reference id for members that have none, the same one each time', async () => {
    const body = { policyDefinitions: [{ policyDefinitionId: privilegedContainers }] };
    const first = await clients.policy.policySetDefinitions.createOrUpdate('pair', body);
    const second = await clients.policy.policySetDefinitions.createOrUpdate('pair', body);
    expect(first.policyDefinitions?.[0]?.policyDefinitionReferenceId).toMatch(/^\d+$/);
    expect(second.policyDefinitions).toEqual(first.policyDefinitions);
    await clients.policy.policySetDefinitions.delete('pair');
  });

  it('have versions', async () => {
    const { policyDefinitionVersions } = clients.policy;
    const name = '95edb821-ddaf-4404-9732-666045e056b4';
    expect(names(await all(policyDefinitionVersions.listBuiltIn(name)))).toEqual(['9.2.0']);
    expect((await policyDefinitionVersions.getBuiltIn(name, '9.2.0')).version).toBe('9.2.0');
    await expect(policyDefinitionVersions.getBuiltIn(name, '1.0.0')).rejects.toMatchObject({
      code: 'PolicyDefinitionVersionNotFound',
    });
    expect((await policyDefinitionVersions.listAllBuiltins()).value?.length).toBeGreaterThan(50);
  });
});

describe('policy exemptions through @azure/arm-resources', () => {
  const version = '2022-07-01-preview';
  const id = `${clusterScope}/providers/Microsoft.Authorization/policyExemptions/mine`;
  const policyAssignmentId = `${subscriptionScope}/providers/Microsoft.Authorization/policyAssignments/privileged`;

  it('are created, read and deleted by id', async () => {
    const { resources } = clients.resources;
    const created = await resources.beginCreateOrUpdateByIdAndWait(id, version, {
      properties: { policyAssignmentId, exemptionCategory: 'Waiver' },
    });
    expect(created.properties).toMatchObject({ exemptionCategory: 'Waiver' });
    expect((await resources.getById(id, version)).type).toBe('Microsoft.Authorization/policyExemptions');
    await resources.beginDeleteByIdAndWait(id, version);
    await expect(resources.getById(id, version)).rejects.toMatchObject({ code: 'PolicyExemptionNotFound' });
  });

  it.each([
    [{ policyAssignmentId, exemptionCategory: 'Because' }, 'InvalidRequestContent'],
    [
      { policyAssignmentId: `${policyAssignmentId}0`, exemptionCategory: 'Waiver' },
      'PolicyAssignmentNotFound',
    ],
  ])('are refused when they cannot hold: %o', async (properties, code) => {
    await expect(
      clients.resources.resources.beginCreateOrUpdateByIdAndWait(id, version, { properties }),
    ).rejects.toMatchObject({ code });
  });

  it.each([
    [subscriptionScope, '', ['open', 'expired']],
    [subscriptionScope, 'excludeExpired()', ['open']],
    [clusterScope, 'atScope()', ['open', 'expired']],
    [clusterScope, 'atExactScope()', ['expired']],
    [managementGroup, '', []],
  ])('are listed at %s with the filter "%s"', async (scope, filter, expected) => {
    const url = `${emulator.url}${scope}/providers/Microsoft.Authorization/policyExemptions?api-version=${version}&%24filter=${encodeURIComponent(filter)}`;
    const body = (await (await fetch(url, { headers: { authorization: 'Bearer x' } })).json()) as {
      value: { name: string }[];
    };
    expect(names(body.value).sort()).toEqual([...expected].sort());
  });
});

describe('objects that are put from outside', () => {
  it('are there at once, and gone at once', async () => {
    const raw: JsonObject = assignment(groupScope, 'outside', { policyDefinitionId: privilegedContainers });
    emulator.putResource(raw);
    expect((await clients.policy.policyAssignments.get(groupScope, 'outside')).name).toBe('outside');
    expect(emulator.deleteResource(String(raw['id']).toUpperCase())).toBe(true);
    expect(emulator.deleteResource(String(raw['id']))).toBe(false);
  });
});
