import type { IncomingMessage, ServerResponse } from 'node:http';
import { CredentialUnavailableError } from '@azure/identity';
import { afterEach, describe, expect, it } from 'vitest';
import { type ArmRestClient, createArmRestClient } from './create-arm-rest-client';
import { createCredential } from './create-credential';
import type { JsonObject } from './json';
import { type TestServer, testServer } from './test-server';

let server: TestServer | undefined;
afterEach(() => server?.close());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

async function clientOf(answers: Answer[], maxRetries = 3): Promise<ArmRestClient> {
  server = await testServer((request, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  });
  return createArmRestClient({
    armEndpoint: server.url,
    credential: createCredential({ credential: 'emulator', armEndpoint: server.url }),
    maxRetries,
  });
}

const apiVersion = '2024-05-01';
const all = async (items: AsyncIterable<JsonObject>): Promise<JsonObject[]> => {
  const list: JsonObject[] = [];
  for await (const item of items) list.push(item);
  return list;
};

describe('the raw Resource Manager client', () => {
  it('sends token, api-version and user agent, and writes ids as paths', async () => {
    const client = await clientOf([json(200, { id: 'x' })]);
    await client.get('/subscriptions/s/resourceGroups/a group#1', {
      apiVersion,
      query: { $filter: "name eq 'a+b'" },
    });
    const [request] = server?.requests ?? [];
    expect(request?.url).toBe(
      '/subscriptions/s/resourceGroups/a%20group%231?%24filter=name%20eq%20%27a%2Bb%27&api-version=2024-05-01',
    );
    expect(request?.headers.authorization).toBe('Bearer plimsoll-emulator');
    expect(request?.headers['user-agent']).toMatch(/^plimsoll\/0\.1 /);
  });

  it('gives undefined for what does not exist', async () => {
    const client = await clientOf([json(404, { error: { code: 'ResourceNotFound', message: 'no' } })]);
    expect(await client.get('/x', { apiVersion })).toBeUndefined();
  });

  it('waits as long as it is asked to when throttled', async () => {
    const client = await clientOf([
      json(429, { error: { code: 'TooManyRequests' } }, { 'retry-after': '0' }),
      json(503, {}, { 'retry-after': '0' }),
      json(200, { done: true }),
    ]);
    expect(await client.get('/x', { apiVersion })).toEqual({ done: true });
    expect(server?.requests).toHaveLength(3);
  });

  it.each([
    [
      json(403, { error: { code: 'AuthorizationFailed', message: 'No right.' } }),
      'AuthorizationFailed',
      403,
      'Reader role',
    ],
    [json(400, 'no object'), 'Http400', 400, 'answered with status 400'],
    [json(200, [1]), 'InvalidResponse', 200, 'not a JSON object'],
    [((_, response) => response.destroy()) as Answer, 'ConnectionFailed', undefined, 'PLIMSOLL_ARM_ENDPOINT'],
  ])('tells a refusal with its code and what to do: %#', async (answer, code, status, message) => {
    const client = await clientOf([answer], 0);
    const error: unknown = await client
      .get('/subscriptions/s', { apiVersion })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'ArmRequestError',
      code,
      status,
      resourceId: '/subscriptions/s',
      message: expect.stringContaining(message),
    });
    expect(String(error)).not.toContain('plimsoll-emulator');
  });

  it('follows absolute and relative links to the end of a list', async () => {
    const client = await clientOf([
      (request, response) =>
        json(200, { value: [{ n: 1 }], nextLink: `https://${request.headers.host}/two?api-version=v` })(
          request,
          response,
        ),
      json(200, { value: [{ n: 2 }], nextLink: '/three?api-version=v' }),
      json(200, { value: [{ n: 3 }, 'no object'], nextLink: '' }),
    ]);
    expect(await all(client.list('/one', { apiVersion }))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(server?.requests.map(({ url }) => url)).toEqual([
      '/one?api-version=2024-05-01',
      '/two?api-version=v',
      '/three?api-version=v',
    ]);
  });

  it('does not carry its token to another host', async () => {
    const client = await clientOf([json(200, { value: [], nextLink: 'https://example.net/two' })]);
    await expect(all(client.list('/one', { apiVersion }))).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: expect.stringContaining('example.net'),
    });
  });

  it('posts, and continues a posted list with GET', async () => {
    const client = await clientOf([
      json(200, { value: [{ n: 1 }], nextLink: '/two' }),
      json(200, { value: [{ n: 2 }] }),
    ]);
    expect(await all(client.listByPost('/one', { apiVersion }))).toEqual([{ n: 1 }, { n: 2 }]);
    expect(server?.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    await server?.close();
    const empty = await clientOf([(_, response) => response.end()]);
    expect(await empty.post('/act', { apiVersion, body: { a: 1 } })).toBeUndefined();
    expect(server?.requests[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('tells that nobody is signed in', async () => {
    const client = createArmRestClient({
      armEndpoint: 'http://127.0.0.1:1',
      credential: {
        getToken: async () => {
          throw new CredentialUnavailableError('Please run az login. And here is a page of text.');
        },
      },
    });
    await expect(client.get('/subscriptions/s', { apiVersion })).rejects.toMatchObject({
      code: 'AuthenticationFailed',
      message:
        '/subscriptions/s: AuthenticationFailed. Signing in to Azure failed. Sign in again (az login), or check the identity of the Function App.',
    });
  });

  it('refuses plain http to another machine', () => {
    expect(() =>
      createArmRestClient({ armEndpoint: 'http://example.net', credential: { getToken: async () => null } }),
    ).toThrow('would carry tokens unencrypted');
  });
});
