import type { LogEntry } from '../log';
import { type FunctionsHost, type FunctionsHostOptions, startFunctionsHost } from '../start-functions-host';
import { buildFixtureApp } from './build-fixture-app';

export interface FixtureHost extends FunctionsHost {
  /** Everything logged so far. */
  readonly entries: readonly LogEntry[];
}

/** host.json of the fixtures: quick polls, everything else by default. */
export const fixtureHostJson = {
  version: '2.0',
  extensions: { http: { routePrefix: '' }, queues: { maxPollingInterval: '00:00:00.200' } },
};

/** Bundles and runs an app given as source text; `close` removes the bundle as well. */
export async function startFixtureHost(
  source: string,
  options: Partial<FunctionsHostOptions> = {},
): Promise<FixtureHost> {
  const app = await buildFixtureApp(source);
  const entries: LogEntry[] = [];
  try {
    const host = await startFunctionsHost({
      entry: app.entry,
      hostJson: fixtureHostJson,
      settings: {},
      log: (entry) => entries.push(entry),
      ...options,
    });
    return {
      ...host,
      entries,
      close: async (grace) => {
        await host.close(grace);
        await app.remove();
      },
    };
  } catch (error) {
    await app.remove();
    throw error;
  }
}
