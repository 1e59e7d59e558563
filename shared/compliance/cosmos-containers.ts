import type { Collection } from './document-store';

/** A Cosmos DB container of the service, as `infra/` creates it in Azure and `ensureCosmosContainers` locally. */
export interface CosmosContainer {
  readonly id: string;
  readonly partitionKeyPath: '/partition';
  /** -1: only documents that carry a `ttl` expire. */
  readonly defaultTtl: -1;
  /** Everything else is left out of the index: writes are paid for by what they index. */
  readonly indexedPaths: readonly string[];
}

/** The containers by collection. */
export const COSMOS_CONTAINERS: { readonly [C in Collection]: CosmosContainer } = {
  resources: container('resources', ['/live/?', '/subscriptionKey/?', '/resourceGroupKey/?']),
  policyStates: container('policyStates', [
    '/live/?',
    '/subscriptionKey/?',
    '/resourceGroupKey/?',
    '/assignmentKey/?',
    '/definitionNameKey/?',
    '/setDefinitionNameKey/?',
    '/managementGroupKeys/[]/?',
    '/state/complianceState/?',
  ]),
  componentStates: container('componentStates', [
    '/live/?',
    '/sequence/?',
    '/stateId/?',
    '/subscriptionKey/?',
    '/resourceGroupKey/?',
    '/assignmentKey/?',
    '/definitionNameKey/?',
    '/setDefinitionNameKey/?',
  ]),
  components: container('components', ['/live/?', '/sequence/?']),
  history: container('history', ['/stateId/?', '/sequence/?', '/timestamp/?']),
  scans: container('scans', ['/type/?', '/completed/?']),
};

function container(id: string, indexedPaths: readonly string[]): CosmosContainer {
  return {
    id,
    partitionKeyPath: '/partition',
    defaultTtl: -1,
    indexedPaths: [...indexedPaths, '/partition/?'],
  };
}
