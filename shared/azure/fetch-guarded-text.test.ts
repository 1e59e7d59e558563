import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FetchGuard, fetchGuardedText } from './fetch-guarded-text';
import { testCertificate } from './test-certificate';

const { key, certificate } = testCertificate('templates');
const text = 'apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: { name: one }\n';

let server: Server;
let answer: RequestListener;
let requests: IncomingMessage[];
let host: string;
let guard: FetchGuard;

beforeEach(async () => {
  requests = [];
  answer = (_request, response) => void response.setHeader('etag', '"1"').end(text);
  server = createServer({ key, cert: certificate }, (request, response: ServerResponse) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  guard = { hosts: new Set([host]), isAllowedAddress: () => true, ca: certificate, timeLimitMs: 4_000 };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('fetching a text', () => {
  it('gives it with its ETag, and only word of it when it is unchanged', async () => {
    expect(await fetchGuardedText(`https://${host}/t.yaml`, guard)).toEqual({ text, etag: '"1"' });
    answer = (_request, response) => void response.writeHead(304).end();
    expect(await fetchGuardedText(`https://${host}/t.yaml`, guard, '"1"')).toBe('unchanged');
    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
  });

  it.each<[string, (url: string) => [string, Partial<FetchGuard>], string, string]>([
    ['plain http', (at) => [`http://${at}/`, {}], 'AddressNotAllowed', 'only https is allowed.'],
    ['a file', () => ['file:///etc/passwd', {}], 'AddressNotAllowed', 'only https is allowed.'],
    ['what is no URL', () => ['template.yaml', {}], 'AddressNotAllowed', 'it is no URL.'],
    [
      'credentials',
      (at) => [`https://user:secret@${at}/`, {}],
      'AddressNotAllowed',
      'a URL with credentials is not allowed.',
    ],
    [
      'another host',
      () => ['https://example.com/t.yaml', {}],
      'AddressNotAllowed',
      'the host example.com is not allowed.',
    ],
    [
      'a port of an allowed host that is not named',
      () => ['https://127.0.0.1:1/', { hosts: new Set(['127.0.0.1']) }],
      'AddressNotAllowed',
      'the host 127.0.0.1:1 is not allowed.',
    ],
  ])('refuses %s', async (_what, make, code, reason) => {
    const [url, more] = make(host);
    await expect(fetchGuardedText(url, { ...guard, ...more })).rejects.toMatchObject({
      code,
      message: `${url} could not be fetched: ${reason}`,
    });
    expect(requests).toHaveLength(0);
  });

  it('refuses an address inside, given as a number or behind a name, and never connects to it', async () => {
    const { isAllowedAddress: _, ...strict } = guard;
    await expect(fetchGuardedText(`https://${host}/`, strict)).rejects.toThrow(
      'its address is not one of the internet.',
    );
    const named = `localhost:${host.split(':')[1]}`;
    await expect(
      fetchGuardedText(`https://${named}/`, { ...strict, hosts: new Set([named]) }),
    ).rejects.toThrow('the host localhost leads to an address that is not one of the internet.');
    expect(requests).toHaveLength(0);
  });

  it('does not trust a certificate that nobody vouches for', async () => {
    const { ca: _, ...untrusting } = guard;
    await expect(fetchGuardedText(`https://${host}/`, untrusting)).rejects.toMatchObject({
      code: 'NotReachable',
    });
  });

  it.each<[string, RequestListener, string, string]>([
    [
      'an error',
      (_request, response) => void response.writeHead(404).end(),
      'Refused',
      'the host answered 404.',
    ],
    [
      'a redirect to another host',
      (_request, response) => void response.writeHead(302, { location: 'https://example.com/x' }).end(),
      'Refused',
      'it redirects to another host (https://example.com/x).',
    ],
    [
      'a redirect to plain http',
      (request, response) =>
        void response.writeHead(302, { location: `http://${request.headers.host}/x` }).end(),
      'AddressNotAllowed',
      'only https is allowed.',
    ],
    [
      'redirects without end',
      (_request, response) => void response.writeHead(307, { location: '/again' }).end(),
      'Refused',
      'it redirects more than 3 times.',
    ],
    [
      'too much',
      (_request, response) => void response.end('x'.repeat(2_000)),
      'TooLarge',
      'it has more than 1000 bytes.',
    ],
    [
      'an encoding that hides its size',
      (_request, response) => void response.setHeader('content-encoding', 'gzip').end('x'),
      'Refused',
      'the host sends it encoded (gzip).',
    ],
    [
      'part of it and then nothing',
      (_request, response) => void response.write('x'),
      'TooSlow',
      'it took longer than 250 ms.',
    ],
  ])('refuses %s', async (_what, listener, code, reason) => {
    answer = listener;
    const limits = { largestBytes: 1_000, timeLimitMs: code === 'TooSlow' ? 250 : 4_000 };
    await expect(fetchGuardedText(`https://${host}/`, { ...guard, ...limits })).rejects.toMatchObject({
      code,
      message: `https://${host}/ could not be fetched: ${reason}`,
    });
  });

  it('follows a redirect within the host', async () => {
    answer = (request, response) =>
      void (request.url === '/old'
        ? response.writeHead(301, { location: '/new' }).end()
        : response.end(`from ${request.url}`));
    expect(await fetchGuardedText(`https://${host}/old`, guard)).toEqual({
      text: 'from /new',
      etag: undefined,
    });
  });
});
