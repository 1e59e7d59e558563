import type { HostFunction } from '../app/host-function';
import { type AppRegistry, runHooks } from '../core/app-registry';
import type {
  CoreInvocationContext,
  InvocationRequest,
  InvocationResponse,
  LogCategory,
  ProgrammingModel,
} from '../core/core-types';
import type { LogLevel } from '../log';

/** Takes a line that the app or the library logged during an invocation. */
export type InvocationLog = (level: LogLevel, category: LogCategory, message: string) => void;

/**
 * Runs one invocation the way the Node.js worker does: arguments through the library's own invocation model,
 * preInvocation hooks (which may replace inputs and handler), the handler, postInvocation hooks (which may replace
 * result and error), then the response. Rejects with what the function or a hook threw.
 */
export async function runInvocation(
  app: { readonly registry: AppRegistry; readonly model: ProgrammingModel },
  target: HostFunction,
  request: InvocationRequest,
  log: InvocationLog,
): Promise<InvocationResponse> {
  let invocationContext: unknown;
  const core: CoreInvocationContext = {
    invocationId: request.invocationId,
    request,
    metadata: target.metadata,
    state: undefined,
    log: (level, category, message) => {
      const entry: Record<string, unknown> = { level, category, message, invocationContext, hookData: {} };
      // Log hooks may change level and message; they run in place, as the worker's do.
      for (const hook of app.registry.hooks.get('log') ?? []) hook(entry);
      log(entry['level'] as LogLevel, category, String(entry['message']));
    },
  };
  const invocation = app.model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  invocationContext = context;

  const shared = { hookData: {}, appHookData: app.registry.appHookData, invocationContext: context };
  const before = { ...shared, inputs, functionCallback: target.callback };
  core.state = 'preInvocationHooks';
  await runHooks(app.registry, 'preInvocation', before);

  const after: { result: unknown; error: unknown } & Record<string, unknown> = {
    ...shared,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  core.state = 'invocation';
  try {
    after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('The function threw nothing.');
  }
  core.state = 'postInvocationHooks';
  await runHooks(app.registry, 'postInvocation', after);
  core.state = undefined;
  if (after.error !== null && after.error !== undefined) throw after.error;
  return invocation.getResponse(context, after.result);
}
