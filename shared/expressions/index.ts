export { booleanArgument, textArgument } from './arguments';
export { checkArity } from './check-arity';
export { classifyText } from './classify-text';
export { deepEqual } from './compare-values';
export { type CompiledExpression, compileExpression } from './compile-expression';
export { LAMBDA_FUNCTION_NAMES } from './compile-lambda';
export { compileTemplate } from './compile-template';
export { createDeploymentFunctions, type DeploymentScope } from './deployment-functions';
export {
  ExpressionFailure,
  type ExpressionFailureCode,
  type ExpressionSyntaxCode,
  ExpressionSyntaxError,
  isExhausted,
} from './errors';
export {
  type ExpressionScope,
  evaluateExpression,
  evaluateTemplate,
  HOST_FUNCTION_NAMES,
  type HostFunction,
} from './evaluate-expression';
export type { CallResolver, CompileContext, Evaluator, ExpressionRun } from './evaluator';
export { foldKey, foldText } from './fold-text';
export type { FunctionDefinition, FunctionGroup, PolicyUse } from './function-definition';
export { FUNCTION_TABLE } from './function-table';
export {
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonTypeName,
  type JsonValue,
  jsonTypeName,
} from './json-value';
export { DEFAULT_STEPS, MAX_NODES, MAX_TEXT_LENGTH, MAX_VALUE_DEPTH } from './limits';
export { compileContains, hasKey, scalarText } from './loose-containment';
export { compileEquality, looseOrder } from './loose-equality';
export { readKey, readProperty } from './read-property';
export { AZURE_EXPRESSION_SEMANTICS, type ExpressionSemantics } from './semantics';
export { createSpend, type ExpressionBudget, type Spend, spendThrough } from './steps';
export type { CallNode, ExpressionNode } from './syntax-tree';
