import { createEventGridDelivery, type EventGridDelivery, type EventGridEvent } from '../arm-emulator';
import type { Estate } from '../estate';
import { type FunctionsHost, type Log, startFunctionsHost } from '../functions-host';
import { localAppSettings } from './app-settings';
import { freePort } from './free-port';
import { installWebhooks } from './install-webhooks';
import { type Emulators, startEmulators } from './start-emulators';
import { syncedClusters } from './synced-clusters';

export interface StackOptions {
  /** Absent: policies and clusters come from Azure. */
  readonly estate?: Estate;
  readonly subscriptionIds: readonly string[];
  /** The bundled app. */
  readonly entry: string;
  readonly hostJson: string;
  /** Wanted port of the host; another is taken when it is busy. */
  readonly port?: number;
  /** App settings beside or instead of those for the emulators. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly timersEnabled?: boolean;
  readonly log?: Log;
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/** The whole service on this machine. */
export interface Stack {
  readonly emulators: Emulators;
  readonly host: FunctionsHost;
  /** The app settings that the host runs with. */
  readonly settings: Readonly<Record<string, string>>;
  /** Delivers an event to the functions that are subscribed to its kind. */
  readonly deliver: (event: EventGridEvent) => void;
  readonly close: () => Promise<void>;
}

const subscribers = ['onResourceChanged', 'onPolicyChanged'] as const;

/** Starts emulators and host, and subscribes the functions to the events of the estate. Leaves nothing when it fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  let delivery: EventGridDelivery | undefined;
  const deliver = (event: EventGridEvent): void => delivery?.deliver(event);
  const emulators = await startEmulators({
    ...(options.estate === undefined ? {} : { estate: options.estate }),
    onEvent: deliver,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  try {
    const port = await freePort(options.port);
    const settings: Record<string, string> = {
      ...localAppSettings(
        {
          storageConnectionString: emulators.azurite.connectionString,
          cosmosEndpoint: emulators.cosmos.endpoint,
          cosmosKey: emulators.cosmos.key,
          armEndpoint: emulators.arm?.url ?? 'https://management.azure.com',
          publicUrl: `http://127.0.0.1:${port}`,
        },
        options.subscriptionIds,
      ),
      PLIMSOLL_CONSTRAINT_SYNC: syncedClusters(options.estate),
      ...options.settings,
    };
    const host = await startFunctionsHost({
      entry: options.entry,
      hostJson: options.hostJson,
      port,
      settings,
      ...(options.log === undefined ? {} : { log: options.log }),
      ...(options.timersEnabled === undefined ? {} : { timersEnabled: options.timersEnabled }),
    });
    const webhooks = { publicUrl: host.url, secret: settings['PLIMSOLL_ADMISSION_SECRET'] ?? '' };
    for (const clusterId of emulators.clusters.keys()) installWebhooks(emulators, clusterId, webhooks);
    delivery = createEventGridDelivery({
      subscriptions: subscribers.map((name) => ({
        name,
        endpoint: `${host.url}/runtime/webhooks/eventgrid?functionName=${name}`,
      })),
    });
    await delivery.validate();
    const close = async (): Promise<void> => {
      delivery?.close();
      await host.close();
      await emulators.close();
    };
    const addCluster: Emulators['addCluster'] = async (id, type, objects) => {
      await emulators.addCluster(id, type, objects);
      installWebhooks(emulators, id, webhooks);
    };
    return { emulators: { ...emulators, addCluster }, host, settings, deliver, close };
  } catch (error) {
    delivery?.close();
    await emulators.close();
    throw error;
  }
}
