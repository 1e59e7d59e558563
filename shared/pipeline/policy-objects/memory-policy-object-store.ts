import type { PolicyObjects } from '../../policy';
import { type PolicyObjectStore, policyObjectsVersion } from './policy-objects';

/** Policy objects kept in this process: for tests and tools. */
export function createMemoryPolicyObjectStore(): PolicyObjectStore {
  let current: { version: string; objects: PolicyObjects } | undefined;
  return {
    version: async () => current?.version,
    load: async () => current,
    async save(objects) {
      const version = policyObjectsVersion(objects);
      current = { version, objects };
      return version;
    },
  };
}
