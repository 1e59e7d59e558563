import { AppsV1Api, CoreV1Api, KubeConfig, Watch } from '@kubernetes/client-node';
import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject, KubernetesObject } from './kubernetes-object';
import {
  type KubernetesEmulator,
  type KubernetesEmulatorOptions,
  startKubernetesEmulator,
} from './start-kubernetes-emulator';

const clusters: KubernetesEmulator[] = [];
afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.close();
});

interface Answer {
  status: number;
  body: JsonObject & { items: JsonObject[]; metadata: JsonObject };
}

interface Fixture {
  cluster: KubernetesEmulator;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

async function start(options: Partial<KubernetesEmulatorOptions> = {}): Promise<Fixture> {
  const cluster = await startKubernetesEmulator({ clusterName: 'test', ...options });
  clusters.push(cluster);
  const send: Fixture['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${cluster.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  return { cluster, send };
}

const pod = (name: string, more: JsonObject = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', ...(more['metadata'] as JsonObject | undefined) },
  spec: { containers: [{ name: 'main', image: 'app:1' }], ...(more['spec'] as JsonObject | undefined) },
});
const pods = '/api/v1/namespaces/shop/pods';
const namesIn = ({ body }: Answer): unknown[] =>
  body.items.map((item) => (item['metadata'] as JsonObject)['name']);
const shop: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

describe('discovery', () => {
  test('names groups, versions and resources, those of a definition included', async () => {
    const { send } = await start({
      objects: [
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'potions.example.com' },
          spec: {
            group: 'example.com',
            scope: 'Namespaced',
            names: { kind: 'Potion', plural: 'potions', shortNames: ['pt'] },
            versions: [
              { name: 'v1beta1', served: true },
              { name: 'v1', served: true, storage: true, subresources: { status: {} } },
            ],
          },
        },
      ],
    });
    expect((await send('GET', '/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    const { body } = await send('GET', '/apis');
    expect((body['groups'] as JsonObject[]).map(({ name }) => name)).toEqual([
      'admissionregistration.k8s.io',
      'apiextensions.k8s.io',
      'apps',
      'autoscaling',
      'batch',
      'coordination.k8s.io',
      'discovery.k8s.io',
      'example.com',
      'networking.k8s.io',
      'policy',
      'rbac.authorization.k8s.io',
      'scheduling.k8s.io',
      'storage.k8s.io',
    ]);
    expect((await send('GET', '/apis/example.com')).body).toMatchObject({
      preferredVersion: { groupVersion: 'example.com/v1', version: 'v1' },
    });
    expect((await send('GET', '/apis/example.com/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      resources: [
        { name: 'potions', kind: 'Potion', namespaced: true, shortNames: ['pt'] },
        { name: 'potions/status', kind: 'Potion' },
      ],
    });
    expect((await send('GET', '/apis/nope')).status).toBe(404);
  });
});

describe('writing', () => {
  test('creates with what the server adds, and tells of it', async () => {
    const events: string[] = [];
    const { send } = await start({
      objects: [shop],
      onEvent: ({ type, object }) =>
        events.push(`${type} ${object.apiVersion} ${object.kind} ${object.metadata.name}`),
    });
    const created = await send('POST', pods, pod('p1'));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p1', namespace: 'shop', generation: 1 },
      status: { phase: 'Running' },
    });
    expect(created.body.metadata['uid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.body.metadata['creationTimestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(created.body.metadata['resourceVersion']).toMatch(/^\d+$/);
    expect(events).toEqual(['ADDED v1 Pod p1']);
  });

  test('makes a name from generateName', async () => {
    const { send } = await start({ objects: [shop] });
    const { body } = await send('POST', pods, { metadata: { generateName: 'job-' }, spec: {} });
    expect(body.metadata['name']).toMatch(/^job-[0-9a-f]{5}$/);
  });

  test.each<{
    name: string;
    path?: string;
    body: JsonObject;
    status: number;
    reason: string;
    message: string;
  }>([
    {
      name: 'a name that is taken',
      body: pod('taken'),
      status: 409,
      reason: 'AlreadyExists',
      message: 'pods "taken" already exists',
    },
    {
      name: 'a namespace that is not there',
      path: '/api/v1/namespaces/nowhere/pods',
      body: { metadata: { name: 'p' } },
      status: 404,
      reason: 'NotFound',
      message: 'namespaces "nowhere" not found',
    },
    {
      name: 'another namespace than that of the path',
      body: { metadata: { name: 'p', namespace: 'other' } },
      status: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    },
    {
      name: 'no name',
      body: { metadata: {} },
      status: 422,
      reason: 'Invalid',
      message: 'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
    },
    {
      name: 'a name that is no DNS name',
      body: { metadata: { name: 'Not_A_Name' } },
      status: 422,
      reason: 'Invalid',
      message: `Pod "Not_A_Name" is invalid: metadata.name: Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    },
    {
      name: 'another kind than that of the path',
      body: { kind: 'Secret', metadata: { name: 'p' } },
      status: 400,
      reason: 'BadRequest',
      message: 'the object provided is unrecognized: it is of kind Secret, the path wants Pod',
    },
  ])('refuses $name', async ({ path = pods, body, status, reason, message }) => {
    const { send } = await start({ objects: [pod('taken')] });
    const answer = await send('POST', path, body);
    expect({ status: answer.status, reason: answer.body['reason'], message: answer.body['message'] }).toEqual(
      {
        status,
        reason,
        message,
      },
    );
    expect(answer.body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status });
  });

  test('refuses an update from an old version, takes one from the newest, and does nothing for no change', async () => {
    const { send } = await start({ objects: [pod('p1')] });
    const { body: read } = await send('GET', `${pods}/p1`);
    const changed = { ...read, spec: { containers: [{ name: 'main', image: 'app:2' }] } };
    const updated = await send('PUT', `${pods}/p1`, changed);
    expect(updated.body.metadata['generation']).toBe(2);
    const again = await send('PUT', `${pods}/p1`, changed);
    expect([again.status, again.body['reason']]).toEqual([409, 'Conflict']);
    const same = await send('PUT', `${pods}/p1`, updated.body);
    expect(same.body.metadata['resourceVersion']).toBe(updated.body.metadata['resourceVersion']);
  });

  test('keeps status and the rest apart', async () => {
    const { send } = await start({ objects: [pod('p1')] });
    const { body: read } = await send('GET', `${pods}/p1`);
    const changed = { ...read, spec: {}, status: { phase: 'Failed' } };
    const main = await send('PUT', `${pods}/p1`, changed);
    expect(main.body).toMatchObject({ spec: {}, status: { phase: 'Running' } });
    const status = await send(
      'PATCH',
      `${pods}/p1/status`,
      { spec: { x: 1 }, status: { phase: 'Failed' } },
      {
        'content-type': 'application/merge-patch+json',
      },
    );
    expect(status.body).toMatchObject({ spec: {}, status: { phase: 'Failed' } });
  });

  test.each([
    {
      type: 'application/merge-patch+json',
      patch: { spec: { containers: [{ name: 'b' }] } },
      containers: [{ name: 'b' }],
    },
    {
      type: 'application/strategic-merge-patch+json',
      patch: { spec: { containers: [{ name: 'b' }] } },
      containers: [{ name: 'main', image: 'app:1' }, { name: 'b' }],
    },
    {
      type: 'application/json-patch+json',
      patch: [{ op: 'replace', path: '/spec/containers/0/image', value: 'app:2' }],
      containers: [{ name: 'main', image: 'app:2' }],
    },
    {
      type: 'application/apply-patch+yaml',
      patch: 'spec: {containers: [{name: main, image: "app:3"}]}',
      containers: [{ name: 'main', image: 'app:3' }],
    },
  ])('patches with $type', async ({ type, patch, containers }) => {
    const { send } = await start({ objects: [pod('p1')] });
    const { status, body } = await send('PATCH', `${pods}/p1`, patch, { 'content-type': type });
    expect(status).toBe(200);
    expect((body['spec'] as JsonObject)['containers']).toEqual(containers);
  });

  test('makes the object when a server-side apply finds none', async () => {
    const { send } = await start({ objects: [shop] });
    const answer = await send('PATCH', `${pods}/new?fieldManager=test`, 'kind: Pod\nspec: {}', {
      'content-type': 'application/apply-patch+yaml',
    });
    expect([answer.status, answer.body.metadata['name']]).toEqual([201, 'new']);
  });

  test('knows no strategic merge for custom kinds', async () => {
    const lamp = { apiVersion: 'example.com/v1', kind: 'Lamp', metadata: { name: 'l', namespace: 'shop' } };
    const { send } = await start({ objects: [lamp] });
    const answer = await send(
      'PATCH',
      '/apis/example.com/v1/namespaces/shop/lamps/l',
      {},
      {
        'content-type': 'application/strategic-merge-patch+json',
      },
    );
    expect([answer.status, answer.body['reason']]).toEqual([415, 'UnsupportedMediaType']);
  });

  test('changes nothing in a dry run', async () => {
    const { send } = await start({ objects: [pod('p1')] });
    expect((await send('POST', `${pods}?dryRun=All`, pod('p2'))).status).toBe(201);
    expect((await send('DELETE', `${pods}/p1?dryRun=All`)).status).toBe(200);
    expect(namesIn(await send('GET', pods))).toEqual(['p1']);
  });

  test('refuses a body that is nested too deep to be written out again', async () => {
    const { send } = await start({ objects: [shop] });
    const deep = await send(
      'POST',
      pods,
      `{"metadata":{"name":"p"},"x":${'['.repeat(2000)}${']'.repeat(2000)}}`,
    );
    expect([deep.status, deep.body['message']]).toEqual([
      400,
      'exceeded max depth: the body is nested deeper than 1000 levels',
    ]);
  });

  test('refuses a body beyond the limit and one that is no JSON', async () => {
    const { send } = await start({ objects: [shop] });
    const large = await send('POST', pods, { metadata: { name: 'p' }, filler: 'x'.repeat(3 * 1024 * 1024) });
    expect([large.status, large.body['reason']]).toEqual([413, 'RequestEntityTooLarge']);
    expect((await send('POST', pods, '{"metadata":')).status).toBe(400);
  });
});

describe('deleting', () => {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'r', namespace: 'shop', uid: 'u-r' },
  };
  const owned = pod('owned', {
    metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u-r' }] },
  });
  const replicaSet = '/apis/apps/v1/namespaces/shop/replicasets/r';

  test('takes along what the object owns', async () => {
    const { send } = await start({ objects: [owner, owned, pod('free')] });
    expect((await send('DELETE', replicaSet)).body).toMatchObject({
      status: 'Success',
      details: { name: 'r', kind: 'replicasets', group: 'apps', uid: 'u-r' },
    });
    expect(namesIn(await send('GET', pods))).toEqual(['free']);
  });

  test('leaves orphans when asked to', async () => {
    const { send } = await start({ objects: [owner, owned] });
    await send('DELETE', replicaSet, { propagationPolicy: 'Orphan' });
    const { body } = await send('GET', `${pods}/owned`);
    expect(body.metadata['ownerReferences']).toBeUndefined();
  });

  test('waits for finalizers', async () => {
    const { send } = await start({
      objects: [pod('p1', { metadata: { finalizers: ['example.com/hold'] } })],
    });
    const deleted = await send('DELETE', `${pods}/p1`);
    expect(deleted.body.metadata['deletionTimestamp']).toMatch(/Z$/);
    await send(
      'PATCH',
      `${pods}/p1`,
      { metadata: { finalizers: null } },
      { 'content-type': 'application/merge-patch+json' },
    );
    expect((await send('GET', `${pods}/p1`)).status).toBe(404);
  });

  test('respects preconditions', async () => {
    const { send } = await start({ objects: [pod('p1')] });
    expect((await send('DELETE', `${pods}/p1`, { preconditions: { uid: 'other' } })).status).toBe(409);
  });

  test('deletes a collection by its labels', async () => {
    const { send } = await start({
      objects: [
        pod('a', { metadata: { labels: { x: '1' } } }),
        pod('b'),
        pod('c', { metadata: { labels: { x: '1' } } }),
      ],
    });
    expect(namesIn(await send('DELETE', `${pods}?labelSelector=x%3D1`))).toEqual(['a', 'c']);
    expect(namesIn(await send('GET', pods))).toEqual(['b']);
  });

  test('empties a namespace a moment after it began to terminate, and takes nothing new until then', async () => {
    let emptied: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      emptied = resolve;
    });
    const events: string[] = [];
    const { send } = await start({
      objects: [pod('p1')],
      onEvent: ({ type, object }) => {
        events.push(`${type} ${object.kind}`);
        if (type === 'DELETED' && object.kind === 'Namespace') emptied?.();
      },
    });
    const { body } = await send('DELETE', '/api/v1/namespaces/shop');
    expect(body['status']).toEqual({ phase: 'Terminating' });
    const late = await send('POST', pods, pod('late'));
    expect([late.status, late.body['message']]).toEqual([
      403,
      'pods "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    ]);
    await gone;
    expect(events).toEqual(['MODIFIED Namespace', 'DELETED Pod', 'DELETED Namespace']);
  });
});

describe('listing', () => {
  const objects = ['p1', 'p2', 'p3', 'p4', 'p5'].map((name) =>
    pod(name, { metadata: { labels: { odd: String(Number(name[1]) % 2) } } }),
  );

  test('pages show the state of the first page, and say how much is left', async () => {
    const { cluster, send } = await start({ objects });
    const first = await send('GET', '/api/v1/pods?limit=2');
    expect([namesIn(first), first.body.metadata['remainingItemCount']]).toEqual([['p1', 'p2'], 3]);
    cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p3' });
    cluster.apply(pod('p35'));
    const second = await send(
      'GET',
      `/api/v1/pods?limit=2&continue=${String(first.body.metadata['continue'])}`,
    );
    expect([namesIn(second), second.body.metadata['remainingItemCount']]).toEqual([['p3', 'p4'], 1]);
    expect(second.body.metadata['resourceVersion']).toBe(first.body.metadata['resourceVersion']);
    const third = await send(
      'GET',
      `/api/v1/pods?limit=2&continue=${String(second.body.metadata['continue'])}`,
    );
    expect([namesIn(third), third.body.metadata['continue']]).toEqual([['p5'], undefined]);
    expect(namesIn(await send('GET', '/api/v1/pods'))).toEqual(['p1', 'p2', 'p35', 'p4', 'p5']);
  });

  test('fills pages with what the selectors let through', async () => {
    const { send } = await start({ objects });
    const first = await send('GET', '/api/v1/pods?limit=2&labelSelector=odd%3D1');
    expect([namesIn(first), first.body.metadata['remainingItemCount']]).toEqual([['p1', 'p3'], undefined]);
    expect(namesIn(await send('GET', '/api/v1/pods?fieldSelector=metadata.name%3Dp2'))).toEqual(['p2']);
    expect(namesIn(await send('GET', '/api/v1/pods?fieldSelector=status.phase!%3DRunning'))).toEqual([]);
    const unknown = await send('GET', '/api/v1/pods?fieldSelector=spec.x%3D1');
    expect(unknown.status).toBe(400);
  });

  test('answers 410 with a token for the rest once the state of the pages is forgotten', async () => {
    const { cluster, send } = await start({ objects });
    const first = await send('GET', '/api/v1/pods?limit=2');
    cluster.apply(pod('p21'));
    cluster.compact();
    const expired = await send(
      'GET',
      `/api/v1/pods?limit=2&continue=${String(first.body.metadata['continue'])}`,
    );
    expect([expired.status, expired.body['reason']]).toEqual([410, 'Expired']);
    const rest = await send('GET', `/api/v1/pods?continue=${String(expired.body.metadata['continue'])}`);
    expect(namesIn(rest)).toEqual(['p21', 'p3', 'p4', 'p5']);
  });

  test('refuses a token that is none', async () => {
    const { send } = await start({ objects });
    expect((await send('GET', '/api/v1/pods?limit=2&continue=abc')).status).toBe(400);
  });

  test('shows a past state when asked for it exactly', async () => {
    const { cluster, send } = await start({ objects });
    const { body } = await send('GET', '/api/v1/pods?limit=1');
    cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p1' });
    const past = await send(
      'GET',
      `/api/v1/pods?resourceVersion=${String(body.metadata['resourceVersion'])}&resourceVersionMatch=Exact`,
    );
    expect(namesIn(past)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    const future = await send('GET', '/api/v1/pods?resourceVersion=999999');
    expect([future.status, future.body['reason']]).toEqual([504, 'Timeout']);
  });

  test('prints tables as kubectl asks for them', async () => {
    const { send } = await start({ objects: [pod('p1')] });
    const { body } = await send('GET', pods, undefined, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    });
    const columns = body['columnDefinitions'] as { name: string; priority: number }[];
    expect(columns.filter(({ priority }) => priority === 0).map(({ name }) => name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
    ]);
    const [row] = body['rows'] as { cells: unknown[]; object: JsonObject }[];
    expect(row?.cells.slice(0, 4)).toEqual(['p1', '1/1', 'Running', '0']);
    expect(row?.cells[4]).toMatch(/^\d+s$/);
    expect(row?.object['kind']).toBe('PartialObjectMetadata');
  });
});

describe('the official client', () => {
  function configOf(cluster: KubernetesEmulator): KubeConfig {
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig());
    return config;
  }

  test('is let in by the token of the kubeconfig, strangers are not', async () => {
    const { cluster, send } = await start({ requireToken: true, objects: [pod('p1')] });
    expect((await send('GET', '/api/v1/pods')).body).toMatchObject({ code: 401, reason: 'Unauthorized' });
    const core = configOf(cluster).makeApiClient(CoreV1Api);
    const { items } = await core.listNamespacedPod({ namespace: 'shop' });
    expect(items.map((item) => item.metadata?.name)).toEqual(['p1']);
  });

  test('creates, reads, replaces, scales and deletes', async () => {
    const { cluster } = await start({ objects: [shop] });
    const apps = configOf(cluster).makeApiClient(AppsV1Api);
    const body = {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    };
    const created = await apps.createNamespacedDeployment({ namespace: 'shop', body });
    expect(created.status?.readyReplicas).toBe(2);
    const replaced = await apps.replaceNamespacedDeployment({
      namespace: 'shop',
      name: 'web',
      body: { ...created, metadata: { ...created.metadata, labels: { a: 'b' } } },
    });
    expect(replaced.metadata?.labels).toEqual({ a: 'b' });
    const scale = await apps.readNamespacedDeploymentScale({ namespace: 'shop', name: 'web' });
    await apps.replaceNamespacedDeploymentScale({
      namespace: 'shop',
      name: 'web',
      body: { ...scale, spec: { replicas: 5 } },
    });
    const scaled = await apps.readNamespacedDeployment({ namespace: 'shop', name: 'web' });
    expect([scaled.spec?.replicas, scaled.status?.readyReplicas]).toEqual([5, 5]);
    const deleted = await apps.deleteNamespacedDeployment({ namespace: 'shop', name: 'web' });
    expect(deleted.status).toBe('Success');
  });

  /** Watches pods until the callback has heard enough; resolves with what was heard. */
  async function watchPods(
    cluster: KubernetesEmulator,
    query: Record<string, string>,
    enough: number,
    act: () => void = () => undefined,
  ): Promise<string[]> {
    const heard: string[] = [];
    let acted = false;
    return new Promise((resolve, reject) => {
      const controller = new Watch(configOf(cluster)).watch(
        pods,
        query,
        (type: string, object: { metadata?: { name?: string }; code?: number }) => {
          heard.push(`${type} ${object.metadata?.name ?? object.code ?? ''}`.trim());
          if (!acted) {
            acted = true;
            act();
          }
          if (heard.length < enough) return;
          void controller.then((watching) => {
            watching.abort();
            resolve(heard);
          });
        },
        (error: unknown) => {
          if (heard.length < enough) reject(error as Error);
        },
      );
      controller.catch(reject);
    });
  }

  test('watches from what there is, and follows', async () => {
    const { cluster } = await start({ objects: [pod('p1')] });
    const heard = await watchPods(cluster, {}, 4, () => {
      cluster.apply(pod('p2'));
      cluster.apply(pod('p2', { spec: { nodeName: 'n' } }));
      cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p1' });
    });
    expect(heard).toEqual(['ADDED p1', 'ADDED p2', 'MODIFIED p2', 'DELETED p1']);
  });

  test('watches from a version on, and sees objects enter and leave its selector', async () => {
    const { cluster, send } = await start({ objects: [pod('p1')] });
    const { body } = await send('GET', pods);
    cluster.apply(pod('p1', { metadata: { labels: { on: 'yes' } } }));
    cluster.apply(pod('p1', { metadata: { labels: { on: 'yes', more: 'x' } } }));
    cluster.apply(pod('p1', { metadata: { labels: {} } }));
    const heard = await watchPods(
      cluster,
      { resourceVersion: String(body.metadata['resourceVersion']), labelSelector: 'on=yes' },
      3,
    );
    expect(heard).toEqual(['ADDED p1', 'MODIFIED p1', 'DELETED p1']);
  });

  test('is told 410 when its version is forgotten', async () => {
    const { cluster } = await start({ objects: [pod('p1')] });
    cluster.apply(pod('p2'));
    cluster.compact();
    expect(await watchPods(cluster, { resourceVersion: '1' }, 1)).toEqual(['ERROR 410']);
  });

  test('gets the initial events and the bookmark after them', async () => {
    const { cluster } = await start({ objects: [pod('p1')] });
    expect(await watchPods(cluster, { sendInitialEvents: 'true', allowWatchBookmarks: 'true' }, 2)).toEqual([
      'ADDED p1',
      'BOOKMARK',
    ]);
  });
});

describe('an estate put in place', () => {
  test('keeps uid and age over a change, and says whether anything differed', async () => {
    const { cluster, send } = await start({ objects: [pod('p1')] });
    const { body: before } = await send('GET', `${pods}/p1`);
    expect(cluster.apply(pod('p1'))).toBe(false);
    expect(cluster.apply(pod('p1', { spec: { hostNetwork: true } }))).toBe(true);
    const { body: after } = await send('GET', `${pods}/p1`);
    expect(after.metadata).toMatchObject({
      uid: before.metadata['uid'],
      creationTimestamp: before.metadata['creationTimestamp'],
      generation: 2,
    });
    expect(cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p1' })).toBe(true);
    expect(cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p1' })).toBe(false);
  });

  test('serves kinds that came without a definition, and makes missing namespaces', async () => {
    const { send } = await start({
      objects: [
        {
          apiVersion: 'example.com/v2',
          kind: 'Policy',
          metadata: { name: 'x', namespace: 'fresh' },
          spec: {},
        },
      ],
    });
    expect((await send('GET', '/apis/example.com/v2/policies')).body).toMatchObject({
      kind: 'PolicyList',
      items: [{ apiVersion: 'example.com/v2', kind: 'Policy', metadata: { name: 'x' } }],
    });
    expect((await send('GET', '/api/v1/namespaces/fresh')).status).toBe(200);
  });
});
