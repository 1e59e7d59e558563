import { CosmosClient } from '@azure/cosmos';
import type { TokenCredential } from '@azure/identity';
import { userAgent } from './azure-connection';
import { AzureConnectionError } from './azure-connection-error';
import { isLoopback } from './is-loopback';

export interface CosmosConnection {
  /** The account endpoint; plain `http://` for a loopback address only. */
  readonly cosmosEndpoint: string;
  /** The key of an emulator. In Azure, leave it out: the credential is used. */
  readonly cosmosKey?: string;
  readonly credential?: TokenCredential;
}

/**
 * A client for the Azure Cosmos DB account that holds the states. It signs in with a managed identity, or with the key
 * of a local emulator; throttled calls (429) are repeated as the account asks.
 *
 * @throws AzureConnectionError `InsecureEndpoint` or `MissingCredential`
 */
export function createCosmosClient(connection: CosmosConnection): CosmosClient {
  const { cosmosEndpoint: endpoint, cosmosKey: key, credential } = connection;
  const local = isLoopback(endpoint);
  if (/^http:/i.test(endpoint) && !local)
    throw new AzureConnectionError(
      'InsecureEndpoint',
      endpoint,
      `${endpoint} would carry keys unencrypted. Use https; plain http is for loopback addresses.`,
    );
  const connectionPolicy = {
    // Emulators name themselves by addresses that need not be reachable from here.
    enableEndpointDiscovery: !local,
    requestTimeout: 30_000,
    retryOptions: {
      maxRetryAttemptCount: 9,
      fixedRetryIntervalInMilliseconds: 0,
      maxWaitTimeInSeconds: 30,
    },
  };
  if (key !== undefined)
    return new CosmosClient({ endpoint, key, connectionPolicy, userAgentSuffix: userAgent });
  if (credential === undefined)
    throw new AzureConnectionError(
      'MissingCredential',
      endpoint,
      `Give a credential for ${endpoint}, or the key of a local emulator.`,
    );
  return new CosmosClient({
    endpoint,
    aadCredentials: credential,
    connectionPolicy,
    userAgentSuffix: userAgent,
  });
}
