import { fileURLToPath } from 'node:url';
import { estateOf } from '../../local/session';
import { type Stack, startStack } from '../../local/stack';
import { connectStores, type Stores } from '../../shared/pipeline';
import { readSettings } from '../../shared/settings';

/** The whole service over the sample estate, and its stores as another process would read them. */
export interface TestStack {
  readonly stack: Stack;
  readonly stores: Stores;
  /** What the host logged as a warning or worse. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts the bundled app with emulators of its own, so that no test sees another's queue or states. */
export async function startTestStack(): Promise<TestStack> {
  const complaints: string[] = [];
  const stack = await startStack({
    estate: await estateOf(root('local/sample-estate')),
    subscriptionIds: [sample.subscriptionId],
    entry: root('dist/functions/main.mjs'),
    hostJson: root('host.json'),
    timersEnabled: false,
    log: ({ level, message }) => {
      if (level === 'warning' || level === 'error' || level === 'critical') complaints.push(message);
    },
  });
  const stores = await connectStores(readSettings(stack.settings));
  return {
    stack,
    stores,
    complaints,
    close: async () => {
      stores.close();
      await stack.close();
    },
  };
}

const subscriptionId = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
const cluster = (group: string, name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;

/** Ids of the sample estate. */
export const sample = {
  subscriptionId,
  chamber: cluster('hogwarts-rg', 'chamber-of-secrets'),
  room: cluster('hogwarts-rg', 'room-of-requirement'),
  durmstrang: cluster('durmstrang-rg', 'durmstrang'),
  privilegedContainers: '95edb821-ddaf-4404-9732-666045e056b4',
  addOnInstalled: '0a15ec92-a229-4763-bb14-0ea34a568f8d',
  deployAddOn: 'a8eff44f-8c92-45c3-a3fb-9880802d67a7',
  podSecurityBaseline: 'a8640138-9b0a-4a28-b8cb-1666c838647d',
  onlyNorthEurope: 'cpd-aks-allow-deploy-northeurope',
} as const;
