import { stringify } from 'yaml';

/** A kubeconfig with one context, as `listClusterUserCredentials` hands it out. */
export function kubeconfigText(clusterName: string, server: string, token: string): string {
  const user = `clusterUser_${clusterName}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusterName,
    clusters: [{ name: clusterName, cluster: { server } }],
    contexts: [{ name: clusterName, context: { cluster: clusterName, user } }],
    users: [{ name: user, user: { token } }],
  });
}
