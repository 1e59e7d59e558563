export { type CompileOptions, compile, type RegoSource, type SuppliedBuiltin } from './compile';
export type { CompiledRego, EvaluateOptions, Evaluation, ExactEvaluation, QueryRow } from './compiled-rego';
export {
  type BudgetLimit,
  RegoBudgetError,
  type RegoCompileCode,
  RegoCompileError,
  type RegoCompileProblem,
  type RegoEvaluationCode,
  RegoEvaluationError,
  type SourcePosition,
} from './errors';
export { parseRegoValue } from './parse-rego-value';
export { objectOf } from './runtime/build';
export type { Budget } from './runtime/session';
export { valueToJsonText } from './values/json-text';
export { parseExactJson } from './values/parse-json';
export { valueToRegoText } from './values/rego-text';
export { toJson } from './values/to-json';
export { compareValues, equal, isRegoSet, type JsonValue, type RegoValue, setOf } from './values/value';
