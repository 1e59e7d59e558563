import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { isDeeperThan } from '../../shared/policy';
import { badRequest, tooLarge, unsupportedMediaType } from './api-error';
import { isJsonObject, type JsonObject, type JsonValue } from './kubernetes-object';

/** The API server's own limit on a request's body, in bytes. */
const bodyLimit = 3 * 1024 * 1024;
/** The API server takes up to 10,000 levels of JSON; far fewer are what this process can write out again. */
const depthLimit = 1000;

/** The body as JSON, from JSON or YAML by its content type; undefined when there is none. */
export async function readBody(request: IncomingMessage): Promise<JsonValue | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw tooLarge(bodyLimit);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const text = Buffer.concat(chunks).toString('utf8');
  const body = parseAs(mediaType(request), text);
  if (isDeeperThan(body, depthLimit))
    throw badRequest(`exceeded max depth: the body is nested deeper than ${depthLimit} levels`);
  return body;
}

function parseAs(type: string, text: string): JsonValue {
  try {
    if (type.endsWith('yaml')) return parse(text) as JsonValue;
    if (type === '' || type.endsWith('json')) return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw badRequest(
      `the body is no ${type.endsWith('yaml') ? 'YAML' : 'JSON'}: ${(error as Error).message}`,
    );
  }
  // kubectl's `create deployment` and the like send protobuf; with a file it sends JSON.
  throw unsupportedMediaType(
    ['application/json', 'application/yaml'],
    'use a manifest: kubectl apply -f FILE',
  );
}

export async function readObjectBody(request: IncomingMessage): Promise<JsonObject> {
  const body = await readBody(request);
  if (!isJsonObject(body)) throw badRequest('the body must be one object');
  return body;
}

/** The content type without its parameters. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
