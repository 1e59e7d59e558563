import { ContainerServiceClient } from '@azure/arm-containerservice';
import { PolicyClient } from '@azure/arm-policy';
import { ResourceManagementClient } from '@azure/arm-resources';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { subscription } from './test-estate';

const credential = {
  getToken: async () => ({ token: 'test', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** As little as lets an SDK client reach plain http: nothing of the service's own wiring. */
function clientOptions(url: string) {
  const policy: PipelinePolicy = {
    name: 'toHttp',
    sendRequest: async (request, next) => {
      const { url: told } = request;
      request.url = told.replace('https:', 'http:');
      request.allowInsecureConnection = true;
      // Pollers resolve relative links against the request's address, which has to be https again by then.
      return next(request).finally(() => {
        request.url = told;
      });
    },
  };
  return {
    endpoint: url.replace('http:', 'https:'),
    credentialScopes: ['https://management.azure.com/.default'],
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy, position: 'perRetry' as const }],
  };
}

/** The unchanged SDK clients against an emulator. */
export const sdkClients = (url: string) => ({
  policy: new PolicyClient(credential, subscription, clientOptions(url)),
  containers: new ContainerServiceClient(credential, subscription, clientOptions(url)),
  resources: new ResourceManagementClient(credential, subscription, clientOptions(url)),
});

/** Everything a paged list gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
