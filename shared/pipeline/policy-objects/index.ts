export { createCosmosPolicyObjectStore, policyObjectsPartitionKey } from './cosmos-policy-object-store';
export { createMemoryPolicyObjectStore } from './memory-policy-object-store';
export type { PolicyObjectStore } from './policy-objects';
