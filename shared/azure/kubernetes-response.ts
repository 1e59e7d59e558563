import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { KubernetesRequestError } from './kubernetes-request-error';

/** Without a byte for this long a connection is taken for dead. Watches send a bookmark each minute. */
const silenceMs = 90_000;
/** A page of 500 objects stays far below; more than this is a server that does not page. */
const largestResponseBytes = 256 * 1024 * 1024;
/** One object; etcd takes 1.5 MiB by default. */
const largestLine = 32 * 1024 * 1024;

/**
 * Sends a request and waits for the head of its answer, whatever its status.
 *
 * @param path names the request in errors
 * @throws KubernetesRequestError `ConnectionFailed`
 */
export function openResponse(
  url: URL,
  settings: https.RequestOptions,
  path: string,
  { body, signal }: { readonly body?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? http : https).request(
      url,
      { ...settings, timeout: silenceMs, ...(signal === undefined ? {} : { signal }) },
      resolve,
    );
    request.on('timeout', () => request.destroy(new Error(`No answer within ${silenceMs / 1000} s.`)));
    request.on('error', (error) => reject(asRequestError(error, path)));
    request.end(body);
  });
}

/** The whole text of an answer. @throws KubernetesRequestError `ConnectionFailed`, `ResponseTooLarge` */
export async function readText(response: IncomingMessage, path: string): Promise<string> {
  const body: Readable = response.headers['content-encoding'] === 'gzip' ? decompressed(response) : response;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestResponseBytes)
        throw tooLarge(path, response, `The answer has more than ${largestResponseBytes} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    response.destroy();
    throw asRequestError(error, path);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A broken connection ends the text, too: that is told by the reading of it. */
const decompressed = (response: IncomingMessage): Readable =>
  pipeline(response, createGunzip(), () => undefined);

/**
 * The lines of an answer as they arrive, each parsed from JSON.
 *
 * @throws KubernetesRequestError `ConnectionFailed`, `ResponseTooLarge` for a line without end, `InvalidResponse`
 */
export async function* readLines(response: IncomingMessage, path: string): AsyncGenerator<unknown> {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const [end = '', ...lines] = decoder.write(chunk).split('\n');
      begun.push(end);
      length += end.length;
      if (length > largestLine)
        throw tooLarge(path, response, `A line has more than ${largestLine} characters.`);
      for (const next of lines) {
        yield* parseLine(begun.join(''), path);
        begun = [next];
        length = next.length;
      }
    }
    yield* parseLine(begun.join(''), path);
  } catch (error) {
    throw asRequestError(error, path);
  } finally {
    response.destroy();
  }
}

function parseLine(line: string, path: string): unknown[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line)];
  } catch {
    throw new KubernetesRequestError('InvalidResponse', path, 200, 'A line of the answer is not JSON.');
  }
}

const tooLarge = (path: string, response: IncomingMessage, text: string): KubernetesRequestError =>
  new KubernetesRequestError('ResponseTooLarge', path, response.statusCode, text);

const asRequestError = (error: unknown, path: string): KubernetesRequestError =>
  error instanceof KubernetesRequestError
    ? error
    : new KubernetesRequestError('ConnectionFailed', path, undefined, (error as Error).message);
