import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request meets instead of the API server. */
export type Fault = { readonly status: number; readonly reason: string; readonly message: string } | 'reset';

/** An API server that fails when asked to. */
export interface FaultyApi {
  readonly url: string;
  /** `METHOD path` of each request that wrote, in order, failed ones included. */
  readonly writes: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Stands before an API server and passes requests on, but for those that `faultOf` finds a fault for: over real
 * sockets, as a cluster behaves that is ailing or lets the service do some things only.
 */
export async function startFaultyApi(
  target: string,
  faultOf: (method: string, path: string) => Fault | undefined,
): Promise<FaultyApi> {
  const writes: string[] = [];
  const server = http.createServer((request, response) => {
    const method = request.method ?? '';
    const url = request.url ?? '';
    const path = url.split('?')[0] ?? '';
    if (method !== 'GET') writes.push(`${method} ${path}`);
    const fault = faultOf(method, path);
    if (fault === 'reset') {
      request.socket.destroy();
      return;
    }
    if (fault !== undefined) {
      request.resume();
      response.writeHead(fault.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', reason: fault.reason, message: fault.message }));
      return;
    }
    const { host: _, ...headers } = request.headers;
    const passed = http.request(`${target}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
