import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { EstateError } from './estate-error';
import { loadEstate } from './load-estate';
import { createTestFolder, soundEstate, type TestFolder } from './test-folder';

const folders: TestFolder[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.dispose();
});

async function folderOf(files: Record<string, string>): Promise<TestFolder> {
  const folder = await createTestFolder({ ...soundEstate, ...files });
  folders.push(folder);
  return folder;
}

async function mistakesOf(files: Record<string, string>): Promise<string[]> {
  const folder = await folderOf(files);
  const error = await loadEstate(folder.path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EstateError);
  return (error as EstateError).mistakes.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );
}

const rg = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg';
const cluster = `${rg}/providers/Microsoft.ContainerService/managedClusters/c1`;

describe('an estate folder', () => {
  test('becomes what Resource Manager and the clusters would tell', async () => {
    const estate = await loadEstate((await folderOf({})).path);
    expect(estate.tenantId).toBe('11111111-1111-4111-8111-111111111111');
    expect(estate.managementGroups.map((group) => group['id'])).toEqual([
      '/providers/Microsoft.Management/managementGroups/11111111-1111-4111-8111-111111111111',
      '/providers/Microsoft.Management/managementGroups/top',
    ]);
    expect([...estate.managementGroupOf]).toEqual([
      [
        '/subscriptions/22222222-2222-4222-8222-222222222222',
        '/providers/Microsoft.Management/managementGroups/top',
      ],
    ]);
    expect(estate.resourceGroups).toEqual([
      {
        id: rg,
        name: 'rg',
        type: 'Microsoft.Resources/resourceGroups',
        location: 'northeurope',
        properties: { provisioningState: 'Succeeded' },
      },
    ]);
    expect(estate.resources).toEqual([
      {
        id: cluster,
        name: 'c1',
        type: 'Microsoft.ContainerService/managedClusters',
        location: 'northeurope',
        properties: { provisioningState: 'Succeeded', enableRBAC: true },
      },
    ]);
    expect(estate.assignments).toEqual([
      {
        id: `${rg}/providers/Microsoft.Authorization/policyAssignments/a`,
        name: 'a',
        type: 'Microsoft.Authorization/policyAssignments',
        properties: {
          policyDefinitionId:
            '/providers/Microsoft.Management/managementGroups/top/providers/Microsoft.Authorization/policyDefinitions/d',
          scope: rg,
        },
      },
    ]);
    expect(estate.definitions[0]).toMatchObject({ properties: { policyType: 'Custom', mode: 'All' } });
    expect(estate.workloads.get(cluster.toLowerCase())).toMatchObject([
      { kind: 'Pod', metadata: { name: 'web', namespace: 'default' } },
    ]);
    expect(estate.warnings).toEqual([]);
  });

  test('says where each thing stands', async () => {
    const { sources } = await loadEstate((await folderOf({})).path);
    expect(sources.get(`${cluster.toLowerCase()}|/Pod/default/web`)).toEqual({
      file: 'clusters/c1/workloads/web.yaml',
      line: 1,
      column: 1,
    });
    expect(sources.get('/providers/microsoft.management/managementgroups/top')).toEqual({
      file: 'estate.yaml',
      line: 3,
      column: 11,
    });
  });

  test('reads the same twice, uids included', async () => {
    const { path } = await folderOf({});
    expect(await loadEstate(path)).toEqual(await loadEstate(path));
  });

  test('takes several documents, List kinds, typed lists and JSON for workloads', async () => {
    const estate = await loadEstate(
      (
        await folderOf({
          'clusters/c1/workloads/web.yaml': [
            'apiVersion: v1\nkind: Namespace\nmetadata: { name: n1 }',
            '# nothing here',
            'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: { name: s1, namespace: n1 }',
            'apiVersion: v1\nkind: ConfigMapList\nitems:\n  - metadata: { name: m1 }',
          ].join('\n---\n'),
          'clusters/c1/workloads/more/node.json':
            '{"apiVersion":"v1","kind":"Node","metadata":{"name":"n","namespace":"x"}}',
        })
      ).path,
    );
    const objects = estate.workloads.get(cluster.toLowerCase()) ?? [];
    expect(
      objects.map(({ apiVersion, kind, metadata }) => [
        apiVersion,
        kind,
        metadata['namespace'],
        metadata.name,
      ]),
    ).toEqual([
      ['v1', 'Node', undefined, 'n'],
      ['v1', 'Namespace', undefined, 'n1'],
      ['v1', 'Secret', 'n1', 's1'],
      ['v1', 'ConfigMap', 'default', 'm1'],
    ]);
  });

  test('reads YAML as kubectl does', async () => {
    const text = `apiVersion: v1
kind: Pod
metadata: { name: p, creationTimestamp: 2024-05-06T07:08:09Z }
base: &base { privileged: yes, mode: 0644, hex: 0x10, time: 12:30:45, version: 1.20, word: on, no: null }
spec: { <<: *base, hex: 1 }
`;
    const estate = await loadEstate((await folderOf({ 'clusters/c1/workloads/web.yaml': text })).path);
    const [pod] = estate.workloads.get(cluster.toLowerCase()) ?? [];
    expect(pod?.metadata['creationTimestamp']).toBe('2024-05-06T07:08:09Z');
    expect(pod?.['spec']).toEqual({
      privileged: true,
      mode: 420,
      hex: 1,
      time: '12:30:45',
      version: 1.2,
      word: true,
      false: null,
    });
  });

  test('ties owned objects to their owners by uid', async () => {
    const owned = `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: r }
---
apiVersion: v1
kind: Pod
metadata:
  name: p
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: r, controller: true }]
`;
    const estate = await loadEstate((await folderOf({ 'clusters/c1/workloads/web.yaml': owned })).path);
    const [replicaSet, pod] = estate.workloads.get(cluster.toLowerCase()) ?? [];
    expect(pod?.metadata['ownerReferences']).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'r',
        controller: true,
        uid: replicaSet?.metadata['uid'],
      },
    ]);
    expect(replicaSet?.metadata['uid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('takes ARM objects with their id instead of scope, name or resource group', async () => {
    const assignment = `${cluster}/providers/Microsoft.Authorization/policyAssignments/onCluster`;
    const workspace = `${rg}/providers/Microsoft.OperationalInsights/workspaces/w`;
    const estate = await loadEstate(
      (
        await folderOf({
          'policies/assignments/b.json': JSON.stringify({
            id: assignment,
            type: 'Microsoft.Authorization/policyAssignments',
            name: 'onCluster',
            identity: { type: 'SystemAssigned' },
            properties: {
              policyDefinitionId:
                '/providers/Microsoft.Authorization/policyDefinitions/0a15ec92-a229-4763-bb14-0ea34a568f8d',
            },
          }),
          'resources/w.json': JSON.stringify({ id: workspace, location: 'northeurope' }),
          'resources/subnet.yaml':
            'type: Microsoft.Network/virtualNetworks/subnets\nname: v/s\nresourceGroup: rg\n',
        })
      ).path,
    );
    expect(estate.assignments.map(({ id }) => id)).toContain(assignment);
    expect(estate.assignments.find(({ id }) => id === assignment)).toMatchObject({
      identity: {
        type: 'SystemAssigned',
        tenantId: estate.tenantId,
        principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      properties: { scope: cluster },
    });
    expect(estate.resources.map(({ id, type, name }) => [id, type, name])).toEqual([
      [cluster, 'Microsoft.ContainerService/managedClusters', 'c1'],
      [
        `${rg}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`,
        'Microsoft.Network/virtualNetworks/subnets',
        'v/s',
      ],
      [workspace, 'Microsoft.OperationalInsights/workspaces', 'w'],
    ]);
  });

  test('warns of an exemption and an exclusion that touch nothing', async () => {
    const folder = await folderOf({
      'policies/assignments/a.yaml': `${soundEstate['policies/assignments/a.yaml']}  notScopes:\n    - ${rg}/providers/Microsoft.ContainerService/managedClusters/gone\n`,
      'policies/exemptions/e.yaml': `scope: clusters/c1\nname: e\nproperties:\n  policyAssignmentId: ${rg}/providers/Microsoft.Authorization/policyAssignments/gone\n  exemptionCategory: Waiver\n`,
    });
    const { warnings } = await loadEstate(folder.path);
    expect(warnings).toEqual([
      {
        file: 'policies/assignments/a.yaml',
        line: 6,
        column: 7,
        message: `${rg}/providers/Microsoft.ContainerService/managedClusters/gone is not in this estate`,
      },
      {
        file: 'policies/exemptions/e.yaml',
        line: 4,
        column: 23,
        message: `${rg}/providers/Microsoft.Authorization/policyAssignments/gone is not in this estate, so the exemption has no effect`,
      },
    ]);
  });

  test('reads the sample without a warning', async () => {
    const estate = await loadEstate(fileURLToPath(new URL('../sample-estate', import.meta.url)));
    expect(estate.warnings).toEqual([]);
    expect([...estate.workloads.keys()].map((id) => id.split('/').pop()).sort()).toEqual([
      'chamber-of-secrets',
      'durmstrang',
      'room-of-requirement',
    ]);
  });
});

describe('a mistake in an estate is told with file, line, column and what was expected:', () => {
  const cases: { name: string; files: Record<string, string>; mistakes: string[] }[] = [
    {
      name: 'a value of another type',
      files: {
        'clusters/c1/cluster.yaml':
          'resourceGroup: rg\nlocation: northeurope\nproperties:\n  kubernetesVersion: 1.32\n',
      },
      mistakes: [
        'clusters/c1/cluster.yaml:4:22 properties.kubernetesVersion: expected text, found 1.32; write it in quotes',
      ],
    },
    {
      name: 'a missing key',
      files: { 'clusters/c1/cluster.yaml': 'resourceGroup: rg\nproperties: {}\n' },
      mistakes: ['clusters/c1/cluster.yaml:1:1 location: missing; expected text'],
    },
    {
      name: 'a missing key deep inside, at the key around it',
      files: {
        'clusters/c1/workloads/web.yaml':
          'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata:\n      labels: { a: 1 }\n',
      },
      mistakes: [
        'clusters/c1/workloads/web.yaml:6:5 items[0].metadata.name: missing; expected text',
        'clusters/c1/workloads/web.yaml:7:20 items[0].metadata.labels.a: expected text, found 1; write it in quotes',
      ],
    },
    {
      name: 'an unknown key',
      files: { 'resource-groups/rg.yaml': 'location: northeurope\nlocaton: northeurope\n' },
      mistakes: [
        'resource-groups/rg.yaml:2:1 locaton: unknown key; expected only id, type, name, subscription, location, tags, managedBy, properties',
      ],
    },
    {
      name: 'a value that is none of those there are',
      files: {
        'policies/assignments/a.yaml': `${soundEstate['policies/assignments/a.yaml']}  enforcementMode: Never\n`,
      },
      mistakes: [
        'policies/assignments/a.yaml:5:20 properties.enforcementMode: expected one of Default, DoNotEnforce, Enroll, found "Never"',
      ],
    },
    {
      name: 'a parameter without its value',
      files: {
        'policies/assignments/a.yaml': `${soundEstate['policies/assignments/a.yaml']}  parameters:\n    effect: { valeu: Audit }\n`,
      },
      mistakes: [
        'policies/assignments/a.yaml:6:5 properties.parameters.effect: expected a map with the key "value", found a map',
      ],
    },
    {
      name: 'broken YAML',
      files: { 'resource-groups/rg.yaml': 'location: "northeurope\n' },
      mistakes: ['resource-groups/rg.yaml:2:1 YAML: Missing closing "quote'],
    },
    {
      name: 'a resource group that is not there',
      files: { 'clusters/c1/cluster.yaml': 'location: northeurope\nresourceGroup: rgg\nproperties: {}\n' },
      mistakes: [
        'clusters/c1/cluster.yaml:2:16 resourceGroup: expected one of the resource groups of this estate (rg)',
      ],
    },
    {
      name: 'a scope that is not there',
      files: {
        'policies/assignments/a.yaml': (soundEstate['policies/assignments/a.yaml'] ?? '').replace(
          'resourceGroups/rg',
          'managementGroups/tpo',
        ),
      },
      mistakes: [
        'policies/assignments/a.yaml:1:8 scope: expected one of the management groups of estate.yaml: 11111111-1111-4111-8111-111111111111, top, found "managementGroups/tpo"',
      ],
    },
    {
      name: 'a definition that is not there',
      files: {
        'policies/assignments/a.yaml': (soundEstate['policies/assignments/a.yaml'] ?? '').replace(
          'policyDefinitions/d',
          'policyDefinitions/x',
        ),
      },
      mistakes: [
        'policies/assignments/a.yaml:4:23 properties.policyDefinitionId: expected the id of a built-in or of a definition in policies/, found /providers/Microsoft.Management/managementGroups/top/providers/Microsoft.Authorization/policyDefinitions/x',
      ],
    },
    {
      name: 'the same thing twice',
      files: {
        'clusters/c1/workloads/again.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: default }\n',
      },
      mistakes: [
        'clusters/c1/workloads/web.yaml:1:1 Pod default/web is already in clusters/c1/workloads/again.yaml:1; expected it once',
      ],
    },
    {
      name: 'a folder by another name',
      files: { 'cluster/c2/cluster.yaml': 'location: x\n' },
      mistakes: [
        'cluster/c2/cluster.yaml:1:1 not a place for a file; expected estate.yaml, resource-groups/, clusters/NAME/, resources/ or policies/{definitions,initiatives,assignments,exemptions}/',
      ],
    },
    {
      name: 'workloads without their cluster',
      files: { 'clusters/c2/workloads/x.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: n1 }\n' },
      mistakes: ['clusters/c2/cluster.yaml:1:1 missing; expected the cluster that the workloads run on'],
    },
    {
      name: 'no subscription at all',
      files: {
        'estate.yaml': 'tenantId: 11111111-1111-4111-8111-111111111111\n',
        'resource-groups/rg.yaml': '',
      },
      mistakes: ['estate.yaml:1:1 expected at least one subscription, in managementGroups or subscriptions'],
    },
  ];
  test.each(cases)('$name', async ({ files, mistakes }) => {
    expect(await mistakesOf(files)).toEqual(mistakes);
  });

  test('no such folder', async () => {
    const error = await loadEstate('/no/such/estate').catch((reason: unknown) => reason);
    expect((error as Error).message).toBe(
      'The estate in /no/such/estate has 1 mistake; docs/estate.md describes the format:\n  .:1:1  there is no such folder; expected an estate folder',
    );
  });

  test('an alias that multiplies without end', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((letter, index) => {
        const before = String.fromCharCode(97 + index);
        return `${letter}: &${letter} [${Array(9).fill(`*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    const [mistake] = await mistakesOf({ 'resources/bomb.yaml': bomb });
    expect(mistake).toBe(
      'resources/bomb.yaml:1:1 YAML: Excessive alias count indicates a resource exhaustion attack',
    );
  });
});
