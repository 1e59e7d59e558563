import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, KubernetesObject } from '../kubernetes-object';
import { type KubernetesEmulator, startKubernetesEmulator } from '../start-kubernetes-emulator';

/** Answers a review; what it gives is merged into the response. Undefined: the server hangs up. */
type Answer = (request: JsonObject, path: string) => JsonObject | undefined;

let cluster: KubernetesEmulator;
let server: Server;
let answer: Answer;
let asked: { path: string; request: JsonObject }[];

beforeEach(async () => {
  asked = [];
  answer = () => ({ allowed: true });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const review = (JSON.parse(body) as { request: JsonObject }).request;
    asked.push({ path: request.url ?? '', request: review });
    const answered = answer(review, request.url ?? '');
    if (answered === undefined) return response.destroy();
    return response.end(
      JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: review['uid'], ...answered },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cluster = await startKubernetesEmulator({ clusterName: 'hogwarts' });
});

afterEach(async () => {
  await cluster.close();
  server.closeAllConnections();
  server.close();
});

const rules = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }];

function install(kind: 'Validating' | 'Mutating', webhook: JsonObject = {}, name = 'hooks'): void {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  cluster.apply({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: [{ name: `${name}.example.net`, clientConfig: { url }, rules, ...webhook }],
  } as KubernetesObject);
}

async function send(method: string, path: string, body?: unknown, type = 'application/json') {
  const response = await fetch(`${cluster.url}${path}`, {
    method,
    headers: { 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    warnings: response.headers.get('warning'),
    body: (await response.json()) as JsonObject,
  };
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = (metadata: JsonObject = { name: 'map' }): JsonObject => ({
  metadata,
  data: { spell: 'lumos' },
});

describe('a validating webhook', () => {
  it('refuses with the message of the API server, reason and causes', async () => {
    install('Validating');
    const causes = [{ reason: 'PolicyViolation', message: 'who', field: 'data.spell' }];
    const status = { code: 403, reason: 'Forbidden', message: '[name] dark magic', details: { causes } };
    answer = () => ({ allowed: false, status, warnings: ['beware "this"'] });
    expect(await send('POST', configMaps, configMap())).toEqual({
      status: 403,
      warnings: '299 - "beware \\"this\\""',
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'admission webhook "hooks.example.net" denied the request: [name] dark magic',
        reason: 'Forbidden',
        details: { causes },
        code: 403,
      },
    });
    expect((await send('GET', `${configMaps}/map`)).status).toBe(404);
  });

  it.each<[string, JsonObject, string]>([
    ['the reason alone', { reason: 'Forbidden' }, 'denied the request: Forbidden'],
    ['nothing', {}, 'denied the request without explanation'],
  ])('refuses with %s', async (_, status, message) => {
    install('Validating');
    answer = () => ({ allowed: false, status });
    const { status: code, body } = await send('POST', configMaps, configMap());
    expect([code, body['message']]).toEqual([400, `admission webhook "hooks.example.net" ${message}`]);
  });

  it('sees the object whole: with namespace, uid and the name that was made up', async () => {
    install('Validating');
    const { status, body } = await send(
      'POST',
      `${configMaps}?dryRun=All`,
      configMap({ generateName: 'map-' }),
    );
    const { name } = body['metadata'] as { name: string };
    expect(status).toBe(201);
    expect(name).toMatch(/^map-[0-9a-f]{5}$/);
    expect(asked).toMatchObject([
      {
        path: '/hooks?timeout=10s',
        request: {
          operation: 'CREATE',
          kind: { group: '', version: 'v1', kind: 'ConfigMap' },
          resource: { group: '', version: 'v1', resource: 'configmaps' },
          name,
          namespace: 'default',
          dryRun: true,
          oldObject: null,
          object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } },
        },
      },
    ]);
  });

  it('is asked about every kind of write', async () => {
    await send('POST', configMaps, configMap());
    install('Validating');
    await send('PUT', `${configMaps}/map`, { ...configMap(), data: { spell: 'nox' } });
    await send('PATCH', `${configMaps}/map`, { data: { spell: 'accio' } }, 'application/merge-patch+json');
    await send('PATCH', `${configMaps}/other`, configMap({ name: 'other' }), 'application/apply-patch+yaml');
    await send('DELETE', `${configMaps}/map`);
    await send('DELETE', configMaps);
    const seen = asked.map(({ request }) => {
      const spell = (object: unknown) => (object as { data?: JsonObject } | null)?.data?.['spell'] ?? null;
      return [request['operation'], request['name'], spell(request['oldObject']), spell(request['object'])];
    });
    expect(seen).toEqual([
      ['UPDATE', 'map', 'lumos', 'nox'],
      ['UPDATE', 'map', 'nox', 'accio'],
      ['CREATE', 'other', null, 'lumos'],
      ['DELETE', 'map', 'accio', null],
      ['DELETE', 'other', 'lumos', null],
    ]);
  });

  it('can keep an object from being deleted', async () => {
    await send('POST', configMaps, configMap());
    install('Validating');
    answer = () => ({ allowed: false, status: { code: 403, reason: 'Forbidden', message: 'stay' } });
    expect((await send('DELETE', `${configMaps}/map`)).status).toBe(403);
    expect((await send('GET', `${configMaps}/map`)).status).toBe(200);
  });

  it.each<[string, JsonObject, boolean]>([
    ['no rule covers', { rules: [{ ...rules[0], resources: ['pods', 'configmaps/status'] }] }, false],
    [
      'a rule for it and all subresources covers',
      { rules: [{ ...rules[0], resources: ['configmaps/*'] }] },
      true,
    ],
    ['a rule for other operations covers', { rules: [{ ...rules[0], operations: ['DELETE'] }] }, false],
    ['a rule for cluster-scoped objects covers', { rules: [{ ...rules[0], scope: 'Cluster' }] }, false],
    ['a rule for namespaced objects covers', { rules: [{ ...rules[0], scope: 'Namespaced' }] }, true],
    [
      'the namespace is left out',
      {
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['default'] }],
        },
      },
      false,
    ],
    ['its labels are not selected', { objectSelector: { matchLabels: { a: 'b' } } }, false],
    [
      'a condition is not met',
      { matchConditions: [{ name: 'x', expression: 'request.operation == "UPDATE"' }] },
      false,
    ],
    ['a condition is met', { matchConditions: [{ name: 'x', expression: 'request.dryRun == false' }] }, true],
  ])('is asked about an object only as its configuration says: when %s', async (_, webhook, expected) => {
    install('Validating', webhook);
    expect((await send('POST', configMaps, configMap())).status).toBe(201);
    expect(asked.length).toBe(expected ? 1 : 0);
  });

  it('is not asked about webhook configurations', async () => {
    install('Validating');
    const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/hooks';
    expect((await send('DELETE', path)).status).toBe(200);
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['hangs up', () => undefined],
    ['answers another review', () => ({ uid: 'another', allowed: true })],
    ['patches without a type', () => ({ allowed: true, patch: 'W10=' })],
  ])('that %s counts as failed, and the failure policy decides', async (_, behave) => {
    answer = behave;
    install('Validating', { failurePolicy: 'Ignore' });
    expect((await send('POST', configMaps, configMap())).status).toBe(201);
    install('Validating', { failurePolicy: 'Fail' });
    const { status, body } = await send('POST', configMaps, configMap({ name: 'second' }));
    expect([status, body['reason']]).toEqual([500, 'InternalError']);
    expect(body['message']).toMatch(/^Internal error occurred: failed calling webhook "hooks.example.net": /);
  });

  it('that takes too long counts as failed', async () => {
    install('Validating', { clientConfig: { url: 'http://127.0.0.1:1/' }, timeoutSeconds: 1 });
    const { body } = await send('POST', configMaps, configMap());
    expect(body['message']).toContain('failed to call webhook: Post "http://127.0.0.1:1/?timeout=1s": ');
  });
});

describe('mutating webhooks', () => {
  const label = (value: string, op = 'add'): JsonObject => ({
    allowed: true,
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify([{ op, path: '/metadata/labels', value: { house: value } }])).toString(
      'base64',
    ),
  });

  it('change what is stored, in the order of their names, and validating ones see the result', async () => {
    install('Mutating', {}, 'b-second');
    install('Mutating', { reinvocationPolicy: 'IfNeeded' }, 'a-first');
    install('Validating', {}, 'last');
    answer = (_, path) => (path.startsWith('/last') ? { allowed: true } : label(path.slice(1, 2)));
    const { body } = await send('POST', configMaps, configMap());
    expect(asked.map(({ path }) => path.split('?')[0])).toEqual([
      '/a-first',
      '/b-second',
      '/a-first',
      '/last',
    ]);
    expect(body['metadata']).toMatchObject({ labels: { house: 'a' } });
    expect(asked[3]?.request['object']).toMatchObject({ metadata: { labels: { house: 'a' } } });
  });

  it('change updates too', async () => {
    await send('POST', configMaps, configMap());
    install('Mutating');
    answer = () => label('gryffindor');
    const patched = await send('PATCH', `${configMaps}/map`, { data: {} }, 'application/merge-patch+json');
    expect(patched.body['metadata']).toMatchObject({ labels: { house: 'gryffindor' } });
  });
});
