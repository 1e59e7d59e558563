import type { EvaluatedComponent } from '../compliance';
import { type KubernetesReader, type KubernetesResource, kubernetesObjectPath } from '../estate';
import {
  type Constraint,
  createExpander,
  type JsonObject as EngineJson,
  indexConstraints,
  mergeExpansions,
  neededKinds,
  workloadTemplates,
} from '../gatekeeper';
import { type ArmResource, isJsonObject, type JsonObject } from '../policy';
import { type ClusterConstraints, evaluateObject, forEngine } from './evaluate';
import type { EvaluationPorts } from './ports';
import { listedKinds, looksAtGenerated, watchedKinds } from './watched-kinds';

/**
 * Constraints made ready to judge objects with. Workloads are expanded only for constraints whose `source` says so
 * (`Generated` or `All`): where it says nothing, the Azure Policy add-on installs no expansion, and Pods that exist are
 * judged themselves.
 *
 * @param expansions the ExpansionTemplates in force; those of Kubernetes' own workloads when absent
 */
export function clusterConstraints(
  constraints: ReadonlyMap<Constraint, string>,
  timeLimitMs: number,
  expansions: readonly EngineJson[] = workloadTemplates,
): ClusterConstraints {
  const all = [...constraints.keys()];
  const generated = new Set(all.filter(looksAtGenerated));
  return {
    index: indexConstraints(all),
    policyOf: constraints,
    timeLimitMs,
    runaways: new Map(),
    ...(generated.size === 0
      ? {}
      : { generated: { expander: createExpander(expansions), constraints: generated } }),
  };
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
  ports: Pick<EvaluationPorts, 'openCluster' | 'clusterIndexes' | 'timeLimitMs'>,
): AsyncGenerator<readonly EvaluatedComponent[]> {
  const all = [...constraints.keys()];
  let reader: KubernetesReader | undefined;
  try {
    reader = await ports.openCluster(cluster);
    const kinds = neededKinds(all.map(({ template }) => template));
    const index = ports.clusterIndexes.of(cluster);
    const expanding = all.some(looksAtGenerated);
    const view = await index.read(reader, { kinds, namespaces: true, expansions: expanding });
    const { inventory, namespaces } = view;
    const { templates } = mergeExpansions(view.expansions.map(forEngine));
    const ready = {
      ...clusterConstraints(constraints, ports.timeLimitMs, templates),
      ...(inventory === undefined ? {} : { inventory }),
    };
    for (const wanted of await listedKinds(watchedKinds(all, templates), reader)) {
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
