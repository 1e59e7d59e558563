import {
  type FunctionCallback,
  type FunctionMetadata,
  type HookCallback,
  type HookName,
  hookNames,
  type ProgrammingModel,
} from './core-types';

/** What one app registers while it loads, and the hooks it keeps. */
export interface AppRegistry {
  readonly functions: { readonly metadata: FunctionMetadata; readonly callback: FunctionCallback }[];
  readonly hooks: ReadonlyMap<HookName, HookCallback[]>;
  /** Shared by the app-level hooks, as the worker shares it. */
  readonly appHookData: Record<string, unknown>;
  programmingModel: ProgrammingModel | undefined;
  /** Set once the app has started: functions can no longer be registered. */
  locked: boolean;
  systemLog(level: string, message: string): void;
}

export function createAppRegistry(systemLog: AppRegistry['systemLog']): AppRegistry {
  return {
    functions: [],
    hooks: new Map(hookNames.map((name) => [name, []])),
    appHookData: {},
    programmingModel: undefined,
    locked: false,
    systemLog,
  };
}

/** Runs the hooks of one name in the order of their registration; each may change the context for the next. */
export async function runHooks(
  registry: AppRegistry,
  name: HookName,
  context: Record<string, unknown>,
): Promise<void> {
  for (const hook of [...(registry.hooks.get(name) ?? [])]) await hook(context);
}
