import type { EvaluatedComponent } from '../compliance';
import { type KubernetesReader, type KubernetesResource, kubernetesObjectPath } from '../estate';
import { type Constraint, indexConstraints } from '../gatekeeper';
import { isJsonObject, type JsonObject } from '../policy';
import { type ClusterConstraints, evaluateObject } from './evaluate';

/** Constraints made ready to judge objects with. */
export function clusterConstraints(
  constraints: ReadonlyMap<Constraint, string>,
  timeLimitMs: number,
): ClusterConstraints {
  return { index: indexConstraints([...constraints.keys()]), policyOf: constraints, timeLimitMs };
}

/** The objects that some constraint matches, judged page by page. */
export /**
 * Reads the objects that constraints ask about, page by page, and judges them. Objects that no constraint matches are
 * left out. Never holds more than one page.
 *
 * @throws what the reader throws
 */
export async function* componentPages(
  reader: KubernetesReader,
  constraints: ReadonlyMap<Constraint, string>,
  timeLimitMs: number,
): AsyncGenerator<readonly EvaluatedComponent[]> {
  const ready = clusterConstraints(constraints, timeLimitMs);
  const namespaces = await reader.namespaces();
  for (const wanted of kindsOf([...constraints.keys()])) {
    const served = await reader.resource(wanted);
    if (served === undefined) continue;
    for await (const page of reader.list(wanted)) yield judgePage(page, served, ready, namespaces);
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
