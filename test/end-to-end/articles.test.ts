import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContainerServiceClient, createPolicyClient } from '../../shared/azure';
import { eventually } from './eventually';
import { sample, startTestStack, type TestStack } from './test-stack';

/**
 * Two articles, step by step, with the clients that their readers use: "Secure your cluster with Azure Policy" and
 * "Keeping AKS clusters continuously secure with Azure Policy". The waits that they speak of (20 and 30 minutes) are
 * seconds here.
 */
const run = promisify(execFile);
const kubectlInstalled = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);

let test: TestStack;
let folder: string;

const subscription = `/subscriptions/${sample.subscriptionId}`;
const group = `${subscription}/resourceGroups/hogwarts-rg`;
const connection = () => ({
  armEndpoint: test.stack.emulators.arm?.url ?? '',
  credential: { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) },
});
const policyClient = () => createPolicyClient(connection(), sample.subscriptionId);

const kubeconfig = (clusterId: string): string => {
  const text = test.stack.emulators.clusters.get(clusterId.toLowerCase())?.kubeconfig();
  if (text === undefined) throw new Error(`no API of ${clusterId}`);
  return text;
};

function clientOf<T>(clusterId: string, api: new (...given: never[]) => T): T {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig(clusterId));
  return config.makeApiClient(api as never) as T;
}

const createPod = (name: string, privileged: boolean, namespace = 'default') =>
  clientOf(sample.room, CoreV1Api).createNamespacedPod({
    namespace,
    body: {
      metadata: { name },
      spec: {
        containers: [
          {
            name,
            image: 'mcr.microsoft.com/oss/nginx/nginx:1.15.5-alpine',
            ...(privileged ? { securityContext: { privileged } } : {}),
          },
        ],
      },
    },
  });

const deletePod = (name: string) =>
  clientOf(sample.room, CoreV1Api).deleteNamespacedPod({ name, namespace: 'default' });

const createDeployment = (privileged: boolean) =>
  clientOf(sample.room, AppsV1Api).createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: 'aks-helloworld' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'aks-helloworld' } },
        template: {
          metadata: { labels: { app: 'aks-helloworld' } },
          spec: {
            containers: [
              {
                name: 'aks-helloworld-one',
                image: 'aks-helloworld:latest',
                ...(privileged ? { securityContext: { privileged } } : {}),
              },
            ],
          },
        },
      },
    },
  });

/** The message of the Status with which the API server refuses. */
const refusal = async (
  attempt: Promise<unknown>,
): Promise<{ code: number; message: string; details?: unknown }> => {
  const error = await attempt.then(
    () => {
      throw new Error('it was let through');
    },
    (problem: { code?: number; body?: string }) => problem,
  );
  const status = JSON.parse(error.body ?? '{}') as { message: string; details?: unknown };
  return { code: error.code ?? 0, ...status };
};

const untilRefused = (attempt: () => Promise<unknown>, cleanUp: () => Promise<unknown>) =>
  eventually(async () => {
    const outcome = await attempt().then(
      () => 'let through',
      (error: { code?: number }) => error.code,
    );
    if (outcome === 'let through') await cleanUp();
    expect(outcome).toBe(403);
  });

const untilAccepted = (attempt: () => Promise<unknown>) =>
  eventually(async () => {
    await attempt();
  });

beforeAll(async () => {
  test = await startTestStack();
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-articles-'));
  // The sample estate is what the articles lead to; here they start from nothing.
  await policyClient().policyAssignments.delete(subscription, 'pa-aks-deny-privileged-containers');
  await policyClient().policyAssignments.delete(group, 'aks-pod-security-baseline');
  await untilAccepted(() => createPod('nginx-privileged', true));
  await deletePod('nginx-privileged');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await test.close();
});

const denied = (pod: string, prefix = ''): RegExp =>
  new RegExp(
    `^admission webhook "validation\\.gatekeeper\\.sh" denied the request: \\[azurepolicy-k8sazurev2noprivilege-[0-9a-f]{20}\\] ${prefix}Privileged container is not allowed: ${pod}, securityContext: \\{"privileged": true\\}$`,
  );

describe('Secure your cluster with Azure Policy', () => {
  const assignment = 'baseline';
  const setId = `/providers/Microsoft.Authorization/policySetDefinitions/${sample.podSecurityBaseline}`;

  it('assigns the baseline initiative with the effect deny to the resource group of the cluster', async () => {
    await policyClient().policyAssignments.create(group, assignment, {
      policyDefinitionId: setId,
      displayName: 'Kubernetes cluster pod security baseline standards for Linux-based workloads',
      parameters: { effect: { value: 'deny' } },
    });
    await untilRefused(
      () => createPod('nginx-privileged', true),
      () => deletePod('nginx-privileged'),
    );
  });

  it('refuses the privileged Pod, and says who refuses and where the reason stands', async () => {
    const { code, message, details } = await refusal(createPod('nginx-privileged', true));
    expect(code).toBe(403);
    expect(message).toMatch(denied('nginx-privileged'));
    expect(details).toMatchObject({
      causes: [
        {
          reason: 'PolicyViolation',
          field: 'spec.containers[0].securityContext.privileged',
          message: expect.stringContaining(
            `${group}/providers/Microsoft.Authorization/policyAssignments/baseline`,
          ),
        },
      ],
    });
  });

  it('accepts the unprivileged Pod', async () => {
    expect((await createPod('nginx-unprivileged', false)).metadata?.name).toBe('nginx-unprivileged');
    await deletePod('nginx-unprivileged');
  });

  it('leaves kube-system alone', async () => {
    expect((await createPod('csi-driver', true, 'kube-system')).metadata?.name).toBe('csi-driver');
  });

  it.skipIf(!kubectlInstalled)('shows all of it to kubectl', async () => {
    await writeFile(join(folder, 'kubeconfig'), kubeconfig(sample.room));
    const manifest = (name: string, context: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: ${name}\n      image: mcr.microsoft.com/oss/nginx/nginx:1.15.5-alpine\n${context}`;
    await writeFile(
      join(folder, 'nginx-privileged.yaml'),
      manifest('nginx-privileged', '      securityContext:\n        privileged: true\n'),
    );
    await writeFile(join(folder, 'nginx-unprivileged.yaml'), manifest('nginx-unprivileged', ''));
    const kubectl = (...args: string[]) =>
      run('kubectl', args, {
        cwd: folder,
        env: { ...process.env, KUBECONFIG: join(folder, 'kubeconfig'), KUBECACHEDIR: join(folder, 'cache') },
      }).catch((error: { stdout: string; stderr: string }) => error);
    const refused = await kubectl('apply', '-f', 'nginx-privileged.yaml');
    expect(refused.stderr.trim()).toMatch(
      /^Error from server \(Forbidden\): error when creating "nginx-privileged\.yaml": admission webhook "validation\.gatekeeper\.sh" denied the request: \[azurepolicy-k8sazurev2noprivilege-[0-9a-f]{20}\] Privileged container is not allowed: nginx-privileged, securityContext: \{"privileged": true\}$/,
    );
    const accepted = await kubectl('apply', '-f', 'nginx-unprivileged.yaml');
    expect(accepted.stdout.trim()).toBe('pod/nginx-unprivileged created');
    expect((await kubectl('get', 'pods')).stdout).toMatch(/^nginx-unprivileged +1\/1 +Running +0 /m);
    expect((await kubectl('delete', '-f', 'nginx-unprivileged.yaml')).stdout).toContain('deleted');
  });

  it('accepts the privileged Pod again when the assignment is deleted', async () => {
    await policyClient().policyAssignments.delete(group, assignment);
    await untilAccepted(() => createPod('nginx-privileged', true));
    await deletePod('nginx-privileged');
  });
});

const definition = `/providers/Microsoft.Authorization/policyDefinitions/${sample.privilegedContainers}`;

describe('Keeping AKS clusters continuously secure with Azure Policy', () => {
  it('refuses a Deployment with a privileged container at once', async () => {
    await policyClient().policyAssignments.create(subscription, 'no-privileged-containers', {
      policyDefinitionId: definition,
      displayName: 'Kubernetes cluster should not allow privileged containers',
      parameters: { effect: { value: 'Deny' } },
    });
    await untilRefused(
      () => createDeployment(true),
      () =>
        clientOf(sample.room, AppsV1Api).deleteNamespacedDeployment({
          name: 'aks-helloworld',
          namespace: 'default',
        }),
    );
    const { message, details } = await refusal(createDeployment(true));
    expect(message).toMatch(denied('aks-helloworld-one', '\\[Implied by expand-pods\\] '));
    expect(details).toMatchObject({
      causes: [{ field: 'spec.template.spec.containers[0].securityContext.privileged' }],
    });
    await createDeployment(false);
  });

  it('refuses an AKS cluster in West Europe', async () => {
    const client = createContainerServiceClient(connection(), sample.subscriptionId);
    await expect(
      client.managedClusters.createOrUpdate('hogwarts-rg', 'beauxbatons', { location: 'westeurope' }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'RequestDisallowedByPolicy' });
  });

  it('accepts the Pod when the assignment is deleted', async () => {
    await policyClient().policyAssignments.delete(subscription, 'no-privileged-containers');
    await untilAccepted(() => createPod('nginx-privileged', true));
  });
});

describe('Admission as a feed of changes', () => {
  it('leaves states as they should be, and nothing to complain of', async () => {
    await policyClient().policyAssignments.create(subscription, 'audited', {
      policyDefinitionId: definition,
      parameters: { effect: { value: 'Audit' } },
    });
    const assignmentId = `${subscription}/providers/Microsoft.Authorization/policyAssignments/audited`;
    const nonCompliant = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const page of test.stores.compliance.componentStates({ resourceId: sample.room }))
        for (const state of page)
          if (state.policyAssignmentId.toLowerCase() === assignmentId.toLowerCase())
            found.push(`${state.complianceState} ${state.componentId}`);
      return found;
    };
    const expected = 'NonCompliant /api/v1/namespaces/default/pods/nginx-privileged';
    await eventually(async () => expect(await nonCompliant()).toContain(expected));
    await deletePod('nginx-privileged');
    await eventually(async () => expect(await nonCompliant()).not.toContain(expected));
    expect(await test.stores.rejections.counts()).toEqual({});
    expect(test.complaints).toEqual([]);
  });
});
