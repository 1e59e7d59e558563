import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const builtIn = '/providers/Microsoft.Authorization/policyDefinitions/';

/** Built-ins over Pods with the parameters that make sense of them; assigned again and again under other names. */
const policies: readonly Assigned[] = [
  ['95edb821-ddaf-4404-9732-666045e056b4'],
  ['47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8'],
  ['1c6e92c9-99f0-4e55-9cf2-0c234dc48f99'],
  ['df49d893-a74c-421d-bc95-c663042e5b80'],
  ['82985f06-dc18-4a48-bc1c-b9f4f0098cfe'],
  ['f85eb0dd-92ee-40e9-8a76-db25a507d6d3'],
  ['a27c700f-8a22-44ec-961c-41625264370b', { disallowedCapabilities: ['SYS_ADMIN', 'NET_ADMIN'] }],
  ['975ce327-682c-4f2e-aa46-b9598289b86c', { allowedProfiles: ['RuntimeDefault', 'runtime/default'] }],
  ['56d0a13f-712f-466b-8416-56fb354fb823'],
  ['16697877-1118-4fb1-9b65-9898ec2509ec', { allowedVolumeTypes: ['configMap', 'emptyDir', 'projected'] }],
  ['c26596ff-4d70-4e6a-9a30-c2506bd2f80c', { requiredDropCapabilities: ['ALL'] }],
  ['febd0533-8e55-448f-b837-bd0e06f16469', { allowedContainerImagesRegex: '^hogwarts\\.azurecr\\.io/.+$' }],
];

export const subscriptionId = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
export const clusterId = `/subscriptions/${subscriptionId}/resourceGroups/bench-rg/providers/Microsoft.ContainerService/managedClusters/bench`;

/** How many of so many assignments refuse privileged containers: the sign that all are in force. */
export const privilegedAssignments = (constraints: number): number =>
  Math.ceil(constraints / policies.length);

/** What the same parameters find is found once, however many assignments have them: here no two are to be alike. */
function ownParameter(id: string, index: number): Record<string, unknown> {
  if (id === uniqueServiceSelectors) return {};
  if (id === sysctls) return { forbiddenSysctls: [`kernel.msgmax${index}`] };
  if (id === allowedImages) return { excludedContainers: [`no-container-${index}`] };
  return { excludedImages: [`registry.example/no-image-${index}:*`] };
}

const sysctls = '56d0a13f-712f-466b-8416-56fb354fb823';
const allowedImages = 'febd0533-8e55-448f-b837-bd0e06f16469';
const uniqueServiceSelectors = 'b0fdedee-7b9e-4a17-9f5d-5e8e912d2f01';

/** A Service of the shop; those with the same number select the same Pods. */
export const serviceOf = (name: string, app: number): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', labels: { tier: 'front' } },
  spec: {
    type: 'ClusterIP',
    selector: { app: `app-${app}`, tier: 'front' },
    ports: [{ port: 80, targetPort: 8080 }],
  },
});

/** An estate folder with one cluster of so many Services, whose selectors must be unique. */
export async function writeServicesEstate(services: number): Promise<string> {
  return writeEstate([[uniqueServiceSelectors]], {
    'services.yaml': {
      apiVersion: 'v1',
      kind: 'List',
      items: Array.from({ length: services }, (_, index) => serviceOf(`service-${index}`, index)),
    },
  });
}

/** An estate folder with one cluster and so many assignments over Pods with the effect deny. */
export const writePodsEstate = (constraints: number): Promise<string> =>
  writeEstate(Array.from({ length: constraints }, (_, index) => policies[index % policies.length] ?? ['']));

type Assigned = readonly [id: string, parameters?: Record<string, unknown>];

async function writeEstate(
  assigned: readonly Assigned[],
  workloads: Readonly<Record<string, object>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-admission-'));
  const write = async (path: string, content: unknown): Promise<void> => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), JSON.stringify(content));
  };
  await write('estate.yaml', {
    tenantId: '2b9c7f1e-84d0-4e0f-b6a1-5f3d9a7c1e22',
    managementGroups: [{ name: 'bench', subscriptions: [{ subscriptionId, displayName: 'Bench' }] }],
  });
  await write('resource-groups/bench-rg.yaml', { name: 'bench-rg', location: 'northeurope' });
  await write('clusters/bench/cluster.yaml', {
    resourceGroup: 'bench-rg',
    location: 'northeurope',
    properties: { kubernetesVersion: '1.33' },
  });
  for (const [file, content] of Object.entries(workloads))
    await write(`clusters/bench/workloads/${file}`, content);
  for (const [index, [id, parameters = {}]] of assigned.entries()) {
    const own = ownParameter(id, index);
    await write(`policies/assignments/bench-${index}.yaml`, {
      scope: 'resourceGroups/bench-rg',
      name: `bench-${index}`,
      properties: {
        displayName: `Bench ${index}`,
        policyDefinitionId: `${builtIn}${id}`,
        parameters: Object.fromEntries(
          Object.entries({ effect: 'Deny', ...parameters, ...own }).map(([name, value]) => [name, { value }]),
        ),
      },
    });
  }
  return folder;
}
