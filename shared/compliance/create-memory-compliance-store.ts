import type { ComplianceStore } from './compliance-store';
import { createComplianceStore } from './create-compliance-store';
import { createMemoryDocumentStore } from './memory-document-store';

/** A compliance store in the memory of the process. */
export function createMemoryComplianceStore(): ComplianceStore {
  return createComplianceStore(createMemoryDocumentStore());
}
