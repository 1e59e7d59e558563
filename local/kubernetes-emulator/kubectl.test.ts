import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KubernetesEmulator, startKubernetesEmulator } from './start-kubernetes-emulator';

const run = promisify(execFile);
const installed = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);

const manifest = (image: string, replicas: number): string => `apiVersion: v1
kind: Namespace
metadata:
  name: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: front
  namespace: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app: front }
  template:
    metadata:
      labels: { app: front }
    spec:
      containers:
        - name: main
          image: ${image}
---
apiVersion: v1
kind: Pod
metadata:
  name: single
  namespace: web
spec:
  containers:
    - name: main
      image: ${image}
`;

describe.skipIf(!installed)(`kubectl${installed ? '' : ' (skipped: kubectl is not installed)'}`, () => {
  let cluster: KubernetesEmulator;
  let folder: string;

  /** Answers what kubectl prints, in lines, with the ages left out. */
  const kubectl = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await run('kubectl', args, {
      env: { ...process.env, KUBECONFIG: join(folder, 'kubeconfig'), KUBECACHEDIR: join(folder, 'cache') },
    }).catch((error: { stdout: string; stderr: string }) => ({ stdout: error.stdout + error.stderr }));
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .replace(/ +\d+s$/, '')
          .replace(/ +/g, ' ')
          .trimEnd(),
      );
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-kubectl-'));
    cluster = await startKubernetesEmulator({
      clusterName: 'test',
      objects: [
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'potions.example.com' },
          spec: {
            group: 'example.com',
            scope: 'Namespaced',
            names: { kind: 'Potion', plural: 'potions', singular: 'potion', shortNames: ['pt'] },
            versions: [
              {
                name: 'v1',
                served: true,
                storage: true,
                additionalPrinterColumns: [{ name: 'Colour', type: 'string', jsonPath: '.spec.colour' }],
              },
            ],
          },
        },
        {
          apiVersion: 'example.com/v1',
          kind: 'Potion',
          metadata: { name: 'polyjuice', namespace: 'default' },
          spec: { colour: 'khaki' },
        },
      ],
    });
    await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig());
  });

  afterAll(async () => {
    await cluster.close();
    await rm(folder, { recursive: true });
  });

  test('applies a manifest, again with changes, and a third time without', async () => {
    const file = join(folder, 'web.yaml');
    const apply = async (image: string, replicas: number): Promise<string[]> => {
      await writeFile(file, manifest(image, replicas));
      return kubectl('apply', '--validate=false', '-f', file);
    };
    expect(await apply('app:1', 2)).toEqual([
      'namespace/web created',
      'deployment.apps/front created',
      'pod/single created',
    ]);
    expect(await apply('app:2', 3)).toEqual([
      'namespace/web unchanged',
      'deployment.apps/front configured',
      'pod/single configured',
    ]);
    expect(await apply('app:2', 3)).toEqual([
      'namespace/web unchanged',
      'deployment.apps/front unchanged',
      'pod/single unchanged',
    ]);
    expect(await kubectl('apply', '-f', file)).toEqual([
      'namespace/web unchanged',
      'deployment.apps/front unchanged',
      'pod/single unchanged',
    ]);
  });

  test('prints the tables people know', async () => {
    expect(await kubectl('get', 'pods', '--all-namespaces')).toEqual([
      'NAMESPACE NAME READY STATUS RESTARTS AGE',
      'web single 1/1 Running 0',
    ]);
    expect(await kubectl('get', 'deployments', '-n', 'web', '-o', 'wide')).toEqual([
      'NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR',
      expect.stringMatching(/^front 3\/3 3 3 \d+s main app:2 app=front$/),
    ]);
    expect(await kubectl('get', 'pt')).toEqual(['NAME COLOUR AGE', 'polyjuice khaki']);
  });

  test('scales, labels and waits', async () => {
    expect(await kubectl('scale', 'deployment/front', '-n', 'web', '--replicas=1')).toEqual([
      'deployment.apps/front scaled',
    ]);
    expect(await kubectl('rollout', 'status', 'deployment/front', '-n', 'web')).toEqual([
      'deployment "front" successfully rolled out',
    ]);
    expect(await kubectl('label', 'pod', 'single', '-n', 'web', 'tier=front')).toEqual([
      'pod/single labeled',
    ]);
    expect(await kubectl('get', 'pods', '-n', 'web', '-l', 'tier=front', '-o', 'name')).toEqual([
      'pod/single',
    ]);
    expect(await kubectl('wait', '--for=condition=Ready', 'pod/single', '-n', 'web')).toEqual([
      'pod/single condition met',
    ]);
  });

  test('says what is not there', async () => {
    expect(await kubectl('get', 'pod', 'nope')).toEqual([
      'Error from server (NotFound): pods "nope" not found',
    ]);
    expect(await kubectl('get', 'nopes')).toEqual([`error: the server doesn't have a resource type "nopes"`]);
  });

  test('deletes what the manifest made, the namespace first', async () => {
    expect(await kubectl('delete', '-f', join(folder, 'web.yaml'))).toEqual([
      'namespace "web" deleted',
      'deployment.apps "front" deleted',
      'pod "single" deleted',
    ]);
    expect(await kubectl('get', 'pods,namespaces', '--all-namespaces', '-o', 'name')).toEqual([
      'namespace/default',
      'namespace/kube-node-lease',
      'namespace/kube-public',
      'namespace/kube-system',
    ]);
  });
});
