import type { ContainerServiceClient } from '@azure/arm-containerservice';
import { ArmRequestError, type ArmRestClient, asArmRequestError } from '../azure/index';
import { type ArmResource, type JsonObject, parseArmId } from '../policy/index';
import { createApiVersions } from './api-versions';
import { type RelatedResourceQuery, readRelated } from './read-related';

export interface ResourceReaderOptions {
  /** A client per subscription (`createContainerServiceClient`). */
  readonly containerServiceClientFor: (subscriptionId: string) => ContainerServiceClient;
  readonly armRest: ArmRestClient;
}

/** Reads resources as raw ARM JSON: what policies see. Every method throws ArmRequestError. */
export interface ResourceReader {
  /** Any resource, resource group or subscription by its id; undefined when it does not exist. */
  getResource(id: string): Promise<ArmResource | undefined>;
  getResourceGroup(subscriptionId: string, name: string): Promise<ArmResource | undefined>;
  getSubscription(subscriptionId: string): Promise<ArmResource | undefined>;
  listResourceGroups(subscriptionId: string): AsyncIterable<ArmResource>;
  /** The AKS clusters in a subscription or resource group, given by its id. */
  listClusters(scope: string): AsyncIterable<ArmResource>;
  /** The resources that an auditIfNotExists or deployIfNotExists rule asks about. */
  listRelated(query: RelatedResourceQuery): Promise<ArmResource[]>;
  /** The kubeconfig (YAML) with which the service's identity reads the cluster. A secret: never log or store it. */
  clusterCredentials(clusterId: string): Promise<string>;
}

const clusterType = 'Microsoft.ContainerService/managedClusters';
const subscriptionApiVersion = '2022-12-01';
const groupApiVersion = '2021-04-01';

/** A reader over Azure Resource Manager. */
export function createResourceReader(options: ResourceReaderOptions): ResourceReader {
  const { containerServiceClientFor, armRest } = options;
  const apiVersions = createApiVersions(armRest);

  const getSubscription = async (subscriptionId: string): Promise<ArmResource | undefined> => {
    const raw = await armRest.get(`/subscriptions/${subscriptionId}`, { apiVersion: subscriptionApiVersion });
    // ARM's answer lacks the name and type by which policies know a subscription.
    return raw && asResource({ ...raw, name: subscriptionId, type: 'Microsoft.Resources/subscriptions' });
  };
  const getResourceGroup = async (subscriptionId: string, name: string): Promise<ArmResource | undefined> => {
    const raw = await armRest.get(`/subscriptions/${subscriptionId}/resourceGroups/${name}`, {
      apiVersion: groupApiVersion,
    });
    return raw && asResource(raw);
  };
  const getResource = async (text: string): Promise<ArmResource | undefined> => {
    const id = parseArmId(text);
    if (id?.kind === 'subscription') return getSubscription(id.subscriptionId ?? '');
    if (id?.kind === 'resourceGroup')
      return getResourceGroup(id.subscriptionId ?? '', id.resourceGroup ?? '');
    if (id?.kind !== 'resource' || id.type === undefined)
      throw new ArmRequestError('InvalidResourceId', text, undefined, 'This is not the id of a resource.');
    const apiVersion = await apiVersions.forType(id.type, id.subscriptionId);
    const raw = await armRest.get(id.id, { apiVersion });
    return raw && asResource(raw);
  };

  return {
    getResource,
    getResourceGroup,
    getSubscription,
    async *listResourceGroups(subscriptionId) {
      const groups = armRest.list(`/subscriptions/${subscriptionId}/resourceGroups`, {
        apiVersion: groupApiVersion,
      });
      for await (const group of groups) yield asResource(group);
    },
    async *listClusters(scope) {
      const apiVersion = await apiVersions.forType(clusterType, parseArmId(scope)?.subscriptionId);
      for await (const cluster of armRest.list(`${scope}/providers/${clusterType}`, { apiVersion }))
        yield asResource(cluster);
    },
    listRelated: (query) => readRelated(armRest, apiVersions, query, getResource),
    async clusterCredentials(clusterId) {
      const { subscriptionId, resourceGroup, name } = parseArmId(clusterId) ?? {};
      if (subscriptionId === undefined || resourceGroup === undefined || name === undefined)
        throw new ArmRequestError(
          'InvalidResourceId',
          clusterId,
          undefined,
          'This is not the id of a cluster.',
        );
      const answer = await containerServiceClientFor(subscriptionId)
        .managedClusters.listClusterUserCredentials(resourceGroup, name)
        .catch((error: unknown) => {
          throw asArmRequestError(error, clusterId);
        });
      const kubeconfig = answer.kubeconfigs?.[0]?.value;
      if (kubeconfig === undefined)
        throw new ArmRequestError(
          'InvalidResponse',
          clusterId,
          200,
          'Azure gave no kubeconfig for this cluster.',
        );
      return Buffer.from(kubeconfig).toString('utf8');
    },
  };
}

/** ARM gives id, name and type to everything; an answer without them is completed from its id. */
function asResource(raw: JsonObject): ArmResource {
  const id = parseArmId(String(raw['id'] ?? ''));
  const name = String(raw['name'] ?? id?.name ?? id?.resourceGroup ?? '');
  const type = String(raw['type'] ?? id?.type ?? 'Microsoft.Resources/resourceGroups');
  return { ...raw, id: String(raw['id'] ?? ''), name, type };
}
