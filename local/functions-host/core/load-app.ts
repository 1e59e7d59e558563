import { pathToFileURL } from 'node:url';
import { FunctionsHostError } from '../functions-host-error';
import { messageOf } from '../log';
import { type AppRegistry, createAppRegistry, runHooks } from './app-registry';
import { programmingModelOf, supplyCoreModule } from './core-module';
import type { ProgrammingModel } from './core-types';

export interface LoadedApp {
  readonly registry: AppRegistry;
  readonly model: ProgrammingModel;
  /** Runs the appTerminate hooks and takes the core module away. */
  unload(): Promise<void>;
}

let loads = 0;
/** Registrations go to the app that is loading: apps of one process load one after the other. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Loads the bundled ESM app at the absolute path `entry` through the real `@azure/functions` and runs its appStart
 * hooks. The app settings must already be in `process.env`. Each call loads a fresh copy of the bundle.
 * Throws FunctionsHostError `InvalidApp` when the app cannot be loaded or registers nothing.
 */
export function loadApp(
  entry: string,
  appDirectory: string,
  systemLog: AppRegistry['systemLog'],
): Promise<LoadedApp> {
  const loaded = queue.then(() => load(entry, appDirectory, systemLog));
  queue = loaded.catch(() => undefined);
  return loaded;
}

async function load(
  entry: string,
  appDirectory: string,
  systemLog: AppRegistry['systemLog'],
): Promise<LoadedApp> {
  const registry = createAppRegistry(systemLog);
  const release = supplyCoreModule(registry);
  try {
    loads += 1;
    await import(/* @vite-ignore */ `${pathToFileURL(entry).href}?load=${loads}`);
    const model = programmingModelOf(registry);
    if (model === undefined || registry.functions.length === 0) {
      throw new Error(
        'it registered no function (call app.http, app.timer, … of @azure/functions while it loads)',
      );
    }
    const capabilities = (await model.getCapabilities?.({})) ?? {};
    if (capabilities['HttpUri'] !== undefined) {
      throw new Error('it calls app.setup({ enableHttpStream: true }), which this host does not serve');
    }
    await runHooks(registry, 'appStart', {
      hookData: registry.appHookData,
      appHookData: registry.appHookData,
      functionAppDirectory: appDirectory,
    });
    registry.locked = true;
    return { registry, model, unload: () => unload(registry, release) };
  } catch (error) {
    release();
    throw new FunctionsHostError(
      'InvalidApp',
      `The Functions app ${entry} cannot be loaded: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

async function unload(registry: AppRegistry, release: () => void): Promise<void> {
  try {
    await runHooks(registry, 'appTerminate', {
      hookData: registry.appHookData,
      appHookData: registry.appHookData,
    });
  } finally {
    release();
  }
}
