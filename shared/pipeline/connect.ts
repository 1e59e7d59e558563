import {
  createArmRestClient,
  createContainerServiceClient,
  createCredential,
  createKubernetesRequester,
  createPolicyClient,
  fetchGuardedText,
  type KubernetesRequester,
} from '../azure';
import {
  createKubernetesReader,
  createKubernetesWriter,
  createPolicyReader,
  createResourceReader,
  type KubernetesReader,
  loadKubeconfigClusters,
  type ResourceReader,
} from '../estate';
import { type ArmResource, armIdKey, type JsonObject } from '../policy';
import { matchesRelatedQuery } from '../rules';
import { readSettings, type Settings } from '../settings';
import { createAdmission } from './admission';
import { createClusterIndexes } from './cluster-index';
import { connectStores, type Stores } from './connect-stores';
import { createConstraintSync, fieldManager } from './constraint-sync';
import { createEngines } from './evaluate';
import { followPolicies } from './follow-policies';
import type { EvaluationPorts, Resources } from './ports';
import { createRemoteTemplates } from './remote-templates';
import { createService, type Service, type ServiceLog, type ServiceParts } from './service';
import { withKubeconfigClusters } from './with-kubeconfig-clusters';

interface Connected {
  readonly parts: Omit<ServiceParts, 'log'>;
  readonly stores: Stores;
}

let connected: Promise<Connected> | undefined;

/**
 * The service of this process, connected at the first call with the app settings: a cold start pays for what its
 * first invocation needs and for nothing else.
 *
 * @param log where this invocation writes
 */
export function service(log: ServiceLog): Service {
  const verb =
    <K extends keyof Service>(name: K) =>
    async (...given: Parameters<Service[K]>): Promise<Awaited<ReturnType<Service[K]>>> => {
      const { parts } = await connect();
      const call = createService({ ...parts, log })[name] as (...all: typeof given) => ReturnType<Service[K]>;
      return await call(...given);
    };
  return {
    planResourceEvent: verb('planResourceEvent'),
    planPolicyEvent: verb('planPolicyEvent'),
    planPolicySync: verb('planPolicySync'),
    planScheduledScan: verb('planScheduledScan'),
    triggerScan: verb('triggerScan'),
    followScan: verb('followScan'),
    whatIf: verb('whatIf'),
    admit: verb('admit'),
    work: verb('work'),
    giveUp: verb('giveUp'),
  };
}

/** Closes what {@link service} opened; the next call connects again. */
export async function disconnect(): Promise<void> {
  const closing = connected;
  connected = undefined;
  const { parts, stores } = (await closing) ?? {};
  parts?.ports.clusterIndexes.close();
  stores?.close();
}

function connect(): Promise<Connected> {
  connected ??= open(readSettings()).catch((error: unknown) => {
    connected = undefined;
    throw error;
  });
  return connected;
}

async function open(settings: Settings): Promise<Connected> {
  const credential = createCredential(settings);
  const connection = { armEndpoint: settings.armEndpoint, credential };
  const armRest = createArmRestClient(connection);
  const stores = await connectStores(settings);
  const policyReader = createPolicyReader({
    policyClientFor: (subscriptionId) => createPolicyClient(connection, subscriptionId),
    armRest,
    subscriptionIds: settings.subscriptionIds,
  });
  const reader = createResourceReader({
    containerServiceClientFor: (subscriptionId) => createContainerServiceClient(connection, subscriptionId),
    armRest,
  });
  const kubeconfigs = new Map<string, string>();
  const fromFile = await kubeconfigClusters(settings);
  for (const { resource, kubeconfig } of fromFile) kubeconfigs.set(armIdKey(resource.id), kubeconfig);
  const requesterOf = async (cluster: ArmResource): Promise<KubernetesRequester> => {
    const kubeconfig = kubeconfigs.get(armIdKey(cluster.id)) ?? (await reader.clusterCredentials(cluster.id));
    return createKubernetesRequester(kubeconfig, { credential });
  };
  const openCluster = async (cluster: ArmResource): Promise<KubernetesReader> =>
    createKubernetesReader({ requester: await requesterOf(cluster) });
  const now = (): Date => new Date();
  const ports: EvaluationPorts = {
    policies: followPolicies(policyReader, stores.policyObjects, now),
    resources: withKubeconfigClusters(
      resourcesOf(reader),
      fromFile.map(({ resource }) => resource),
    ),
    openCluster,
    clusterIndexes: createClusterIndexes(openCluster),
    engines: createEngines(),
    templates: createRemoteTemplates(
      (url, etag) => fetchGuardedText(url, { hosts: new Set(settings.templateHosts) }, etag),
      stores.templates,
    ),
    constraintSync: createConstraintSync({
      clusters: settings.constraintSync,
      openReader: openCluster,
      openWriter: async (cluster) =>
        createKubernetesWriter({ requester: await requesterOf(cluster), fieldManager }),
      reports: stores.syncReports,
    }),
    store: stores.compliance,
    now,
    timeLimitMs: settings.policyTimeLimitMs,
  };
  const { rejections } = stores;
  const secret = settings.admissionSecret;
  const admission = createAdmission({ ports, rejections, ...(secret === undefined ? {} : { secret }) });
  return { stores, parts: { ports, settings, rejections, admission } };
}

/** The reader finds candidates by type and place; the rule says which of them are meant. */
const resourcesOf = (reader: ResourceReader): Resources => ({
  getResource: reader.getResource,
  getSubscription: async (id) => whereThere(await reader.getSubscription(id)),
  getResourceGroup: async (subscriptionId, name) =>
    whereThere(await reader.getResourceGroup(subscriptionId, name)),
  listClusters: reader.listClusters,
  listRelated: async (resource, query) =>
    (await reader.listRelated({ resourceId: resource.id, ...query }))
      .map((found) => asJson(found))
      .filter((found) => matchesRelatedQuery(query, found)),
});

/** Raw ARM JSON under its two types, of which one allows for absent properties. */
const asJson = (resource: ArmResource): JsonObject => resource as unknown as JsonObject;
const whereThere = (resource: ArmResource | undefined): JsonObject | undefined =>
  resource && asJson(resource);

async function kubeconfigClusters(settings: Settings) {
  const [subscriptionId] = settings.subscriptionIds;
  if (settings.kubeconfigFile === undefined || subscriptionId === undefined) return [];
  return (await loadKubeconfigClusters(settings.kubeconfigFile, { subscriptionId })).clusters;
}
