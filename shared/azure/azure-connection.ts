import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { AzureConnectionError } from './azure-connection-error';
import { isLoopback } from './is-loopback';

/** Where Azure Resource Manager is and who asks. */
export interface AzureConnection {
  /** E.g. `https://management.azure.com`; plain `http://` for a loopback address only. */
  readonly armEndpoint: string;
  readonly credential: TokenCredential;
  /** Tries after the first one; 5 when absent. */
  readonly maxRetries?: number;
}

/** The options that every Azure client of the service shares, in the form the SDK takes them. */
export interface ArmClientOptions {
  endpoint: string;
  credentialScopes: string[];
  credentials: { scopes: string[] };
  userAgentOptions: { userAgentPrefix: string };
  retryOptions: { maxRetries: number; maxRetryDelayInMs: number };
  additionalPolicies: { policy: PipelinePolicy; position: 'perCall' | 'perRetry' }[];
}

export const userAgent = 'plimsoll/0.1';
const requestTimeoutMs = 60_000;
const defaultRetries = 5;
const longestRetryDelayMs = 30_000;
const publicCloudScope = 'https://management.azure.com/.default';

/** Without it the SDK waits for an answer without end, and a lost packet costs a whole invocation. */
const timeoutPolicy: PipelinePolicy = {
  name: 'plimsollTimeout',
  sendRequest: (request, next) => {
    if (request.timeout === 0) request.timeout = requestTimeoutMs;
    return next(request);
  },
};

/**
 * The SDK's token policy refuses every http URL, flag or no flag. So clients are told https, and this last step before
 * the wire turns loopback requests into http; the forwarded header lets the server write links that clients accept.
 */
const loopbackHttpPolicy: PipelinePolicy = {
  name: 'plimsollLoopbackHttp',
  sendRequest: (request, next) => {
    const { url } = request;
    if (!isLoopback(url)) return next(request);
    request.url = url.replace(/^https:/i, 'http:');
    request.allowInsecureConnection = true;
    request.headers.set('x-forwarded-proto', 'https');
    // Pollers resolve relative links against the request's address: it has to be https again by then.
    return next(request).finally(() => {
      request.url = url;
    });
  },
};

/**
 * Endpoint, token audience, user agent, retries and timeouts for a client of Azure Resource Manager. Retries follow
 * `Retry-After` on 429 and 503 and back off exponentially on 408 and 5xx (the SDK's own policies).
 *
 * @throws AzureConnectionError `InsecureEndpoint` for plain http to another machine
 */
export function armClientOptions(connection: AzureConnection): ArmClientOptions {
  const { armEndpoint } = connection;
  const plain = /^http:/i.test(armEndpoint);
  if (plain && !isLoopback(armEndpoint))
    throw new AzureConnectionError(
      'InsecureEndpoint',
      armEndpoint,
      `${armEndpoint} would carry tokens unencrypted. Use https; plain http is for loopback addresses.`,
    );
  const endpoint = armEndpoint.replace(/\/+$/, '').replace(/^http:/i, 'https:');
  // A loopback address is no audience that Microsoft Entra ID knows.
  const scopes = [isLoopback(endpoint) ? publicCloudScope : `${endpoint}/.default`];
  return {
    endpoint,
    credentialScopes: scopes,
    credentials: { scopes },
    userAgentOptions: { userAgentPrefix: userAgent },
    retryOptions: {
      maxRetries: connection.maxRetries ?? defaultRetries,
      maxRetryDelayInMs: longestRetryDelayMs,
    },
    additionalPolicies: [
      { policy: timeoutPolicy, position: 'perCall' },
      ...(plain ? [{ policy: loopbackHttpPolicy, position: 'perRetry' as const }] : []),
    ],
  };
}
