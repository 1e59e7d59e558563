import type { Database } from '@azure/cosmos';
import { COSMOS_CONTAINERS } from './cosmos-containers';

/** Creates the containers that are missing. For local runs: in Azure `infra/` makes them, and the service may not. */
export async function ensureCosmosContainers(database: Database): Promise<void> {
  const containers = Object.values(COSMOS_CONTAINERS);
  await Promise.all(
    containers.map(({ id, partitionKeyPath, defaultTtl, indexedPaths }) =>
      database.containers.createIfNotExists({
        id,
        partitionKey: { paths: [partitionKeyPath] },
        defaultTtl,
        indexingPolicy: {
          indexingMode: 'consistent',
          automatic: true,
          includedPaths: indexedPaths.map((path) => ({ path })),
          excludedPaths: [{ path: '/*' }],
        },
      }),
    ),
  );
}
