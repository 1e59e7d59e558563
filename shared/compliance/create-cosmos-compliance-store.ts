import type { Database } from '@azure/cosmos';
import type { ComplianceStore } from './compliance-store';
import { createCosmosDocumentStore } from './cosmos-document-store';
import { createComplianceStore } from './create-compliance-store';

/** A compliance store in a Cosmos DB database that has the containers of {@link import('./cosmos-containers').COSMOS_CONTAINERS}. */
export function createCosmosComplianceStore({ database }: { readonly database: Database }): ComplianceStore {
  return createComplianceStore(createCosmosDocumentStore(database));
}
