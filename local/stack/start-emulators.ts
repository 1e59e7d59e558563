import { createArmRestClient, createCredential, createPolicyClient } from '../../shared/azure';
import { createPolicyReader } from '../../shared/estate';
import { type ArmResource, isClusterType, type JsonObject } from '../../shared/policy';
import { type ArmEmulator, type ArmEstate, type EventGridEvent, startArmEmulator } from '../arm-emulator';
import { type Azurite, type CosmosEmulator, startAzurite, startCosmosEmulator } from '../emulators';
import type { Estate } from '../estate';
import {
  type KubernetesEmulator,
  type KubernetesObject,
  startKubernetesEmulator,
} from '../kubernetes-emulator';
import { createWriteCheck } from './check-write';
import { objectChangedEvent } from './object-changed-event';

/** Ports of the emulators; a free one where none is given. */
export interface EmulatorPorts {
  readonly arm?: number;
  readonly cosmos?: number;
  readonly blob?: number;
  readonly queue?: number;
}

/** The emulators of everything that the service talks to. */
export interface Emulators {
  readonly azurite: Azurite;
  readonly cosmos: CosmosEmulator;
  /** Absent when policies and clusters come from Azure. */
  readonly arm?: ArmEmulator;
  /** By the lower-cased id of the cluster. */
  readonly clusters: ReadonlyMap<string, KubernetesEmulator>;
  /** Starts the Kubernetes API of a cluster that came later; nothing for one that has it, or for other resources. */
  readonly addCluster: (id: string, type: string, objects: readonly KubernetesObject[]) => Promise<void>;
  /** Stops the Kubernetes API of a cluster; nothing for other resources. */
  readonly removeCluster: (id: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface EmulatorsOptions {
  /** Absent: only storage and Cosmos DB are emulated. */
  readonly estate?: Estate;
  readonly ports?: EmulatorPorts;
  /** Gets the events that Azure would raise for changes of the estate. */
  readonly onEvent: (event: EventGridEvent) => void;
  /** Told what is started next; `done` of `total` steps are. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/** Starts storage, Cosmos DB and, for an estate, Azure Resource Manager and the Kubernetes API of every cluster. */
export async function startEmulators(options: EmulatorsOptions): Promise<Emulators> {
  const { estate, ports = {} } = options;
  const started: { close(): Promise<void> }[] = [];
  const total = 2 + (estate === undefined ? 0 : estate.workloads.size + 1);
  const step = async <T extends { close(): Promise<void> }>(
    label: string,
    start: () => Promise<T>,
  ): Promise<T> => {
    options.onProgress?.(started.length, total, label);
    const one = await start();
    started.push(one);
    return one;
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.splice(0).map((one) => one.close()));
  };
  try {
    const azurite = await step('Azurite', () =>
      startAzurite({
        ...(ports.blob === undefined ? {} : { blobPort: ports.blob }),
        ...(ports.queue === undefined ? {} : { queuePort: ports.queue }),
      }),
    );
    const cosmos = await step('Cosmos DB emulator', () =>
      startCosmosEmulator(ports.cosmos === undefined ? {} : { port: ports.cosmos }),
    );
    const clusters = new Map<string, KubernetesEmulator>();
    const startCluster = async (clusterId: string, objects: readonly KubernetesObject[]): Promise<void> => {
      const clusterName = clusterId.slice(clusterId.lastIndexOf('/') + 1);
      const emulator = await step(`Kubernetes API of ${clusterName}`, () =>
        startKubernetesEmulator({
          clusterName,
          objects,
          onEvent: (change) => options.onEvent(objectChangedEvent(clusterId, change)),
        }),
      );
      clusters.set(clusterId, emulator);
    };
    const addCluster: Emulators['addCluster'] = async (id, type, objects) => {
      if (isClusterType(type) && !clusters.has(id.toLowerCase()))
        await startCluster(id.toLowerCase(), objects);
    };
    const removeCluster: Emulators['removeCluster'] = async (id) => {
      const emulator = clusters.get(id.toLowerCase());
      if (emulator === undefined) return;
      clusters.delete(id.toLowerCase());
      started.splice(started.indexOf(emulator), 1);
      await emulator.close();
    };
    if (estate === undefined) return { azurite, cosmos, clusters, addCluster, removeCluster, close };
    for (const [clusterId, objects] of estate.workloads) await startCluster(clusterId, objects);
    const arm = await step('Azure Resource Manager emulator', () => startArm(estate, clusters, options));
    return { azurite, cosmos, arm, clusters, addCluster, removeCluster, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startArm(
  estate: Estate,
  clusters: ReadonlyMap<string, KubernetesEmulator>,
  options: EmulatorsOptions,
): Promise<ArmEmulator> {
  let check: ReturnType<typeof createWriteCheck> | undefined;
  const arm = await startArmEmulator({
    ...(options.ports?.arm === undefined ? {} : { port: options.ports.arm }),
    estate: withPlaces(estate),
    kubeconfigFor: (clusterId) => clusters.get(clusterId.toLowerCase())?.kubeconfig(),
    onEvent: options.onEvent,
    checkWrite: async (request) => (check === undefined ? [] : check(request)),
  });
  const connection = {
    armEndpoint: arm.url,
    credential: createCredential({ armEndpoint: arm.url, credential: 'emulator' }),
  };
  const reader = createPolicyReader({
    policyClientFor: (subscriptionId) => createPolicyClient(connection, subscriptionId),
    armRest: createArmRestClient(connection),
    subscriptionIds: estate.subscriptions.map(({ subscriptionId }) => String(subscriptionId)),
  });
  check = createWriteCheck(() => reader.readPolicyObjects());
  return arm;
}

/** Tells the ARM emulator where each subscription hangs, as it wants to be told. */
function withPlaces(estate: Estate): ArmEstate {
  return {
    ...estate,
    resourceGroups: estate.resourceGroups.map(asJson),
    resources: estate.resources.map(asJson),
    subscriptions: estate.subscriptions.map((subscription) => {
      const parent = estate.managementGroupOf.get(String(subscription['id']).toLowerCase());
      return parent === undefined
        ? subscription
        : { ...subscription, properties: { parent: { id: parent } } };
    }),
  };
}

/** Raw ARM JSON under its two types, of which one allows for absent properties. */
const asJson = (resource: ArmResource): JsonObject => resource as unknown as JsonObject;
