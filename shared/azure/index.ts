export { ArmRequestError } from './arm-request-error';
export { asArmRequestError } from './as-arm-request-error';
export type { AzureConnection } from './azure-connection';
export { AzureConnectionError } from './azure-connection-error';
export { type ArmRestClient, type ArmRestOptions, createArmRestClient } from './create-arm-rest-client';
export { createContainerServiceClient } from './create-container-service-client';
export { type CosmosConnection, createCosmosClient } from './create-cosmos-client';
export { type CredentialOptions, createCredential } from './create-credential';
export {
  createKubernetesRequester,
  type KubernetesRequester,
  type KubernetesRequesterOptions,
  type KubernetesWrite,
} from './create-kubernetes-requester';
export { createPolicyClient } from './create-policy-client';
export { type FetchedText, type FetchGuard, fetchGuardedText } from './fetch-guarded-text';
export { GuardedFetchError } from './guarded-fetch-error';
export { isLoopback } from './is-loopback';
export type { JsonObject, JsonValue } from './json';
export { kubeconfigContexts, kubernetesConnection } from './kubernetes-connection';
export { KubernetesRequestError } from './kubernetes-request-error';
