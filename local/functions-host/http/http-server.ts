import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FunctionsHostError } from '../functions-host-error';
import { messageOf } from '../log';
import { readBody } from './read-body';
import { type Reply, sendReply, textReply } from './reply';

/** A request with its parts in hand: the full URL and the whole body. */
export interface HostRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** The path as sent, not decoded and not normalised: double slashes matter to some clients' URLs. */
  readonly path: string;
  readonly body: Buffer;
}

export interface HttpServer {
  readonly url: string;
  /** Stops taking requests; those in progress are answered. */
  stop(): void;
  /** Closes what is still open. */
  close(): Promise<void>;
}

/** Listens on the loopback address and hands every request to `answer`; a throw of it is a 500 without a body. */
export async function startHttpServer(
  port: number,
  answer: (request: HostRequest) => Promise<Reply>,
  onError: (message: string) => void,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      onError(`${request.method} ${request.url}: ${messageOf(error)}`);
      if (!response.headersSent) sendReply(response, { status: 500 });
      else response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return sendReply(response, { status: 413 });
    const target = request.url ?? '/';
    const url = requestUrl(request, target);
    if (url === undefined) return sendReply(response, textReply(400, 'The request has no readable URL.'));
    sendReply(response, await answer({ request, url, path: target.split('?', 1)[0] ?? '/', body }));
  }

  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const stop = () => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
    });
    server.closeIdleConnections();
  };
  return {
    url: `http://127.0.0.1:${bound}`,
    stop,
    async close() {
      stop();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Not `new URL(target, base)`: a path with two leading slashes would be read as a host. */
function requestUrl(request: IncomingMessage, target: string): URL | undefined {
  const text = target.startsWith('/') ? `http://${request.headers.host ?? '127.0.0.1'}${target}` : target;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `The Functions host cannot listen on port ${port}: it is in use. Stop what uses it, or choose another.`;
      reject(
        error.code === 'EADDRINUSE' ? new FunctionsHostError('PortInUse', taken, { cause: error }) : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
