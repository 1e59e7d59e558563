export type { AliasCatalogue, ResolvedAlias } from './aliases/alias-catalogue';
export { GENERAL_ALIASES } from './aliases/general-aliases';
export { catalogueFromProviders } from './aliases/provider-catalogue';
export { RAW_PATHS } from './aliases/raw-paths';
export { type AppliedOperations, applyOperations, type OperationResult } from './apply-operations';
export type {
  ConflictEffect,
  OperationName,
  ResourceOperation,
  ResourceOperations,
} from './compile-operations';
export { type CompiledPolicyRule, type CompileRuleOptions, compilePolicyRule } from './compile-policy-rule';
export { EFFECTS, type Effect, effectOf } from './effects';
export { PolicyRuleError, type PolicyRuleErrorCode } from './errors';
export { OPERATOR_TABLE, type OperatorDefinition } from './operators/operator-table';
export {
  checkConstraint,
  type DefinitionParts,
  parseDefinition,
  parsePolicyDefinitionText,
  parsePolicyRuleText,
} from './parse-definition';
export { PolicyEvaluationError } from './policy-evaluation-error';
export { readJsonText } from './read-json-text';
export { matchesRelatedQuery, type RelatedResourceQuery } from './related-resources';
export type { EvaluatedExpression, RuleContext, RuleOutcome } from './rule-context';
export { AZURE_SEMANTICS, REGORUS_SEMANTICS, type RuleSemantics } from './semantics';
export { type Modification, type Settlement, settleConflicts } from './settle-conflicts';
