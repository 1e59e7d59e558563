import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  isRestError,
} from '@azure/core-rest-pipeline';
import { ArmRequestError } from './arm-request-error';
import { asArmRequestError } from './as-arm-request-error';
import { type AzureConnection, armClientOptions } from './azure-connection';
import type { JsonObject, JsonValue } from './json';

export interface ArmRestOptions {
  /** E.g. `2024-05-01`. */
  readonly apiVersion: string;
  /** Further query parameters, names as ARM writes them (`$filter`). */
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Resource Manager as plain JSON, for what typed clients drop or do not offer. */
export interface ArmRestClient {
  /** GET of an id or path; undefined when it does not exist (404). Throws ArmRequestError. */
  get(path: string, options: ArmRestOptions): Promise<JsonObject | undefined>;
  /** GET of a list, followed along `nextLink`. Throws ArmRequestError, also for a list that does not exist. */
  list(path: string, options: ArmRestOptions): AsyncIterable<JsonObject>;
  /** POST; undefined for an answer without a body. Throws ArmRequestError. */
  post(
    path: string,
    options: ArmRestOptions & { readonly body?: JsonObject },
  ): Promise<JsonObject | undefined>;
  /** POST of a list that is continued by `nextLink` (GET) or by posting again to it. Throws ArmRequestError. */
  listByPost(path: string, options: ArmRestOptions): AsyncIterable<JsonObject>;
}

/** A server that links a page to itself would keep a scan busy for ever. */
const mostPages = 10_000;

/**
 * A raw Resource Manager client with the service's identity, retries (`Retry-After` on 429 and 503, back-off on 5xx)
 * and timeouts.
 *
 * @throws AzureConnectionError when the endpoint cannot be used safely
 */
export function createArmRestClient(connection: AzureConnection): ArmRestClient {
  const options = armClientOptions(connection);
  const pipeline = createPipelineFromOptions({
    userAgentOptions: options.userAgentOptions,
    retryOptions: options.retryOptions,
  });
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({ credential: connection.credential, scopes: options.credentialScopes }),
  );
  for (const { policy, position } of options.additionalPolicies)
    pipeline.addPolicy(policy, position === 'perRetry' ? { afterPhase: 'Sign' } : {});
  const http = createDefaultHttpClient();

  const send = async (
    method: 'GET' | 'POST',
    url: URL,
    signal: AbortSignal | undefined,
    body?: JsonObject,
  ): Promise<JsonObject | undefined> => {
    const request = createPipelineRequest({
      url: url.href,
      method,
      headers: createHttpHeaders({
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    const response = await pipeline.sendRequest(http, request).catch((error: unknown) => {
      if (isRestError(error) && error.response !== undefined) return error.response;
      throw asArmRequestError(error, url.pathname);
    });
    const parsed = parse(response.bodyAsText);
    if (response.status >= 200 && response.status < 300) {
      if (parsed === undefined && (response.bodyAsText ?? '') !== '')
        throw new ArmRequestError(
          'InvalidResponse',
          url.pathname,
          response.status,
          'The answer is not a JSON object.',
        );
      return parsed;
    }
    const { code, message } = errorOf(parsed, response.status);
    throw new ArmRequestError(code, url.pathname, response.status, message);
  };

  async function* pages(
    method: 'GET' | 'POST',
    path: string,
    { signal, ...rest }: ArmRestOptions,
  ): AsyncGenerator<JsonObject> {
    let url: URL | undefined = urlOf(options.endpoint, path, rest);
    let verb = method;
    for (let page = 0; url !== undefined; page++) {
      if (page === mostPages)
        throw new ArmRequestError(
          'InvalidResponse',
          path,
          200,
          `The list has more than ${mostPages} pages: its links go round in a circle.`,
        );
      const answer: JsonObject | undefined = await send(verb, url, signal);
      const values = answer?.['value'];
      for (const value of Array.isArray(values) ? values : []) if (isObject(value)) yield value;
      const next: JsonValue | undefined = answer?.['nextLink'] ?? answer?.['@odata.nextLink'];
      url = typeof next === 'string' && next !== '' ? nextUrl(options.endpoint, next, path) : undefined;
      verb = 'GET';
    }
  }

  return {
    async get(path, { signal, ...rest }) {
      try {
        return await send('GET', urlOf(options.endpoint, path, rest), signal);
      } catch (error) {
        if (error instanceof ArmRequestError && error.status === 404) return undefined;
        throw error;
      }
    },
    list: (path, rest) => pages('GET', path, rest),
    post: (path, { signal, body, ...rest }) =>
      send('POST', urlOf(options.endpoint, path, rest), signal, body),
    listByPost: (path, rest) => pages('POST', path, rest),
  };
}

function urlOf(endpoint: string, path: string, options: Omit<ArmRestOptions, 'signal'>): URL {
  const segments = path.split('/').filter((segment) => segment !== '');
  // Ids hold spaces, and names with '#' or '?' would otherwise end the path.
  const url = new URL(`${endpoint}/${segments.map(encodeSegment).join('/')}`);
  for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
  url.searchParams.set('api-version', options.apiVersion);
  // URLSearchParams writes blanks as '+', which ARM reads as a plus sign.
  url.search = url.search.replaceAll('+', '%20');
  return url;
}

const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(/%40|%24|%2C/g, decodeURIComponent);

/** A link that leads to another host would carry our token there. */
function nextUrl(endpoint: string, link: string, path: string): URL {
  const url = new URL(link, `${endpoint}/`);
  const home = new URL(endpoint);
  if (url.host !== home.host && !url.hostname.endsWith(`.${home.hostname}`))
    throw new ArmRequestError(
      'InvalidResponse',
      path,
      200,
      `The list continues on another host, ${url.host}.`,
    );
  url.protocol = home.protocol;
  return url;
}

function parse(text: string | null | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function errorOf(body: JsonObject | undefined, status: number): { code: string; message: string } {
  const error = body?.['error'];
  const { code, message } = isObject(error) ? error : {};
  return {
    code: typeof code === 'string' && code !== '' ? code : `Http${status}`,
    message: typeof message === 'string' ? message : `Resource Manager answered with status ${status}.`,
  };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
