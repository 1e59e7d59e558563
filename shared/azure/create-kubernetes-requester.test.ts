import type { ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { AzureConnectionError } from './azure-connection-error';
import { createKubernetesRequester, type KubernetesRequester } from './create-kubernetes-requester';
import { testCertificate } from './test-certificate';
import { type TestServer, testServer } from './test-server';

const open: { server?: TestServer; requester?: KubernetesRequester } = {};
afterEach(async () => {
  open.requester?.close();
  await open.server?.close();
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const kubeconfig = (server: string, cluster = '', user = 'token: secret-token'): string => `
apiVersion: v1
kind: Config
current-context: main
clusters: [{ name: c, cluster: { server: '${server}'${cluster} } }]
users: [{ name: u, user: { ${user} } }]
contexts: [{ name: main, context: { cluster: c, user: u } }]
`;

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

async function serve(
  answers: ((response: ServerResponse, url: string) => void)[],
  user?: string,
): Promise<KubernetesRequester> {
  const server = await testServer((request, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request.url ?? '');
  });
  open.server = server;
  open.requester = createKubernetesRequester(kubeconfig(server.url, '', user));
  return open.requester;
}

describe('the Kubernetes requester', () => {
  it('reads plain JSON with token and query', async () => {
    const requester = await serve([(response, url) => json(response, 200, { url })]);
    expect(await requester.getJson('/api/v1/pods', { limit: '5', continue: 'a+b' })).toEqual({
      url: '/api/v1/pods?limit=5&continue=a%2Bb',
    });
    expect(open.server?.requests[0]?.headers.authorization).toBe('Bearer secret-token');
    expect(open.server?.requests[0]?.headers['user-agent']).toMatch(/^plimsoll\//);
  });

  it('keeps its connection', async () => {
    const requester = await serve([(response) => json(response, 200, {})]);
    await requester.getJson('/a');
    await requester.getJson('/b');
    const ports = open.server?.requests.map(({ socket }) => socket.remotePort);
    expect(new Set(ports).size).toBe(1);
  });

  it('reads compressed answers', async () => {
    const requester = await serve([
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync('{"items":[]}'));
      },
    ]);
    expect(await requester.getJson('/api')).toEqual({ items: [] });
  });

  it.each([
    ['throttled', (response: ServerResponse) => json(response, 429, {}, { 'retry-after': '0' })],
    ['failing', (response: ServerResponse) => json(response, 503, {}, { 'retry-after': '0' })],
    ['broken', (response: ServerResponse) => response.destroy()],
  ])('tries a %s request again', async (_, first) => {
    const requester = await serve([first, (response) => json(response, 200, { done: true })]);
    expect(await requester.getJson('/api')).toEqual({ done: true });
    expect(open.server?.requests).toHaveLength(2);
  });

  it.each([
    [404, { kind: 'Status', reason: 'NotFound', message: 'pods "x" not found' }, 'NotFound'],
    [410, { kind: 'Status', reason: 'Expired', message: 'too old' }, 'Expired'],
    [403, 'a proxy says no', 'Forbidden'],
    [418, {}, 'Http418'],
  ])('tells a refusal with status %i', async (status, body, code) => {
    const requester = await serve([(response) => json(response, status, body)]);
    await expect(requester.getJson('/api/x')).rejects.toMatchObject({
      name: 'KubernetesRequestError',
      code,
      status,
      path: '/api/x',
    });
  });

  it('does not call an answer JSON that is none', async () => {
    const requester = await serve([(response) => response.end('<html>')]);
    await expect(requester.getJson('/api')).rejects.toMatchObject({ code: 'InvalidResponse' });
  });

  it('stops when told to', async () => {
    const requester = await serve([() => undefined]);
    const controller = new AbortController();
    const reading = requester.getJson('/api', {}, controller.signal);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'ConnectionFailed' });
  });

  it('gets a token itself where the kubeconfig would start a program', async () => {
    const server = await testServer((_, response) => json(response, 200, {}));
    open.server = server;
    const asked: string[] = [];
    open.requester = createKubernetesRequester(
      kubeconfig(
        server.url,
        '',
        'exec: { apiVersion: client.authentication.k8s.io/v1, command: /nowhere/kubelogin }',
      ),
      {
        credential: {
          getToken: async (scopes) => {
            asked.push(String(scopes));
            return { token: 'entra-token', expiresOnTimestamp: Date.now() + 60_000 };
          },
        },
      },
    );
    await open.requester.getJson('/api');
    expect(asked).toEqual(['6dae42f8-4368-4678-94ff-3960e28e3630/.default']);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer entra-token');
  });

  it('shows a client certificate, and trusts the authority of the kubeconfig alone', async () => {
    const ours = testCertificate('api');
    const client = testCertificate('reader');
    const server = await testServer(
      (request, response) =>
        json(response, 200, { user: (request.socket as TLSSocket).getPeerCertificate().subject?.CN }),
      { key: ours.key, cert: ours.certificate, ca: client.certificate, requestCert: true },
    );
    open.server = server;
    const user = `client-certificate-data: ${base64(client.certificate)}, client-key-data: ${base64(client.key)}`;
    const authority = `, certificate-authority-data: ${base64(ours.certificate)}`;
    open.requester = createKubernetesRequester(kubeconfig(server.url, authority, user));
    expect(await open.requester.getJson('/api')).toEqual({ user: 'reader' });

    const strange = createKubernetesRequester(
      kubeconfig(
        server.url,
        `, certificate-authority-data: ${base64(testCertificate('other').certificate)}`,
        user,
      ),
    );
    await expect(strange.getJson('/api')).rejects.toMatchObject({ code: 'ConnectionFailed' });
    strange.close();
  });
});

describe('a kubeconfig', () => {
  it.each([
    ['secret: [', undefined, 'InvalidKubeconfig', 'The kubeconfig cannot be read'],
    ['', undefined, 'InvalidKubeconfig', 'The kubeconfig cannot be read'],
    [kubeconfig('https://x'), 'other', 'InvalidKubeconfig', 'has no context other. It has: main.'],
    [kubeconfig('somewhere'), undefined, 'InvalidKubeconfig', 'names no cluster with a server address'],
    [kubeconfig('http://example.net'), undefined, 'InsecureEndpoint', 'would carry tokens unencrypted'],
  ])('is refused without showing its secrets: %#', (text, context, code, message) => {
    const caught = ((): unknown => {
      try {
        return createKubernetesRequester(text, context === undefined ? {} : { context });
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(AzureConnectionError);
    expect(caught).toMatchObject({ code, message: expect.stringContaining(message) });
    expect((caught as Error).message).not.toContain('secret');
  });
});
