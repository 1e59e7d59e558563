import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from './testing/start-fixture-host';

const source = `
import { app, HttpResponse } from '@azure/functions';
const seen = [];
globalThis.hooked = seen;
app.hook.appStart((context) => { context.hookData.started = true; });
app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName !== 'hooked') return;
  context.hookData.from = 'preInvocation';
  const handler = context.functionHandler;
  context.functionHandler = async (...args) => ({ ...(await handler(...args)), headers: { 'x-wrapped': 'yes' } });
});
app.hook.postInvocation((context) => {
  if (context.invocationContext.functionName === 'hooked') context.result.body += ' ' + context.hookData.from;
});
app.http('hooked', { handler: async () => ({ body: 'Alohomora' }) });
app.http('echo', {
  route: 'echo/{spell}/{power:int?}',
  methods: ['GET', 'POST', 'PUT'],
  handler: async (request, context) => ({
    status: 201,
    headers: { 'x-invocation': context.invocationId },
    jsonBody: {
      method: request.method,
      url: request.url.replace(/^http:\\/\\/[^/]+/, ''),
      params: request.params,
      query: Object.fromEntries(request.query),
      body: await request.text(),
      wand: request.headers.get('x-wand'),
    },
  }),
});
app.http('literal', { route: 'echo/lumos', handler: () => ({ body: 'literal' }) });
app.http('rest', { route: '{*path}', methods: ['GET', 'DELETE'], handler: (request) => ({ body: 'rest:' + request.params.path }) });
app.get('nothing', () => undefined);
app.get('binary', () => ({ body: new Uint8Array([0, 255, 128]), headers: { 'content-type': 'application/octet-stream' } }));
app.get('cookie', () => ({ cookies: [{ name: 'house', value: 'Ravenclaw', httpOnly: true, sameSite: 'Lax' }] }));
app.get('broken', () => { throw new Error('Riddikulus'); });
app.get('wrong', () => 'not an object');
app.get('noContent', () => new HttpResponse({ status: 204 }));
app.get('env', () => ({ body: process.env.FIXTURE_SETTING }));
`;

describe('HTTP functions', () => {
  let host: FixtureHost;
  beforeAll(async () => {
    host = await startFixtureHost(source, { settings: { FIXTURE_SETTING: 'mischief' } });
  });
  afterAll(async () => {
    await host.close();
    expect(process.env['FIXTURE_SETTING']).toBeUndefined();
  });
  const call = (path: string, init?: RequestInit) => fetch(host.url + path, init);

  it('hands the request to the real library and its answer to the client', async () => {
    const response = await call('/echo/expelliarmus/7?a=1&a=2&b=x%20y', {
      method: 'POST',
      body: 'wand out',
      headers: { 'x-wand': 'holly' },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-invocation')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/echo/expelliarmus/7?a=1&a=2&b=x%20y',
      params: { spell: 'expelliarmus', power: '7' },
      query: { a: '1,2', b: 'x y' },
      body: 'wand out',
      wand: 'holly',
    });
  });

  it.each([
    ['a literal before a parameter', 'GET', '/ECHO/Lumos', 'literal'],
    ['a catch-all last', 'GET', '/some/other/path', 'rest:some/other/path'],
    [
      'a value that fails its constraint goes on to the next route',
      'GET',
      '/echo/lumos/high',
      'rest:echo/lumos/high',
    ],
    ['a method that only the catch-all takes', 'DELETE', '/echo/lumos', 'rest:echo/lumos'],
    ['a catch-all keeps double slashes', 'GET', '//subscriptions/1', 'rest:/subscriptions/1'],
    ['the root reaches an empty catch-all', 'GET', '/', 'rest:undefined'],
    ['encoded characters arrive decoded, encoded slashes do not', 'GET', '/a%20b/c%2Fd', 'rest:a b/c%2Fd'],
  ])('routes %s', async (_, method, path, expected) => {
    const body = await new Promise<string>((resolve, reject) => {
      // fetch would tidy up the path.
      httpRequest(host.url, { method, path }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
    expect(body).toBe(expected);
  });

  it.each([
    ['no return value is 204', '/nothing', 204, ''],
    ['an empty answer stays empty', '/noContent', 204, ''],
    ['a throw is 500 without detail', '/broken', 500, ''],
    ['an answer that is no object is 500', '/wrong', 500, ''],
    ['app settings are in the environment', '/env', 200, 'mischief'],
    [
      'hooks see the same data, wrap the handler and change the result',
      '/hooked',
      200,
      'Alohomora preInvocation',
    ],
  ])('%s', async (_, path, status, body) => {
    const response = await call(path);
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  it('answers 404 for a method that no route takes, as the host does', async () => {
    expect((await call('/some/path', { method: 'PATCH' })).status).toBe(404);
  });

  it('sends bytes and cookies as they are', async () => {
    expect(new Uint8Array(await (await call('/binary')).arrayBuffer())).toEqual(
      new Uint8Array([0, 255, 128]),
    );
    expect((await call('/cookie')).headers.get('set-cookie')).toBe('house=Ravenclaw; HttpOnly; SameSite=Lax');
  });

  it('never lets a catch-all take the reserved paths', async () => {
    expect((await call('/runtime/anything')).status).toBe(404);
    expect((await call('/admin/anything')).status).toBe(404);
  });

  it('counts and logs runs and failures', async () => {
    const before = host.status().get('broken');
    await call('/broken');
    expect(host.status().get('broken')).toEqual({
      started: (before?.started ?? 0) + 1,
      succeeded: 0,
      failed: (before?.failed ?? 0) + 1,
      running: 0,
      lastError: 'Riddikulus',
    });
    expect(
      host.entries.some(({ level, message }) => level === 'error' && message.includes('Riddikulus')),
    ).toBe(true);
  });

  it('describes its functions', async () => {
    expect(host.functions.find(({ name }) => name === 'echo')).toEqual({
      name: 'echo',
      type: 'httpTrigger',
      disabled: false,
      route: 'echo/{spell}/{power:int?}',
      methods: ['GET', 'POST', 'PUT'],
    });
    const listed = (await (await call('/admin/functions')).json()) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(host.functions.map(({ name }) => name));
    expect(await (await call('/admin/host/status')).json()).toMatchObject({ state: 'Running' });
  });
});
