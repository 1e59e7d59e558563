export {
  alwaysExcludedNamespaces,
  type BuildConstraintRequest,
  buildConstraint,
} from './constraint/build-constraint';
export { compileConstraint } from './constraint/compile-constraint';
export type { Constraint } from './constraint/constraint';
export { type ConstraintIndex, indexConstraints } from './constraint/constraint-index';
export { type ConstraintOwner, constraintName } from './constraint/constraint-name';
export type {
  EnforcementAction,
  EnforcementActions,
  EnforcementPoint,
} from './constraint/enforcement-actions';
export { matchesConstraint } from './constraint/matches-constraint';
export {
  ConstraintError,
  type ConstraintErrorCode,
  ConstraintTemplateError,
  type ConstraintTemplateErrorCode,
} from './errors';
export { ExpansionTemplateError, type GroupVersionKind } from './expansion/compile-expansion-template';
export {
  createExpander,
  type Expander,
  ExpansionError,
  expandReview,
  type ImpliedResource,
} from './expansion/create-expander';
export { type Expansions, expandedKinds, mergeExpansions } from './expansion/merge-expansions';
export { workloadTemplates } from './expansion/workload-templates';
export { createInventory, type Inventory, InventoryError } from './inventory/inventory';
export { sealInventory } from './inventory/inventory-data';
export { neededKinds } from './inventory/needed-kinds';
export type { JsonObject, JsonValue } from './json';
export type { MatchKinds, MatchOutcome } from './match/compile-match';
export { type BuildMutatorRequest, buildMutator } from './mutation/build-mutator';
export {
  createMutationSystem,
  type MutationOutcome,
  type MutationSystem,
} from './mutation/create-mutation-system';
export { type JsonPatchOperation, jsonPatch } from './mutation/json-patch';
export { MutationError } from './mutation/mutation-error';
export {
  type EvaluateReviewOptions,
  evaluateReview,
  type ReviewOutcome,
  type Violation,
} from './review/evaluate-review';
export { type Review, ReviewError, type ReviewSource, splitApiVersion } from './review/review';
export { type ReviewOptions, reviewOf } from './review/review-of';
export { reviewOfRequest } from './review/review-of-request';
export {
  type ConstraintTemplateOptions,
  compileConstraintTemplate,
} from './template/compile-constraint-template';
export type { ConstraintTemplate, SyncRequirement } from './template/constraint-template';
export type { EvaluationBudget, TemplateEngine } from './template/template-program';
