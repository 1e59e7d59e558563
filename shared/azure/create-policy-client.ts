import { PolicyClient } from '@azure/arm-policy';
import { type AzureConnection, armClientOptions } from './azure-connection';

/**
 * A client for the policy objects of one subscription.
 *
 * @param subscriptionId a GUID; the package refuses anything else before sending
 * @throws AzureConnectionError when the endpoint cannot be used safely
 */
export function createPolicyClient(connection: AzureConnection, subscriptionId: string): PolicyClient {
  return new PolicyClient(connection.credential, subscriptionId, armClientOptions(connection));
}
