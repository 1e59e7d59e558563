import type { CosmosClient, Database } from '@azure/cosmos';
import { createCosmosClient, createCredential } from '../azure';
import { type ComplianceStore, createCosmosComplianceStore, ensureCosmosContainers } from '../compliance';
import type { Settings } from '../settings';
import { createCosmosSyncReports, type SyncReports } from './constraint-sync';
import { countersPartitionKey, createCosmosRejections } from './cosmos-rejections';
import {
  createCosmosPolicyObjectStore,
  type PolicyObjectStore,
  policyObjectsPartitionKey,
} from './policy-objects';
import type { Rejections } from './reject';
import { createCosmosTemplateCache, type TemplateCache } from './remote-templates';

/** What the service keeps in Cosmos DB. */
export interface Stores {
  readonly compliance: ComplianceStore;
  readonly policyObjects: PolicyObjectStore;
  readonly rejections: Rejections;
  readonly templates: TemplateCache;
  readonly syncReports: SyncReports;
  readonly close: () => void;
}

/** Opens the stores of the service. In Azure their containers are there already; an emulator gets them made. */
export async function connectStores(
  settings: Pick<Settings, 'armEndpoint' | 'credential' | 'cosmosEndpoint' | 'cosmosKey' | 'cosmosDatabase'>,
): Promise<Stores> {
  const { cosmosEndpoint, cosmosKey, cosmosDatabase } = settings;
  const client = createCosmosClient(
    cosmosKey === undefined
      ? { cosmosEndpoint, credential: createCredential(settings) }
      : { cosmosEndpoint, cosmosKey },
  );
  const database = client.database(cosmosDatabase);
  if (cosmosKey !== undefined) await prepareEmulator(client, database);
  return {
    compliance: createCosmosComplianceStore({ database }),
    policyObjects: createCosmosPolicyObjectStore(database.container('policies')),
    templates: createCosmosTemplateCache(database.container('policies')),
    syncReports: createCosmosSyncReports(database.container('policies')),
    rejections: createCosmosRejections(database.container('counters')),
    close: () => client.dispose(),
  };
}

async function prepareEmulator(client: CosmosClient, database: Database): Promise<void> {
  await client.databases.createIfNotExists({ id: database.id });
  await ensureCosmosContainers(database);
  await database.containers.createIfNotExists({ id: 'policies', partitionKey: policyObjectsPartitionKey });
  await database.containers.createIfNotExists({ id: 'counters', partitionKey: countersPartitionKey });
}
