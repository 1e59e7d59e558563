export { FunctionsHostError, type StartupProblem } from './functions-host-error';
export type { InvocationCounters } from './invocation/invoker';
export type { Log, LogEntry, LogLevel } from './log';
export {
  type FunctionsHost,
  type FunctionsHostOptions,
  type ServedFunction,
  startFunctionsHost,
} from './start-functions-host';
