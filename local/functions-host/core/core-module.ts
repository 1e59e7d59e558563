import Module from 'node:module';
import type { AppRegistry } from './app-registry';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  ProgrammingModel,
} from './core-types';

const coreModuleName = '@azure/functions-core';
/** The host release whose behaviour is followed; `@azure/functions` only shows it. */
const hostVersion = '4.1041.0';
const workerVersion = '3.12.0';

type Require = (this: unknown, id: string) => unknown;
const modulePrototype = Module.prototype as unknown as { require: Require };

/** `@azure/functions` asks for the module once and keeps it, so one object per process hands on to the app at hand. */
let current: AppRegistry | undefined;
let lastModel: ProgrammingModel | undefined;
let installed = 0;
let original: Require | undefined;

const coreModule = {
  version: workerVersion,
  hostVersion,
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback) {
    const registry = registryFor('registerFunction');
    if (registry.locked) throw new Error('A function can only be registered during app startup.');
    const entry = { metadata, callback };
    registry.functions.push(entry);
    return { dispose: () => removeFrom(registry.functions, entry) };
  },
  registerHook(name: string, callback: HookCallback) {
    const hooks = registryFor('registerHook').hooks.get(name as HookName);
    // The library turns this very error into "needs a newer host".
    if (hooks === undefined) {
      throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), {
        isAzureFunctionsSystemError: true,
      });
    }
    hooks.push(callback);
    return { dispose: () => removeFrom(hooks, callback) };
  },
  setProgrammingModel(model: ProgrammingModel) {
    lastModel = model;
    registryFor('setProgrammingModel').programmingModel = model;
  },
  getProgrammingModel: () => current?.programmingModel ?? lastModel,
  log(level: string, _category: string, message: string) {
    current?.systemLog(level, message);
  },
};

/**
 * Answers `require('@azure/functions-core')` with this host's module, the way the Node.js worker does, and makes
 * `registry` the one that registrations go to. Returns a function that undoes both.
 */
export function supplyCoreModule(registry: AppRegistry): () => void {
  current = registry;
  installed += 1;
  if (original === undefined) {
    const before = modulePrototype.require;
    original = before;
    modulePrototype.require = function (id) {
      return id === coreModuleName ? coreModule : before.call(this, id);
    };
  }
  let released = false;
  return () => {
    if (released) return;
    released = true;
    installed -= 1;
    if (current === registry) current = undefined;
    if (installed === 0 && original !== undefined) {
      modulePrototype.require = original;
      original = undefined;
    }
  };
}

/** The model that the library set when it was first loaded: it does so once per process, not once per host. */
export function programmingModelOf(registry: AppRegistry): ProgrammingModel | undefined {
  return registry.programmingModel ?? lastModel;
}

function registryFor(operation: string): AppRegistry {
  if (current === undefined)
    throw new Error(`${operation} was called while no Functions host was loading an app.`);
  return current;
}

function removeFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
