import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AzuriteService, loadAzuriteModules } from './azurite-modules';

export interface Azurite {
  /** For `AzureWebJobsStorage`: the emulator's well-known account with these endpoints. */
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  /** Stops both services and drops what they hold in memory. Calling it again is harmless. */
  close(): Promise<void>;
}

// The account that every Azurite has, and Microsoft's documentation shows; it protects nothing.
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const keepAliveSeconds = 5;

/**
 * Starts Azurite's blob and queue services in this process, on the loopback address. Data is kept in memory, or in
 * `dir` when one is given (and then left there). Port 0, the default, takes any free port. No telemetry, no log.
 */
export async function startAzurite(
  options: { readonly dir?: string; readonly blobPort?: number; readonly queuePort?: number } = {},
): Promise<Azurite> {
  const scratch = options.dir === undefined ? await mkdtemp(join(tmpdir(), 'plimsoll-azurite-')) : undefined;
  const dir = options.dir ?? scratch ?? tmpdir();
  const { BlobServer, BlobConfiguration, QueueServer, QueueConfiguration, MemoryExtentChunkStore } =
    loadAzuriteModules();
  // Shared by both services, and by no other Azurite of this process.
  const chunks = new MemoryExtentChunkStore();
  const configuration = (service: string, port: number): unknown[] => [
    '127.0.0.1',
    port,
    keepAliveSeconds,
    join(dir, `${service}.json`),
    join(dir, `${service}-extents.json`),
    [{ locationId: 'Default', locationPath: join(dir, service), maxConcurrency: 50 }],
    false, // access log
    undefined,
    false, // debug log
    undefined,
    false, // loose mode
    true, // skip the API version check: the SDK may be newer than Azurite
    '',
    '',
    '',
    undefined, // no OAuth
    true, // account name from the path, never from the host name
    scratch !== undefined,
    chunks,
  ];
  const started: AzuriteService[] = [];
  const close = async () => {
    for (const server of started.splice(0)) {
      // Azurite waits for clients that keep their connections; nobody needs them any more.
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
    }
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  };
  try {
    const blob = new BlobServer(new BlobConfiguration(...configuration('blob', options.blobPort ?? 0)));
    await blob.start();
    started.push(blob);
    const queue = new QueueServer(new QueueConfiguration(...configuration('queue', options.queuePort ?? 0)));
    await queue.start();
    started.push(queue);
    const blobUrl = `${blob.getHttpServerAddress()}/${account}`;
    const queueUrl = `${queue.getHttpServerAddress()}/${account}`;
    return {
      blobUrl,
      queueUrl,
      connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${blobUrl};QueueEndpoint=${queueUrl};`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
