import { describe, expect, it } from 'vitest';
import { retryDelay } from './invocation/retry';
import { filterLog, type LogEntry } from './log';
import { eventually } from './testing/eventually';
import { startFixtureHost } from './testing/start-fixture-host';

const source = `
import { app } from '@azure/functions';
app.hook.log((context) => { context.message = context.message.replace('secret', '…'); });
app.hook.appTerminate(() => { globalThis.terminated = true; });
app.get('forever', () => new Promise((resolve) => { globalThis.finish = resolve; }));
app.get('quick', (request, context) => { context.log('a secret', { n: 1 }); context.debug('unheard'); return {}; });
app.get('off', () => ({}));
`;
const shared = globalThis as { finish?: (value: object) => void; terminated?: boolean };

describe('limits of the host', () => {
  it('ends an invocation that takes longer than functionTimeout, and goes on', async () => {
    const host = await startFixtureHost(source, {
      hostJson: { version: '2.0', functionTimeout: '00:00:00.200' },
    });
    try {
      expect((await fetch(`${host.url}/api/forever`)).status).toBe(500);
      expect(host.status().get('forever')?.lastError).toMatch(
        /^Timeout value of 00:00:00 exceeded by function 'Functions\.forever'/,
      );
      expect((await fetch(`${host.url}/api/quick`)).status).toBe(200);
    } finally {
      await host.close();
    }
  });

  it('answers 429 when too many requests are outstanding', async () => {
    const hostJson = {
      version: '2.0',
      extensions: { http: { maxConcurrentRequests: 1, maxOutstandingRequests: 2 } },
    };
    const host = await startFixtureHost(source, { hostJson });
    try {
      const first = fetch(`${host.url}/api/forever`);
      await eventually(() => expect(host.status().get('forever')?.running).toBe(1));
      const second = fetch(`${host.url}/api/quick`);
      await eventually(async () => expect((await fetch(`${host.url}/api/quick`)).status).toBe(429));
      expect(host.status().get('quick')?.started).toBe(0);
      shared.finish?.({ body: 'done' });
      expect([(await first).status, (await second).status]).toEqual([200, 200]);
    } finally {
      await host.close();
    }
  });

  it('does not serve what a setting switches off', async () => {
    const host = await startFixtureHost(source, { settings: { 'AzureWebJobs.off.Disabled': 'true' } });
    try {
      expect((await fetch(`${host.url}/off`)).status).toBe(404);
      expect(host.functions.find(({ name }) => name === 'off')?.disabled).toBe(true);
    } finally {
      await host.close();
    }
  });

  it('passes the app’s log through its log hooks, under its own category, from the level that host.json sets', async () => {
    const host = await startFixtureHost(source);
    await fetch(`${host.url}/quick`);
    await host.close();
    const own = host.entries.filter(({ category }) => category === 'Function.quick.User');
    expect(own.map(({ level, message, functionName }) => [level, message, functionName])).toEqual([
      ['information', 'a … { n: 1 }', 'quick'],
    ]);
  });

  it('gives up on an invocation that outlasts the grace, and still tells the app', async () => {
    shared.terminated = false;
    const host = await startFixtureHost(source);
    const answer = fetch(`${host.url}/forever`).catch((error: unknown) => error);
    await eventually(() => expect(host.status().get('forever')?.running).toBe(1));
    await host.close(50);
    expect(await answer).toBeInstanceOf(Error);
    expect(shared.terminated).toBe(true);
    expect(host.entries.at(-1)?.message).toBe('1 invocations were still running at the end.');
    await host.close();
  });
});

describe('retry delays', () => {
  const backoff = {
    retryStrategy: 'exponentialBackoff',
    minimumInterval: { seconds: 1 },
    maximumInterval: { seconds: 5 },
  };
  it('are fixed, or double between their bounds', () => {
    expect(retryDelay({ retryStrategy: 'fixedDelay', delayInterval: { seconds: 2 } }, 7)).toBe(2000);
    expect([0, 1, 2, 3, 99].map((retries) => retryDelay(backoff, retries))).toEqual([
      1000, 2000, 4000, 5000, 5000,
    ]);
  });
});

describe('log levels', () => {
  it('are decided by the longest category that matches', () => {
    const kept: LogEntry[] = [];
    const log = filterLog(
      (entry) => kept.push(entry),
      new Map([
        ['default', 'warning'],
        ['Function', 'error'],
        ['Function.scan', 'debug'],
        ['Function.scan.User', 'none'],
      ]),
    );
    const categories = ['Host', 'Function.other', 'Function.scan', 'Function.scan.User', 'Functional'];
    for (const category of categories) log({ level: 'warning', category, message: '' });
    expect(kept.map(({ category }) => category)).toEqual(['Host', 'Function.scan', 'Functional']);
  });
});
