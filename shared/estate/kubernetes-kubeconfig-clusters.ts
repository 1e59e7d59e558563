import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { kubeconfigContexts, kubernetesConnection } from '../azure';
import type { ArmResource } from '../policy';

export interface KubeconfigCluster {
  /** A `Microsoft.Kubernetes/connectedClusters` resource that stands for the cluster, as Azure Arc would have it. */
  readonly resource: ArmResource;
  readonly context: string;
  /** A kubeconfig of this context alone, with absolute paths. It holds credentials. */
  readonly kubeconfig: string;
}

export interface KubeconfigClusters {
  readonly clusters: readonly KubeconfigCluster[];
  /** Contexts left out, and why. */
  readonly problems: readonly { readonly context: string; readonly message: string }[];
}

/** The resource group that clusters of a kubeconfig appear to be in. */
export const kubeconfigResourceGroup = 'kubeconfig';

/**
 * The contexts of a kubeconfig file as clusters of the estate, whatever they run on. They appear as Arc-connected
 * clusters in resource group `kubeconfig` of the given subscription, so policies assigned there or above apply.
 * Rules about how an AKS cluster is set up do not: a kubeconfig does not say.
 *
 * @throws the file system's error when the file cannot be read, AzureConnectionError `InvalidKubeconfig` when it is
 *   no kubeconfig
 */
export async function loadKubeconfigClusters(
  file: string,
  { subscriptionId }: { subscriptionId: string },
): Promise<KubeconfigClusters> {
  const text = absolutePaths(await readFile(file, 'utf8'), dirname(resolve(file)));
  const clusters: KubeconfigCluster[] = [];
  const problems: { context: string; message: string }[] = [];
  const taken = new Set<string>();
  for (const context of kubeconfigContexts(text)) {
    try {
      const connection = kubernetesConnection(text, context);
      const name = unique(resourceName(context), taken);
      const server = connection.getCurrentCluster()?.server ?? '';
      clusters.push({
        resource: resourceOf(subscriptionId, name, context, server),
        context,
        kubeconfig: onlyContext(text, context),
      });
    } catch (error) {
      problems.push({ context, message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (clusters.length + problems.length === 0) {
    problems.push({
      context: '',
      message: `${file} has no contexts. Check that it is the file kubectl uses.`,
    });
  }
  return { clusters, problems };
}

function resourceOf(subscriptionId: string, name: string, context: string, server: string): ArmResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${kubeconfigResourceGroup}/providers/Microsoft.Kubernetes/connectedClusters/${name}`,
    name,
    type: 'Microsoft.Kubernetes/connectedClusters',
    location: 'global',
    tags: { 'kubeconfig-context': context },
    properties: {
      provisioningState: 'Succeeded',
      connectivityStatus: 'Connected',
      distribution: distributionOf(context, server),
      infrastructure: 'generic',
    },
  };
}

function distributionOf(context: string, server: string): string {
  const host = URL.canParse(server) ? new URL(server).hostname : '';
  if (host.endsWith('.azmk8s.io')) return 'aks';
  if (host.endsWith('.eks.amazonaws.com')) return 'eks';
  if (context.startsWith('gke_')) return 'gke';
  if (context.startsWith('kind-')) return 'kind';
  return context === 'minikube' ? 'minikube' : 'generic';
}

/** Context names may hold what an ARM name may not, such as the slashes of an ARN. */
function resourceName(context: string): string {
  return context.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 63) || 'context';
}

function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let i = 2; taken.has(candidate.toLowerCase()); i++) candidate = `${name}-${i}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

interface Kubeconfig {
  contexts?: { name: string; context?: { cluster?: string; user?: string } }[];
  clusters?: { name: string; cluster?: Record<string, unknown> }[];
  users?: { name: string; user?: Record<string, unknown> }[];
}

/** Paths in a kubeconfig are relative to the file, which its text no longer knows. */
function absolutePaths(text: string, folder: string): string {
  let config: unknown;
  try {
    config = parse(text);
  } catch {
    return text;
  }
  if (typeof config !== 'object' || config === null) return text;
  const { clusters = [], users = [] } = config as Kubeconfig;
  for (const holder of [...clusters.map((entry) => entry.cluster), ...users.map((entry) => entry.user)]) {
    if (holder === undefined || holder === null) continue;
    for (const key of ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']) {
      const path = holder[key];
      if (typeof path === 'string' && path !== '') holder[key] = resolve(folder, path);
    }
  }
  return stringify(config);
}

function onlyContext(text: string, context: string): string {
  const config = parse(text) as Kubeconfig;
  const chosen = config.contexts?.find((entry) => entry.name === context);
  return stringify({
    ...config,
    'current-context': context,
    contexts: chosen === undefined ? [] : [chosen],
    clusters: config.clusters?.filter((entry) => entry.name === chosen?.context?.cluster) ?? [],
    users: config.users?.filter((entry) => entry.name === chosen?.context?.user) ?? [],
  });
}
