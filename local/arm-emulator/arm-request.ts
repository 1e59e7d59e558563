import type { IncomingMessage } from 'node:http';
import { isDeeperThan, isJsonObject, type JsonObject, limits } from '../../shared/policy/index';
import { ArmError } from './arm-error';

/** A request, with the tolerance that the SDK clients need: slashes collapsed, names and values decoded. */
export interface ArmRequest {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly apiVersion: string;
  readonly headers: IncomingMessage['headers'];
  /** Undefined when the request has no body. */
  readonly body: JsonObject | undefined;
  /** A link back to this server. */
  link(path: string, query: Readonly<Record<string, string>>): string;
}

/** Azure Resource Manager's own limit on a request body. */
const largestBodyBytes = 4 * 1024 * 1024;
const apiVersionPattern = /^\d{4}-\d{2}-\d{2}(-[a-z]+)*$/i;

/** Reads a request to its end. Throws ArmError for what ARM refuses before it looks at the path. */
export async function readArmRequest(message: IncomingMessage): Promise<ArmRequest> {
  const [rawPath = '', rawQuery = ''] = (message.url ?? '/').split(/\?(.*)/s, 2);
  const query = new URLSearchParams(rawQuery);
  const text = await readBody(message);
  checkToken(message);
  const apiVersion = checkApiVersion(query);
  return {
    method: message.method ?? 'GET',
    segments: rawPath
      .split('/')
      .filter((segment) => segment !== '')
      .map(decode),
    query,
    apiVersion,
    headers: message.headers,
    body: text === '' ? undefined : parseBody(text),
    link: (path, parameters) => linkFrom(message, path, { 'api-version': apiVersion, ...parameters }),
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBodyBytes) chunks.push(chunk);
  }
  if (size > largestBodyBytes)
    throw new ArmError(
      413,
      'RequestContentTooLarge',
      `The request has ${size} bytes; at most ${largestBodyBytes} are taken.`,
    );
  return Buffer.concat(chunks).toString('utf8');
}

function checkToken(message: IncomingMessage): void {
  if (/^Bearer\s+\S+/i.test(message.headers.authorization ?? '')) return;
  throw new ArmError(
    401,
    'AuthenticationFailed',
    "Authentication failed. The 'Authorization' header is missing.",
    {
      headers: {
        'www-authenticate':
          'Bearer authorization_uri="https://login.microsoftonline.com/organizations", error="invalid_token", error_description="The authentication failed because of missing \'Authorization\' header."',
      },
    },
  );
}

function checkApiVersion(query: URLSearchParams): string {
  const version = query.get('api-version') ?? '';
  if (version === '')
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (!apiVersionPattern.test(version))
    throw new ArmError(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);
  return version;
}

function parseBody(text: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ArmError(400, 'InvalidRequestContent', 'The request content was invalid: it is not JSON.');
  }
  if (isDeeperThan(body, limits.depth))
    throw new ArmError(
      400,
      'InvalidRequestContent',
      `The request content was invalid: it is nested deeper than ${limits.depth} levels.`,
    );
  if (!isJsonObject(body))
    throw new ArmError(
      400,
      'InvalidRequestContent',
      'The request content was invalid: it must be a JSON object.',
    );
  return body;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Clients refuse a link whose scheme differs from their endpoint's, and behind a proxy only the proxy knows that
 * scheme. So a link is absolute when the scheme is told, and relative, which every client takes, when it is not.
 */
function linkFrom(
  message: IncomingMessage,
  path: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const search = new URLSearchParams(parameters).toString().replaceAll('+', '%20');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const protocol = header(message, 'x-forwarded-proto');
  const host = header(message, 'x-forwarded-host') ?? message.headers.host;
  return `${protocol === undefined || host === undefined ? '' : `${protocol}://${host}`}${encoded}?${search}`;
}

function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
