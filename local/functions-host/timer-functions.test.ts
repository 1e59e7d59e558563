import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../emulators';
import { type FunctionsHost, startFunctionsHost } from './start-functions-host';
import { buildFixtureApp, type FixtureApp } from './testing/build-fixture-app';
import { eventually } from './testing/eventually';
import { fixtureHostJson } from './testing/start-fixture-host';

const source = `
import { app } from '@azure/functions';
globalThis.ticks = [];
const tick = (timer, context) => globalThis.ticks.push({ name: context.functionName, timer, retry: context.retryContext });
app.timer('everySecond', { schedule: '%SECONDS%', handler: tick });
app.timer('nightly', { schedule: '0 0 2 * * *', handler: tick });
app.timer('atStart', { schedule: '0 0 2 * * *', runOnStartup: true, handler: tick });
app.timer('stubborn', { schedule: '0 0 2 * * *', runOnStartup: true,
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { milliseconds: 10 } },
  handler: (timer, context) => { tick(timer, context); throw new Error('Immobulus'); } });
`;

interface Tick {
  name: string;
  timer: { isPastDue: boolean; scheduleStatus: { last: string; next: string } | null };
  retry?: { retryCount: number; maxRetryCount: number; exception?: { message: string } };
}
const ticksOf = (name: string) =>
  ((globalThis as { ticks?: Tick[] }).ticks ?? []).filter((tick) => tick.name === name);

describe('timer functions', () => {
  let azurite: Azurite;
  let app: FixtureApp;
  beforeAll(async () => {
    azurite = await startAzurite();
    app = await buildFixtureApp(source);
  });
  afterAll(async () => {
    await app.remove();
    await azurite.close();
  });

  const start = (timersEnabled = true): Promise<FunctionsHost> =>
    startFunctionsHost({
      entry: app.entry,
      hostJson: fixtureHostJson,
      settings: {
        AzureWebJobsStorage: azurite.connectionString,
        AzureFunctionsWebHost__hostid: 'hogwarts',
        SECONDS: '* * * * * *',
      },
      timersEnabled,
    });
  const status = (name: string) =>
    BlobServiceClient.fromConnectionString(azurite.connectionString)
      .getContainerClient('azure-webjobs-hosts')
      .getBlockBlobClient(`timers/hogwarts/Host.Functions.${name}/status`);

  it('fires by schedule, at start-up when asked to, and retries by policy', async () => {
    const host = await start();
    try {
      await eventually(() => expect(ticksOf('everySecond').length).toBeGreaterThan(1));
      expect(ticksOf('everySecond')[0]?.timer).toEqual({
        schedule: { adjustForDST: true },
        scheduleStatus: null,
        isPastDue: false,
      });
      expect(ticksOf('nightly')).toEqual([]);
      expect(ticksOf('atStart')).toHaveLength(1);
      await eventually(() => expect(host.status().get('stubborn')?.failed).toBe(3));
      expect(ticksOf('stubborn').map(({ retry }) => [retry?.retryCount, retry?.exception?.message])).toEqual([
        [undefined, undefined],
        [1, 'Immobulus'],
        [2, 'Immobulus'],
      ]);
    } finally {
      await host.close();
    }
  });

  it('makes up for a run missed while it was down, and says so', async () => {
    const old = {
      Last: '2020-01-01T02:00:00Z',
      Next: '2020-01-02T02:00:00Z',
      LastUpdated: '2020-01-01T02:00:00Z',
    };
    await status('nightly').upload(JSON.stringify(old), JSON.stringify(old).length);
    const host = await start();
    try {
      await eventually(() => expect(ticksOf('nightly')).toHaveLength(1));
      expect(ticksOf('nightly')[0]?.timer).toMatchObject({
        isPastDue: true,
        scheduleStatus: { last: old.Last, next: old.Next },
      });
      await eventually(async () => {
        const stored = JSON.parse((await status('nightly').downloadToBuffer()).toString()) as typeof old;
        expect(new Date(stored.Next).toISOString()).toMatch(/T02:00:00\.000Z$/);
        expect(stored.Last > old.Last).toBe(true);
      });
    } finally {
      await host.close();
    }
  });

  it('keeps still without timers, but can be fired by hand', async () => {
    const host = await start(false);
    try {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      expect((await fetch(`${host.url}/admin/functions/nightly`, init)).status).toBe(202);
      await eventually(() => expect(host.status().get('nightly')?.succeeded).toBe(1));
      await host.run('atStart');
      expect(host.status().get('atStart')?.started).toBe(1);
      expect(host.status().get('everySecond')?.started).toBe(0);
    } finally {
      await host.close();
    }
  });
});
