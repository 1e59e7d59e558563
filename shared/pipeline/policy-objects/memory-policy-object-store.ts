import type { PolicyObjects } from '../../policy';
import { type PolicyObjectStore, policyObjectsVersion } from './policy-objects';

/** Policy objects kept in this process: for tests and tools. */
export function createMemoryPolicyObjectStore(): PolicyObjectStore {
  let current: { version: string; objects: PolicyObjects; readAt: string } | undefined;
  return {
    version: async () => current?.version,
    load: async () => current && { version: current.version, objects: current.objects },
    async save(objects, readAt) {
      if (current === undefined || current.readAt <= readAt)
        current = { version: policyObjectsVersion(objects), objects, readAt };
      return current.version;
    },
  };
}
