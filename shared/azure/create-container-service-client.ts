import { ContainerServiceClient } from '@azure/arm-containerservice';
import { type AzureConnection, armClientOptions } from './azure-connection';

/**
 * A client for the clusters of one subscription. Its typed results lack properties that are newer than the package:
 * what policies see is read as raw JSON instead.
 *
 * @throws AzureConnectionError when the endpoint cannot be used safely
 */
export function createContainerServiceClient(
  connection: AzureConnection,
  subscriptionId: string,
): ContainerServiceClient {
  return new ContainerServiceClient(connection.credential, subscriptionId, armClientOptions(connection));
}
