import type { KubernetesReader } from '../estate';
import {
  type Constraint,
  expandedKinds,
  type JsonObject,
  neededKinds,
  splitApiVersion,
  workloadTemplates,
} from '../gatekeeper';
import { isJsonObject } from '../policy';

/** A kind by its API group; `*` stands for any. */
export interface WatchedKind {
  readonly group: string;
  readonly kind: string;
}

/**
 * The kinds that constraints are about, and the workloads that imply such objects; each once.
 *
 * @param expansions ExpansionTemplates in force
 */
export function watchedKinds(
  constraints: Iterable<Constraint>,
  expansions: readonly JsonObject[] = workloadTemplates,
): WatchedKind[] {
  const kinds = new Map<string, WatchedKind>();
  const add = (group: string, kind: string) => kinds.set(`${group}/${kind}`, { group, kind });
  for (const constraint of constraints) {
    for (const { apiGroups, kinds: names } of constraint.kinds())
      for (const group of apiGroups) for (const kind of names) add(group, kind);
    if (looksAtGenerated(constraint))
      for (const { group, kind } of expandedKinds(expansions)) add(group, kind);
  }
  return [...kinds.values()];
}

/**
 * The kinds to list for some watched ones: a `*` becomes the kinds that the cluster serves. Those that it stands for
 * leave out what no policy is about and what is better not read: Secrets, heartbeats and the policies themselves, and
 * views that nobody writes, such as metrics. A constraint that names such a kind gets it.
 */
export async function listedKinds(
  watched: readonly WatchedKind[],
  reader: Pick<KubernetesReader, 'kinds'>,
): Promise<readonly WatchedKind[]> {
  const named = watched.filter((kind) => !isWild(kind));
  const wild = watched.filter(isWild);
  if (wild.length === 0) return named;
  const listed = new Map(named.map((kind) => [keyOf(kind), kind]));
  for (const { apiVersion, kind } of await reader.kinds()) {
    const served = { group: splitApiVersion(apiVersion).group, kind };
    if (!isLeftOut(served) && wild.some((pattern) => means(pattern, served)))
      listed.set(keyOf(served), served);
  }
  return [...listed.values()];
}

/** Whether a kind is among the watched ones. */
export const isWatched = (watched: readonly WatchedKind[], kind: WatchedKind): boolean =>
  watched.some((pattern) => means(pattern, kind) && (!isWild(pattern) || !isLeftOut(kind)));

/**
 * Whether the verdicts of a constraint may change with objects of this kind: its template compares the objects that it
 * is about with others.
 */
export function comparesWith(constraint: Constraint, kind: WatchedKind): boolean {
  const { template } = constraint;
  if (!template.program.usesInventory) return false;
  return (
    isWatched(watchedKinds([constraint]), kind) ||
    neededKinds([template]).some((needed) => means(needed, kind))
  );
}

/** Whether a constraint asks to look at what workloads imply. */
export function looksAtGenerated({ resource }: Constraint): boolean {
  const spec = isJsonObject(resource['spec']) ? resource['spec'] : {};
  const match = isJsonObject(spec['match']) ? spec['match'] : {};
  return match['source'] === 'Generated' || match['source'] === 'All';
}

const keyOf = ({ group, kind }: WatchedKind): string => `${group}/${kind}`;

const isWild = ({ group, kind }: WatchedKind): boolean => group === '*' || kind === '*';

const means = (pattern: WatchedKind, { group, kind }: WatchedKind): boolean =>
  (pattern.group === '*' || pattern.group === group) && (pattern.kind === '*' || pattern.kind === kind);

const leftOut: ReadonlySet<string> = new Set([
  '/Secret',
  '/Event',
  'events.k8s.io/Event',
  'coordination.k8s.io/Lease',
]);

const isLeftOut = (kind: WatchedKind): boolean =>
  leftOut.has(keyOf(kind)) || /(^|\.)gatekeeper\.sh$/.test(kind.group);
