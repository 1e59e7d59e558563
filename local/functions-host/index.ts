export { FunctionsHostError, type StartupProblem } from './functions-host-error';
export type { InvocationCounters } from './invocation/invoker';
export type { Log, LogEntry, LogLevel } from './log';
export type { ServedFunction } from './served-function';
export {
  type FunctionsHost,
  type FunctionsHostOptions,
  startFunctionsHost,
} from './start-functions-host';
