import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { sample, startTestStack, type TestStack } from './test-stack';

const run = promisify(execFile);
const kubectlInstalled = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);

interface KubernetesItem {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: { readonly enforcementAction?: string };
}

const templatesPath = '/apis/templates.gatekeeper.sh/v1/constrainttemplates';
const constraintsPath = '/apis/constraints.gatekeeper.sh/v1beta1';
const expansionsPath = '/apis/expansion.gatekeeper.sh/v1beta1/expansiontemplate';

let test: TestStack;

const clusterUrl = (id: string): string => test.stack.emulators.clusters.get(id.toLowerCase())?.url ?? '';

async function list(path: string): Promise<KubernetesItem[]> {
  const answer = await fetch(`${clusterUrl(sample.room)}${path}`);
  return answer.ok ? ((await answer.json()) as { items: KubernetesItem[] }).items : [];
}

const templates = () => list(templatesPath);
const versions = async (): Promise<string[]> => {
  const all = await templates();
  const constraints = await Promise.all(
    all.map(({ metadata }) => list(`${constraintsPath}/${metadata.name}`)),
  );
  return [...all, ...constraints.flat()].map(
    ({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`,
  );
};

async function scan(): Promise<void> {
  const answer = await fetch(
    `${test.stack.host.url}/subscriptions/${sample.subscriptionId}/providers/Microsoft.PolicyInsights/policyStates/latest/triggerEvaluation?api-version=2019-10-01`,
    { method: 'POST' },
  );
  const location = answer.headers.get('location') ?? '';
  await eventually(async () => expect((await fetch(location)).status).toBe(200));
}

const emulatedRoom = () => test.stack.emulators.clusters.get(sample.room.toLowerCase());

/** Runs kubectl against the cluster; the lines that it prints. */
async function withKubectl(use: (kubectl: (...args: string[]) => Promise<string[]>) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-kubectl-'));
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, emulatedRoom()?.kubeconfig() ?? '');
    const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(folder, 'cache') };
    await use(async (...args) => (await run('kubectl', args, { env })).stdout.trimEnd().split('\n'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const groupId = sample.room.slice(0, sample.room.indexOf('/providers/'));
const assignmentId = (name: string): string =>
  `${groupId}/providers/Microsoft.Authorization/policyAssignments/${name}`;

/** Assigns a built-in definition to the resource group of the cluster, as somebody would in the portal. */
function assign(name: string, definition: string, parameters: Record<string, string> = {}): void {
  test.stack.emulators.arm?.putResource({
    id: assignmentId(name),
    properties: {
      policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${definition}`,
      parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { value }])),
    },
  });
}

const stateOf = async (assignment: string) =>
  (await test.stores.compliance.states({ resourceId: sample.room })).find(
    ({ policyAssignmentId }) => policyAssignmentId.toLowerCase() === assignment.toLowerCase(),
  );

beforeAll(async () => {
  test = await startTestStack();
  await scan();
});

afterAll(async () => {
  await test.close();
});

describe('a cluster with Gatekeeper', () => {
  it('gets the templates and constraints of the policies in force, as the add-on writes them', async () => {
    const all = await templates();
    expect(all.length).toBeGreaterThan(5);
    for (const { metadata } of all) {
      expect(metadata.labels).toMatchObject({ 'managed-by': 'azure-policy-addon' });
      expect(metadata.annotations).toMatchObject({
        'azure-policy-definition-id-1': expect.stringContaining('/policyDefinitions/'),
        'constraint-template': expect.stringMatching(/^https:\/\/.+\/template\.yaml$/),
        'constraint-template-installed-by': 'azure-policy-addon',
      });
      const constraints = await list(`${constraintsPath}/${metadata.name}`);
      expect(constraints.length).toBeGreaterThan(0);
      for (const constraint of constraints)
        expect(constraint.metadata.name).toMatch(/^azurepolicy-.+-[0-9a-f]{20}$/);
    }
    expect(test.complaints).toEqual([]);
  });

  it.skipIf(!kubectlInstalled)('lists them to kubectl', () =>
    withKubectl(async (kubectl) => {
      const [header, ...rows] = await kubectl('get', 'constrainttemplates');
      expect(header).toMatch(/^NAME +AGE$/);
      expect(rows.map((row) => row.split(/ +/)[0])).toEqual(
        (await templates()).map(({ metadata }) => metadata.name),
      );
      expect((await kubectl('get', 'constraints', '-o', 'name')).join('\n')).toContain(
        `.constraints.gatekeeper.sh/azurepolicy-`,
      );
    }),
  );

  it.skipIf(!kubectlInstalled)(
    'gets the mutators of policies that mutate, as long as they are assigned',
    () =>
      withKubectl(async (kubectl) => {
        assign('mutate-budgets', 'd77f191e-2338-45d0-b6d4-4ee1c586a192');
        await eventually(async () => {
          expect(await kubectl('get', 'assign', '-o', 'name')).toEqual([
            expect.stringMatching(
              /^assign\.mutations\.gatekeeper\.sh\/azurepolicy-mutate-max-unavailable-pods-[0-9a-f]{20}$/,
            ),
          ]);
        });
        test.stack.emulators.arm?.deleteResource(assignmentId('mutate-budgets'));
        await eventually(async () => expect(await kubectl('get', 'assign', '-o', 'name')).toEqual(['']));
      }),
  );

  it('is told which Pods workloads imply while a policy asks for them', async () => {
    expect(await list(expansionsPath)).toEqual([]);
    assign('implied', sample.privilegedContainers, { source: 'All' });
    await eventually(async () => {
      expect((await list(expansionsPath)).map(({ metadata }) => metadata.name)).toEqual([
        'expand-cronjobs',
        'expand-pods',
      ]);
    });
    test.stack.emulators.arm?.deleteResource(assignmentId('implied'));
    await eventually(async () => expect(await list(expansionsPath)).toEqual([]));
  });

  it('has the reason in the state of a policy that it did not take, which stays what it is', async () => {
    assign('privileged', sample.privilegedContainers);
    await eventually(async () =>
      expect(await stateOf(assignmentId('privileged'))).toMatchObject({ complianceReasonCode: null }),
    );
    const before = await stateOf(assignmentId('privileged'));
    const [constraint] = (await list(`${constraintsPath}/k8sazurev2noprivilege`)).map(
      (each) => each.metadata,
    );
    expect(constraint).toBeDefined();
    const foreign = {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'k8sazurev2noprivilege' },
      spec: { crd: { spec: { names: { kind: 'K8sAzureV2NoPrivilege' } } }, targets: [] },
    };
    emulatedRoom()?.apply(foreign);
    await scan();
    expect(await stateOf(assignmentId('privileged'))).toMatchObject({
      complianceState: before?.complianceState,
      complianceReasonCode: 'ConstraintTemplateConflicts',
      notes: [expect.stringMatching(/^Gatekeeper in the cluster: .+ somebody else wrote/)],
    });
    expect((await templates()).find(({ metadata }) => metadata.name === foreign.metadata.name)?.spec).toEqual(
      foreign.spec,
    );
    emulatedRoom()?.remove({ ...foreign, name: foreign.metadata.name });
    await scan();
    expect(await stateOf(assignmentId('privileged'))).toMatchObject({
      complianceState: before?.complianceState,
      complianceReasonCode: null,
    });
    test.stack.emulators.arm?.deleteResource(assignmentId('privileged'));
    await eventually(async () => expect(await stateOf(assignmentId('privileged'))).toBeUndefined());
  });

  it('is written to again only where something differs', async () => {
    const before = await versions();
    await scan();
    expect(await versions()).toEqual(before);

    const [edited] = await templates();
    const path = `${templatesPath}/${edited?.metadata.name}`;
    const answer = await fetch(`${clusterUrl(sample.room)}${path}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ metadata: { labels: { 'managed-by': null } } }),
    });
    expect(answer.status).toBe(200);
    await scan();
    const after = await versions();
    const changed = after.filter((version) => !before.includes(version));
    expect(changed.map((version) => version.split(' ')[0])).toEqual([edited?.metadata.name]);
    expect((await templates())[0]?.metadata.labels).toEqual({ 'managed-by': 'azure-policy-addon' });
  });

  it('loses what no policy needs any more when an assignment goes, and nothing that is not ours', async () => {
    const own = {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'ownrule' },
      spec: { crd: { spec: { names: { kind: 'OwnRule' } } }, targets: [] },
    };
    emulatedRoom()?.apply(own);
    const before = await templates();
    const ids = await assignments();
    for (const id of ids) test.stack.emulators.arm?.deleteResource(id);
    await eventually(async () => {
      expect((await templates()).map(({ metadata }) => metadata.name)).toEqual(['ownrule']);
    });
    expect(before.length).toBeGreaterThan(5);
    expect(await list(`${constraintsPath}/${before[0]?.metadata.name}`)).toEqual([]);
    expect(await list(`${constraintsPath}/ownrule`)).toEqual([]);
  });
});

/** All assignments of the sample estate that the cluster sees. */
async function assignments(): Promise<string[]> {
  const states = await test.stores.compliance.states({ resourceId: sample.room });
  return [...new Set(states.map(({ policyAssignmentId }) => policyAssignmentId))];
}

describe('a cluster without Gatekeeper', () => {
  it('is left alone', async () => {
    const answer = await fetch(`${clusterUrl(sample.chamber)}${templatesPath}`);
    expect(answer.status).toBe(404);
  });
});
