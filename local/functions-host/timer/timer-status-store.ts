import { BlobServiceClient } from '@azure/storage-blob';

/** When a timer last fired and is to fire next, ISO times; what `useMonitor` keeps across restarts. */
export interface TimerStatus {
  readonly Last: string;
  readonly Next: string;
  readonly LastUpdated: string;
}

export interface TimerStatusStore {
  read(functionName: string): Promise<TimerStatus | undefined>;
  write(functionName: string, status: TimerStatus): Promise<void>;
}

const container = 'azure-webjobs-hosts';

/** Keeps timer statuses where the timer trigger keeps them: a blob per function in the host's storage account. */
export function createTimerStatusStore(connectionString: string, hostId: string): TimerStatusStore {
  const blobs = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  const blob = (name: string) => blobs.getBlockBlobClient(`timers/${hostId}/Host.Functions.${name}/status`);
  return {
    async read(name) {
      try {
        return JSON.parse((await blob(name).downloadToBuffer()).toString('utf8')) as TimerStatus;
      } catch (error) {
        if ((error as { statusCode?: unknown }).statusCode === 404) return undefined;
        throw error;
      }
    },
    async write(name, status) {
      const body = JSON.stringify(status);
      try {
        await blob(name).upload(body, Buffer.byteLength(body));
      } catch (error) {
        if ((error as { statusCode?: unknown }).statusCode !== 404) throw error;
        await blobs.createIfNotExists();
        await blob(name).upload(body, Buffer.byteLength(body));
      }
    },
  };
}
