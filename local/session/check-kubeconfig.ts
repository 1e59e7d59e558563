import { loadKubeconfigClusters } from '../../shared/estate';
import { ArgumentsError } from '../console';

/**
 * Reads a kubeconfig before anything is started, since the service would find its faults much later.
 *
 * @returns a line for each context that is left out
 * @throws ArgumentsError when the file cannot be read or has no usable context
 */
export async function checkKubeconfig(file: string, subscriptionId: string): Promise<string[]> {
  const { clusters, problems } = await loadKubeconfigClusters(file, { subscriptionId }).catch(
    (error: Error) => {
      throw new ArgumentsError(`--kubeconfig ${file} cannot be used: ${error.message.replace(/\.?$/, '.')}`);
    },
  );
  const left = problems.map(({ context, message }) =>
    context === '' ? message : `context "${context}" of ${file} is left out: ${message}`,
  );
  if (clusters.length === 0)
    throw new ArgumentsError(`--kubeconfig ${file} cannot be used: ${left.join('; ')}`);
  return left;
}
