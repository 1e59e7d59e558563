export type { ArmId, ScopeKind } from './arm-id';
export { armIdKey, managementGroupId, normaliseArmId, parseArmId } from './arm-id';
export type { ArmResource } from './arm-resource';
export type { JsonObject, JsonValue } from './json';
export { isJsonObject } from './json';
export type { ScopeTree, SubscriptionPlace } from './scope-tree';
export { managementGroupsOf } from './scope-tree';
