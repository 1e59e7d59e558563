import type { Server } from 'node:http';
import { createRequire } from 'node:module';

/** One of Azurite's services. */
export interface AzuriteService {
  readonly httpServer: Server;
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

type Constructor<Result> = new (...options: never[]) => Result;

/** The parts of Azurite's Node.js API that start it in-process; the package ships no types and no index for them. */
export interface AzuriteModules {
  readonly BlobServer: new (configuration: object) => AzuriteService;
  readonly BlobConfiguration: new (...options: unknown[]) => object;
  readonly QueueServer: new (configuration: object) => AzuriteService;
  readonly QueueConfiguration: new (...options: unknown[]) => object;
  readonly MemoryExtentChunkStore: new () => object;
}

/** Loads Azurite: about half a second, so only when it is to be started. */
export function loadAzuriteModules(): AzuriteModules {
  const require = createRequire(import.meta.url);
  const byDefault = <T extends Constructor<object>>(path: string) =>
    (require(path) as { default: T }).default;
  return {
    BlobServer: byDefault('azurite/dist/src/blob/BlobServer.js'),
    BlobConfiguration: byDefault('azurite/dist/src/blob/BlobConfiguration.js'),
    QueueServer: byDefault('azurite/dist/src/queue/QueueServer.js'),
    QueueConfiguration: byDefault('azurite/dist/src/queue/QueueConfiguration.js'),
    MemoryExtentChunkStore: (
      require('azurite/dist/src/common/persistence/MemoryExtentStore.js') as {
        MemoryExtentChunkStore: new () => object;
      }
    ).MemoryExtentChunkStore,
  };
}
