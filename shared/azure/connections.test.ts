import { DefaultAzureCredential } from '@azure/identity';
import { afterEach, describe, expect, it } from 'vitest';
import { createCosmosClient } from './create-cosmos-client';
import { createCredential } from './create-credential';
import { isLoopback } from './is-loopback';
import { type TestServer, testServer } from './test-server';

let server: TestServer | undefined;
afterEach(() => server?.close());

describe('loopback addresses', () => {
  it.each([
    ['http://127.0.0.1:8080', true],
    ['https://localhost/', true],
    ['http://[::1]:1', true],
    ['http://127.9.9.9', true],
    ['http://localhost.example.net', false],
    ['http://127.0.0.1.example.net', false],
    ['https://management.azure.com', false],
    ['nonsense', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(url)).toBe(expected);
  });
});

describe('credentials', () => {
  it('are those of Azure', () => {
    expect(
      createCredential({ credential: 'azure', armEndpoint: 'https://management.azure.com' }),
    ).toBeInstanceOf(DefaultAzureCredential);
  });

  it('are a fixed token for an emulator on this machine only', async () => {
    const credential = createCredential({ credential: 'emulator', armEndpoint: 'http://127.0.0.1:1' });
    expect((await credential.getToken('any'))?.token).toBe('plimsoll-emulator');
    expect(() =>
      createCredential({ credential: 'emulator', armEndpoint: 'https://management.azure.com' }),
    ).toThrow('works for loopback endpoints only');
  });
});

describe('the Cosmos client', () => {
  const cosmosKey = Buffer.from('key').toString('base64');

  it('speaks plain http to an emulator on this machine', async () => {
    server = await testServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"Databases":[{"id":"plimsoll"}],"_count":1}');
    });
    const client = createCosmosClient({ cosmosEndpoint: server.url, cosmosKey });
    const { resources } = await client.databases.readAll().fetchAll();
    expect(resources.map(({ id }) => id)).toEqual(['plimsoll']);
    expect(server.requests[0]?.headers['user-agent']).toContain('plimsoll/0.1');
    client.dispose();
  });

  it.each([
    [{ cosmosEndpoint: 'http://example.net', cosmosKey }, 'would carry keys unencrypted'],
    [{ cosmosEndpoint: 'https://example.net' }, 'Give a credential for https://example.net'],
  ])('refuses an unsafe or incomplete connection: %o', (connection, message) => {
    expect(() => createCosmosClient(connection)).toThrow(message);
  });
});
