import { CoreV1Api, KubeConfig, type V1Service } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPolicyClient } from '../../shared/azure';
import { eventually } from './eventually';
import { sample, startTestStack, type TestStack } from './test-stack';

/** Policies that look beyond the object under review: at other objects of the cluster, and at its Namespace. */
let test: TestStack;
const group = `/subscriptions/${sample.subscriptionId}/resourceGroups/hogwarts-rg`;
const uniqueSelectors =
  '/providers/Microsoft.Authorization/policyDefinitions/b0fdedee-7b9e-4a17-9f5d-5e8e912d2f01';

const policies = () =>
  createPolicyClient(
    {
      armEndpoint: test.stack.emulators.arm?.url ?? '',
      credential: { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    },
    sample.subscriptionId,
  );

const core = (): CoreV1Api => {
  const config = new KubeConfig();
  config.loadFromString(test.stack.emulators.clusters.get(sample.room.toLowerCase())?.kubeconfig() ?? '');
  return config.makeApiClient(CoreV1Api);
};

const service = (name: string, app: string): V1Service => ({
  metadata: { name },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});
const createService = (name: string, app: string) =>
  core().createNamespacedService({ namespace: 'default', body: service(name, app) });
const deleteService = (name: string) => core().deleteNamespacedService({ namespace: 'default', name });

/** "created", or the message of the refusal. */
const outcomeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'created',
    (error: { body?: string }) => (JSON.parse(error.body ?? '{}') as { message: string }).message,
  );

beforeAll(async () => {
  test = await startTestStack();
});
afterAll(async () => {
  await test.close();
});

describe('Kubernetes cluster services should use unique selectors, with the effect deny', () => {
  const states = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const page of test.stores.compliance.componentStates({ resourceId: sample.room }))
      for (const { policyAssignmentName, componentName, complianceState } of page)
        if (policyAssignmentName === 'unique-selectors') names.push(`${componentName} ${complianceState}`);
    return names.sort();
  };

  beforeAll(async () => {
    await createService('first', 'till');
    await createService('second', 'till');
    await policies().policyAssignments.create(group, 'unique-selectors', {
      policyDefinitionId: uniqueSelectors,
      parameters: { effect: { value: 'Deny' } },
    });
  });

  it('reports those that were there before', async () => {
    await eventually(async () =>
      expect(await states()).toEqual(['default/first NonCompliant', 'default/second NonCompliant']),
    );
  });

  const untilRefused = (name: string, app: string) =>
    eventually(async () => {
      const outcome = await outcomeOf(createService(name, app));
      if (outcome === 'created') await deleteService(name);
      expect(outcome).toMatch(/denied the request: \[azurepolicy-.+\] .*selector/);
    });

  it('refuses a Service that selects what another one selects, and takes one that does not', async () => {
    await untilRefused('third', 'till');
    expect(await outcomeOf(createService('alone', 'shelf'))).toBe('created');
  });

  it('knows of a Service that was made a moment before', async () => {
    expect(await outcomeOf(createService('vault', 'gold'))).toBe('created');
    await untilRefused('vault-2', 'gold');
    await deleteService('vault');
    await eventually(async () => expect(await outcomeOf(createService('vault-2', 'gold'))).toBe('created'));
  });

  it('brings the states of the others up to date when one of them goes', async () => {
    await deleteService('second');
    await eventually(async () => expect(await states()).toEqual([]));
  });
});

describe('a policy that asks for the labels of the Namespace', () => {
  const template = {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name: 'teamonly' },
    spec: {
      crd: { spec: { names: { kind: 'TeamOnly' } } },
      targets: [
        {
          target: 'admission.k8s.gatekeeper.sh',
          rego: `package teamonly
violation[{"msg": msg}] {
  not input.review.namespaceObject.metadata.labels.team
  msg := sprintf("the namespace of %v has no team", [input.review.object.metadata.name])
}`,
        },
      ],
    },
  };

  beforeAll(async () => {
    const definition = await policies().policyDefinitions.createOrUpdate('team-only', {
      policyType: 'Custom',
      mode: 'Microsoft.Kubernetes.Data',
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
        then: {
          effect: 'deny',
          details: {
            templateInfo: {
              sourceType: 'Base64Encoded',
              content: Buffer.from(JSON.stringify(template)).toString('base64'),
            },
            apiGroups: [''],
            kinds: ['ConfigMap'],
          },
        },
      },
    });
    await policies().policyAssignments.create(group, 'team-only', {
      policyDefinitionId: definition.id ?? '',
    });
    await core().createNamespace({ body: { metadata: { name: 'till', labels: { team: 'till' } } } });
    await core().createNamespace({ body: { metadata: { name: 'nobodys' } } });
  });

  const createMap = (namespace: string) =>
    core().createNamespacedConfigMap({ namespace, body: { metadata: { name: 'map' } } });

  it('refuses in a Namespace without them and accepts in one with them', async () => {
    await eventually(async () => {
      const outcome = await outcomeOf(createMap('nobodys'));
      if (outcome === 'created')
        await core().deleteNamespacedConfigMap({ namespace: 'nobodys', name: 'map' });
      expect(outcome).toMatch(/the namespace of map has no team$/);
    });
    expect(await outcomeOf(createMap('till'))).toBe('created');
  });

  it('accepts as soon as the Namespace has got them', async () => {
    const labelled = { metadata: { name: 'nobodys', labels: { team: 'shelf' } } };
    await core().replaceNamespace({ name: 'nobodys', body: labelled });
    await eventually(async () => expect(await outcomeOf(createMap('nobodys'))).toBe('created'));
  });
});

it('let no request through because it could not be judged', async () => {
  expect(
    Object.keys(await test.stores.rejections.counts()).filter((code) => code.startsWith('admission')),
  ).toEqual([]);
});
