import { isClusterType } from '../policy';
import type { SyncProblem } from './constraint-sync';
import { judgeResource } from './judge-resource';
import type { EvaluationPorts } from './ports';

/**
 * Brings the templates and constraints in a cluster with Gatekeeper in step with the policies in force, where that is
 * switched on. What keeps it from happening is told, never thrown: the evaluation is worth having without it.
 */
export async function syncClusterConstraints(
  resourceId: string,
  ports: EvaluationPorts,
): Promise<readonly SyncProblem[]> {
  const { constraintSync } = ports;
  if (constraintSync?.covers(resourceId) !== true) return [];
  const cluster = await ports.resources.getResource(resourceId);
  if (cluster === undefined || !isClusterType(cluster.type)) return [];
  const { origins } = await judgeResource(cluster, ports.now().toISOString(), undefined, ports);
  try {
    return await constraintSync.sync(cluster, origins);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const known = typeof code === 'string' ? code : 'ClusterUnreachable';
    return [{ code: known, name: cluster.name, message: String(message) }];
  }
}
