import { stringify } from 'yaml';

/**
 * A kubeconfig with one context, as `listClusterUserCredentials` hands it out. Skipping the check of a TLS
 * certificate that is not there is what makes `@kubernetes/client-node` accept plain HTTP.
 */
export function kubeconfigText(clusterName: string, server: string, token: string): string {
  const user = `clusterUser_${clusterName}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusterName,
    clusters: [{ name: clusterName, cluster: { server, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name: clusterName, context: { cluster: clusterName, user } }],
    users: [{ name: user, user: { token } }],
  });
}
