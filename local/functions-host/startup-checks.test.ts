import { describe, expect, it } from 'vitest';
import { FunctionsHostError } from './index';
import { startFixtureHost } from './testing/start-fixture-host';

const storage = 'UseDevelopmentStorage=true';

/** The start-up error of an app that consists of these statements. */
async function startError(
  statements: string,
  options: Parameters<typeof startFixtureHost>[1] = {},
): Promise<string> {
  const source = `import { app, output, input, trigger } from '@azure/functions'; const handler = () => undefined; ${statements}`;
  const host = await startFixtureHost(source, options).catch((error: unknown) => error as Error);
  if (host instanceof Error) return host.message;
  await host.close();
  return 'started';
}

const withStorage = { settings: { AzureWebJobsStorage: storage } };

describe('start-up checks', () => {
  it.each([
    [
      'a route in the host’s own space',
      `app.get('spy', { route: 'admin/all', handler });`,
      "function 'spy': The specified route conflicts with one or more built in routes: 'admin/all' starts with a reserved word",
    ],
    [
      'a name that stands in for a reserved route',
      `app.get('runtimeInfo', { handler });`,
      "function 'runtimeInfo': The specified route conflicts with one or more built in routes: 'runtimeInfo' starts with a reserved word",
    ],
    [
      'a leading slash',
      `app.get('spy', { route: '/all', handler });`,
      "function 'spy': the route '/all' must not start with a slash",
    ],
    [
      'an unreadable template',
      `app.get('spy', { route: 'a/{*rest}/b', handler });`,
      "function 'spy': the route template 'a/{*rest}/b' is invalid: a catch-all parameter must be the last segment",
    ],
    [
      'an unknown constraint',
      `app.get('spy', { route: 'a/{n:magic}', handler });`,
      "function 'spy': the route template 'a/{n:magic}' is invalid: the constraint 'magic' is unknown",
    ],
    [
      'two functions for one route and method',
      `app.get('one', { route: 'owl/{id}', handler }); app.http('two', { route: 'Owl/{id}', methods: ['POST', 'GET'], handler });`,
      "function 'two': the route 'Owl/{id}' conflicts with the route of function 'one'; change it or its methods",
    ],
    [
      'two functions of one name',
      `app.get('one', { route: 'a', handler }); app.get('One', { route: 'b', handler });`,
      "function 'One': another function has the same name; names differ by more than case",
    ],
    [
      'a name with other characters',
      `app.get('one two', { route: 'a', handler });`,
      "function 'one two': the name must start with a letter and have at most 128 letters, digits, hyphens and underscores",
    ],
    [
      'a missing handler',
      `app.http('one', { route: 'a' });`,
      "function 'one': has no handler; give it a function as 'handler'",
    ],
    [
      'a method that is none',
      `app.http('one', { methods: ['FETCH'], handler });`,
      "function 'one': 'FETCH' is no HTTP method",
    ],
    [
      'a trigger that is not served',
      `app.storageBlob('one', { path: 'a/b', connection: 'AzureWebJobsStorage', handler });`,
      "function 'one': this host serves no 'blobTrigger' (HTTP, timer, storage queue and Event Grid only); use Core Tools",
    ],
    [
      'an output that is not served',
      `app.get('one', { extraOutputs: [output.storageBlob({ path: 'a/b', connection: 'C' })], handler });`,
      "function 'one': this host serves no 'blob' binding (direction out); use Core Tools",
    ],
    [
      'an invalid schedule',
      `app.timer('one', { schedule: '0 0 25 * * *', handler });`,
      "function 'one': the schedule '0 0 25 * * *' is no NCRONTAB expression: hour '25' must be between 0 and 23",
    ],
    [
      'a TimeSpan',
      `app.timer('one', { schedule: '00:05:00', handler });`,
      "function 'one': the schedule '00:05:00' is a TimeSpan, which only dedicated plans accept; write it as NCRONTAB",
    ],
    [
      'a schedule setting that is missing',
      `app.timer('one', { schedule: '%SCAN_SCHEDULE%', handler });`,
      "function 'one': 'schedule' needs the app setting 'SCAN_SCHEDULE'; set it to an NCRONTAB expression",
    ],
    [
      'an impossible retry policy',
      `app.timer('one', { schedule: '0 0 2 * * *', retry: { strategy: 'exponentialBackoff', maxRetryCount: 1, minimumInterval: 9000, maximumInterval: 1000 }, handler });`,
      "function 'one': 'retry.minimumInterval' must not exceed 'retry.maximumInterval'",
    ],
    [
      'a queue without a name',
      `app.storageQueue('one', { connection: 'AzureWebJobsStorage', handler });`,
      "function 'one': needs a 'queueName'",
    ],
    [
      'a queue name that Storage refuses',
      `app.storageQueue('one', { queueName: 'Big_Owls', connection: 'AzureWebJobsStorage', handler });`,
      "function 'one': 'Big_Owls' is no queue name: 3 to 63 lower-case letters, digits and single hyphens, none at the ends",
    ],
    [
      'a connection setting that is missing',
      `app.storageQueue('one', { queueName: 'owls', connection: 'OwlPost', handler });`,
      "function 'one': the app setting 'OwlPost' is missing; set it to a storage connection string",
    ],
    [
      'an output whose connection setting is missing',
      `app.get('one', { extraOutputs: [output.storageQueue({ name: 'out', queueName: 'owls', connection: 'OwlPost' })], handler });`,
      "function 'one': output 'out': the app setting 'OwlPost' is missing; set it to a storage connection string",
    ],
  ])('refuse %s', async (_, statements, problem) => {
    expect(await startError(statements, withStorage)).toBe(
      `The Functions host found a problem:\n  ${problem}`,
    );
  });

  it('need the host’s storage for timers', async () => {
    expect(await startError(`app.timer('one', { schedule: '0 0 2 * * *', handler });`)).toBe(
      "The Functions host found a problem:\n  app settings: the app setting 'AzureWebJobsStorage' is missing; set it to a storage connection string (function 'one' needs it)",
    );
  });

  it('carry a code and each problem with its place', async () => {
    const source = `import { app } from '@azure/functions'; app.get('spy', { route: 'admin', handler: () => ({}) });`;
    const error = await startFixtureHost(source).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FunctionsHostError);
    expect(error).toMatchObject({ code: 'InvalidApp', problems: [{ where: "function 'spy'" }] });
  });

  it('list every problem at once', async () => {
    const message = await startError(
      `app.timer('one', { schedule: 'x', handler }); app.get('two', { route: 'admin', handler });`,
      withStorage,
    );
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toMatch(/^The Functions host found 2 problems:/);
  });

  it('refuse an app that registers nothing', async () => {
    expect(await startError('')).toMatch(/cannot be loaded: it registered no function/);
  });

  it('refuse an app that throws while it loads, and give the settings back', async () => {
    const options = { settings: { WAND: 'holly' } };
    expect(await startError(`throw new Error('no ' + process.env.WAND);`, options)).toMatch(
      /cannot be loaded: no holly$/,
    );
    expect(process.env['WAND']).toBeUndefined();
  });

  it('refuse a host.json by the setting that is wrong', async () => {
    const hostJson = { version: '1.0', extensions: { queues: { batchSize: 33, maxPollingInterval: '2s' } } };
    const message = await startError(`app.get('one', { handler });`, { hostJson });
    expect(message.split('\n').slice(1)).toEqual([
      '  host.json version: must be "2.0", the only version that host v4 accepts',
      '  host.json extensions.queues.maxPollingInterval: \'2s\' must be a time span such as "00:00:02" (hh:mm:ss)',
      '  host.json extensions.queues.batchSize: Too big: expected number to be <=32',
    ]);
  });

  it('refuse a host.json that is not there', async () => {
    const message = await startError(`app.get('one', { handler });`, { hostJson: '/nowhere/host.json' });
    expect(message).toMatch(/\/nowhere\/host\.json: cannot be read as JSON: ENOENT/);
  });

  it('refuse a port that is in use', async () => {
    const host = await startFixtureHost(
      `import { app } from '@azure/functions'; app.get('one', () => ({}));`,
    );
    try {
      const port = Number(new URL(host.url).port);
      expect(await startError(`app.get('two', { handler });`, { port })).toBe(
        `The Functions host cannot listen on port ${port}: it is in use. Stop what uses it, or choose another.`,
      );
    } finally {
      await host.close();
    }
  });
});
