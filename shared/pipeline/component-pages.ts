import type { EvaluatedComponent } from '../compliance';
import { type KubernetesReader, type KubernetesResource, kubernetesObjectPath } from '../estate';
import { type Constraint, indexConstraints } from '../gatekeeper';
import { type ArmResource, isJsonObject, type JsonObject } from '../policy';
import { type ClusterConstraints, evaluateObject } from './evaluate';
import type { EvaluationPorts } from './ports';

/** Constraints made ready to judge objects with. */
export function clusterConstraints(
  constraints: ReadonlyMap<Constraint, string>,
  timeLimitMs: number,
): ClusterConstraints {
  return { index: indexConstraints([...constraints.keys()]), policyOf: constraints, timeLimitMs };
}

/** The Kubernetes API of a cluster refused to be read, or did not answer. */
export class ClusterUnreadableError extends Error {
  constructor(
    readonly code: string,
    readonly clusterId: string,
    reason: string,
  ) {
    super(`The objects of the cluster could not be read: ${reason}`);
    this.name = 'ClusterUnreadableError';
  }
}

/**
 * Reads the objects of a cluster that constraints ask about, page by page, and judges them. Objects that no constraint
 * matches are left out. Never holds more than one page.
 *
 * @throws ClusterUnreadableError
 */
export async function* componentPages(
  cluster: ArmResource,
  constraints: ReadonlyMap<Constraint, string>,
  ports: Pick<EvaluationPorts, 'openCluster' | 'timeLimitMs'>,
): AsyncGenerator<readonly EvaluatedComponent[]> {
  const ready = clusterConstraints(constraints, ports.timeLimitMs);
  let reader: KubernetesReader | undefined;
  try {
    reader = await ports.openCluster(cluster);
    const namespaces = await reader.namespaces();
    for (const wanted of kindsOf([...constraints.keys()])) {
      const served = await reader.resource(wanted);
      if (served === undefined) continue;
      for await (const page of reader.list(wanted)) yield judgePage(page, served, ready, namespaces);
    }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    throw new ClusterUnreadableError(
      typeof code === 'string' ? code : 'ClusterUnreachable',
      cluster.id,
      String(message),
    );
  } finally {
    reader?.close();
  }
}

function judgePage(
  page: readonly JsonObject[],
  served: KubernetesResource,
  ready: ClusterConstraints,
  namespaces: ReadonlyMap<string, JsonObject>,
): EvaluatedComponent[] {
  return page
    .map((object) => {
      const { namespace, name } = nameOf(object);
      return evaluateObject(
        { object, path: kubernetesObjectPath(served, namespace, name) },
        ready,
        namespaces,
      );
    })
    .filter((component) => component.outcomes.length > 0);
}

function nameOf(object: JsonObject): { namespace?: string; name: string } {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const { name, namespace } = metadata;
  return {
    name: typeof name === 'string' ? name : '',
    ...(typeof namespace === 'string' ? { namespace } : {}),
  };
}

function kindsOf(constraints: readonly Constraint[]): { group: string; kind: string }[] {
  const kinds = new Map<string, { group: string; kind: string }>();
  for (const constraint of constraints)
    for (const { apiGroups, kinds: names } of constraint.kinds())
      for (const group of apiGroups) for (const kind of names) kinds.set(`${group}/${kind}`, { group, kind });
  return [...kinds.values()];
}
