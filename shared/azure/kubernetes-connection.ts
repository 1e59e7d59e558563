import { KubeConfig } from '@kubernetes/client-node';
import { AzureConnectionError } from './azure-connection-error';
import { isLoopback } from './is-loopback';

/**
 * Reads a kubeconfig and selects a context.
 *
 * @param context the current context when absent
 * @throws AzureConnectionError `InvalidKubeconfig`, or `InsecureEndpoint` for plain http to another machine. The text
 *   itself never appears in the message: it holds credentials.
 */
export function kubernetesConnection(kubeconfigText: string, context?: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromString(kubeconfigText);
  } catch {
    throw invalid(
      context ?? '',
      'The kubeconfig cannot be read. Check that it is the YAML that kubectl uses.',
    );
  }
  if (context !== undefined) {
    if (config.getContextObject(context) === null)
      throw invalid(
        context,
        `The kubeconfig has no context ${context}. It has: ${config.contexts.map(({ name }) => name).join(', ') || 'none'}.`,
      );
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null || !URL.canParse(cluster.server))
    throw invalid(
      config.currentContext,
      `The context ${config.currentContext} of the kubeconfig names no cluster with a server address. Choose another context.`,
    );
  if (/^http:/i.test(cluster.server) && !cluster.skipTLSVerify) {
    if (!isLoopback(cluster.server))
      throw new AzureConnectionError(
        'InsecureEndpoint',
        cluster.server,
        `${cluster.server} would carry tokens unencrypted. Use https; plain http is for loopback addresses.`,
      );
    // The package refuses plain http without this flag, which has no other effect on it.
    config.clusters = config.clusters.map((each) =>
      each === cluster ? { ...each, skipTLSVerify: true } : each,
    );
  }
  return config;
}

/** The names of a kubeconfig's contexts, in their order. Throws AzureConnectionError `InvalidKubeconfig`. */
export function kubeconfigContexts(kubeconfigText: string): string[] {
  const config = new KubeConfig();
  try {
    config.loadFromString(kubeconfigText);
  } catch {
    throw invalid('', 'The kubeconfig cannot be read. Check that it is the YAML that kubectl uses.');
  }
  return config.contexts.map(({ name }) => name);
}

const invalid = (context: string, message: string): AzureConnectionError =>
  new AzureConnectionError('InvalidKubeconfig', context, message);
