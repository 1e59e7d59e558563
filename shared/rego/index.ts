export { type CompileOptions, compile, type RegoSource, type SuppliedBuiltin } from './compile';
export type { CompiledRego } from './compiled-rego';
export type { DialectName } from './dialects/dialect';
export type { PrintListener } from './dialects/print-statements';
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
export type { EvaluateOptions, Evaluation, ExactEvaluation, QueryRow } from './evaluation';
export type { BodyExplanation, Explanation } from './explain';
export { parseRegoValue } from './parse-rego-value';
export { prepareData } from './prepared-data';
export { objectOf } from './runtime/build';
export type { Budget } from './runtime/session';
export { valueToJsonText } from './values/json-text';
export { parseExactJson } from './values/parse-json';
export { valueToRegoText } from './values/rego-text';
export { toJson } from './values/to-json';
export { compareValues, equal, isRegoSet, type JsonValue, type RegoValue, setOf } from './values/value';
