export { allowedEffects, interchangeableEffects } from './allowed-effects';
export type { ArmId, ScopeKind } from './arm-id';
export { armIdKey, managementGroupId, normaliseArmId, parseArmId } from './arm-id';
export type { ArmResource } from './arm-resource';
export type { BoundParameters } from './bind-parameters';
export { bindParameters } from './bind-parameters';
export { canonicalJson, contentHash } from './canonical-json';
export type { CheckContext } from './check-assignment';
export { checkAssignment } from './check-assignment';
export { checkDefinition, checkSetDefinition } from './check-definition';
export { checkExemption } from './check-exemption';
export type { PolicyChange } from './diff-snapshots';
export { diffSnapshots } from './diff-snapshots';
export type { Effect } from './effect';
export { effectNames, parseEffect } from './effect';
export type { EvaluateExpression } from './evaluate-expression';
export { isDeeperThan } from './is-deeper-than';
export type { JsonObject, JsonValue } from './json';
export { isJsonObject } from './json';
export { limits } from './limits';
export { normaliseLocation } from './location';
export { isKubernetesMode, parseMode } from './mode';
export { modeCovers } from './mode-covers';
export type { ParameterDeclaration, ParameterDeclarations, ParameterType } from './parameter-declaration';
export { readDeclarations } from './parameter-declaration';
export { listDisabled, policiesInForce, policiesOfAssignment } from './policies-in-force';
export type {
  AssignmentOverride,
  EnforcementMode,
  NonComplianceMessage,
  PolicyAssignment,
} from './policy-assignment';
export { parsePolicyAssignment } from './policy-assignment';
export type { PolicyDefinition } from './policy-definition';
export { parsePolicyDefinition } from './policy-definition';
export type { PolicyExemption } from './policy-exemption';
export { isExemptionValid, parsePolicyExemption } from './policy-exemption';
export type { PolicyInForce } from './policy-in-force';
export type {
  PolicyDefinitionGroup,
  PolicyDefinitionReference,
  PolicySetDefinition,
} from './policy-set-definition';
export { parsePolicySetDefinition } from './policy-set-definition';
export type { PolicyObjects, PolicySnapshot, SnapshotProblem } from './policy-snapshot';
export { buildPolicySnapshot, definitionVersions, setDefinitionVersions } from './policy-snapshot';
export type { Parsed, PolicyProblem, PolicyProblemCode } from './problem';
export { isClusterType } from './resource-types';
export { scopeCovers } from './scope';
export type { ScopeTree, SubscriptionPlace } from './scope-tree';
export { managementGroupsOf } from './scope-tree';
