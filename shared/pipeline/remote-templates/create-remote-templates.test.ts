import type { AddressInfo } from 'node:net';
import { CosmosClient } from '@azure/cosmos';
import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FetchedText, GuardedFetchError } from '../../azure';
import { createCosmosTemplateCache } from './cosmos-template-cache';
import { createRemoteTemplates, type RemoteTemplates } from './create-remote-templates';
import { createMemoryTemplateCache } from './memory-template-cache';
import type { TemplateCache } from './template-cache';

const url = 'https://templates.example.com/t.yaml';
const text = 'apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: { name: one }\n';
const template = (name: string) => ({
  apiVersion: 'templates.gatekeeper.sh/v1',
  kind: 'ConstraintTemplate',
  metadata: { name },
});

const cosmos = createHttpServer();
let client: CosmosClient;
let containers = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => cosmos.listen(0, '127.0.0.1', resolve));
  client = new CosmosClient({
    endpoint: `http://127.0.0.1:${(cosmos.address() as AddressInfo).port}`,
    key: 'dGVzdA==',
    connectionPolicy: { enableEndpointDiscovery: false },
  });
  await client.databases.createIfNotExists({ id: 'test' });
});
afterAll(async () => {
  client.dispose();
  cosmos.closeAllConnections();
  await new Promise((done) => cosmos.close(done));
});

const caches: [string, () => Promise<TemplateCache>][] = [
  ['memory', async () => createMemoryTemplateCache()],
  [
    'Cosmos DB',
    async () => {
      const { container } = await client
        .database('test')
        .containers.createIfNotExists({ id: `c${containers++}`, partitionKey: '/partition' });
      return createCosmosTemplateCache(container);
    },
  ],
];

describe.each(caches)('remote templates with a cache in %s', (_name, makeCache) => {
  let cache: TemplateCache;
  let templates: RemoteTemplates;
  let asked: (string | undefined)[];
  let answer: () => FetchedText;
  const fetchText = async (_url: string, etag: string | undefined): Promise<FetchedText> => {
    asked.push(etag);
    return answer();
  };
  const unreachable = (): never => {
    throw new GuardedFetchError('NotReachable', url, 'connection refused');
  };
  const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 21) + minutes * 60_000);
  const find = async (minutes: number) => (await templates.find([url], at(minutes))).get(url);

  beforeEach(async () => {
    cache = await makeCache();
    asked = [];
    answer = () => ({ text, etag: '"1"' });
    templates = createRemoteTemplates(fetchText, cache);
  });

  it('are fetched once, and asked for again by their ETag after ten minutes', async () => {
    expect(await find(0)).toEqual({ value: template('one') });
    expect(await find(9)).toEqual({ value: template('one') });
    expect(asked).toHaveLength(1);
    answer = () => 'unchanged';
    expect(await find(10)).toEqual({ value: template('one') });
    expect(asked).toEqual([undefined, '"1"']);
    answer = () => ({ text: text.replace('one', 'two'), etag: undefined });
    expect(await find(20)).toEqual({ value: template('two') });
  });

  it('outlive their host, and the process', async () => {
    await find(0);
    answer = unreachable;
    expect(await find(10)).toEqual({ value: template('one') });
    templates = createRemoteTemplates(fetchText, cache);
    expect(await find(11)).toEqual({ value: template('one') });
    answer = () => ({ text: 'kind: List', etag: undefined });
    expect(await find(20)).toEqual({ value: template('one') });
  });

  it.each([
    ['kind: List', 'it is no ConstraintTemplate in YAML.'],
    ['{', 'it is no YAML: '],
  ])('that are %j are the problem of their policies', async (body, reason) => {
    answer = () => ({ text: body, etag: undefined });
    expect(await find(0)).toEqual({
      problem: {
        code: 'ConstraintTemplateCreateFailed',
        message: expect.stringContaining(`The constraint template at ${url} could not be fetched: ${reason}`),
      },
    });
    expect(await find(0.5)).toHaveProperty('problem');
    expect(asked).toHaveLength(1);
    answer = () => ({ text, etag: undefined });
    expect(await find(1.5)).toEqual({ value: template('one') });
  });

  it('say what to do when their host is not allowed', async () => {
    answer = () => {
      throw new GuardedFetchError('AddressNotAllowed', url, 'the host example.com is not allowed.');
    };
    expect(await find(0)).toEqual({
      problem: {
        code: 'ConstraintTemplateCreateFailed',
        message: `The constraint template at ${url} could not be fetched: the host example.com is not allowed. Put the template into the definition (templateInfo.content as Base64), or let its host be in the setting PLIMSOLL_TEMPLATE_HOSTS.`,
      },
    });
  });
});
