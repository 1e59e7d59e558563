import type { AddressInfo } from 'node:net';

export interface CosmosEmulator {
  /** `http://127.0.0.1:<port>/` */
  readonly endpoint: string;
  readonly key: string;
  /** Stops the server; its data is gone. Calling it again is harmless. */
  close(): Promise<void>;
}

// The well-known key of Microsoft's emulator: clients sign with it, this emulator does not look.
const key = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/**
 * Starts a Cosmos DB emulator (`@vercel/cosmosdb-server`) in this process over plain HTTP on the loopback address,
 * in memory. Port 0, the default, takes any free port. See docs/decisions/cosmos-emulator.md for what it can do.
 */
export async function startCosmosEmulator(options: { readonly port?: number } = {}): Promise<CosmosEmulator> {
  const { createHttpServer } = await import('@vercel/cosmosdb-server');
  const server = createHttpServer({ keepAlive: true });
  // Node ends connections after five idle seconds; a request that is on its way just then would fail.
  server.keepAliveTimeout = 60_000;
  // It lists its own regions under https, whatever it speaks; clients that discover endpoints would follow.
  server.prependListener('request', (request, response) => {
    if (request.method !== 'GET' || request.url !== '/') return;
    const end = response.end.bind(response) as (text?: unknown) => typeof response;
    response.end = ((text?: unknown) =>
      end(typeof text === 'string' ? text.replaceAll('"https://', '"http://') : text)) as typeof response.end;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    endpoint: `http://127.0.0.1:${port}/`,
    key,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}
