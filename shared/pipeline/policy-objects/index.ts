export {
  createCosmosPolicyObjectStore,
  PolicyObjectsChangedError,
  policyObjectsPartitionKey,
} from './cosmos-policy-object-store';
export { createMemoryPolicyObjectStore } from './memory-policy-object-store';
export {
  contentHash,
  type PolicyObjectStore,
  type PolicyObjects,
  policyObjectsVersion,
} from './policy-objects';
