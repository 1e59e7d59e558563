import type { KubernetesReader, KubernetesWriter } from '../../estate';
import type { Constraint } from '../../gatekeeper';
import { type ArmResource, armIdKey, isJsonObject, type JsonObject } from '../../policy';
import type { TemplateOrigin } from '../evaluate';
import { desiredObjects, hashAnnotation } from './desired-objects';
import {
  type ExistingObjects,
  type PlannedWrite,
  planConstraintSync,
  type SyncProblem,
} from './plan-constraint-sync';

/** Keeps the templates and constraints of policies in clusters that have Gatekeeper. */
export interface ConstraintSync {
  /** Whether a cluster is to be kept in step. */
  readonly covers: (clusterId: string) => boolean;
  /**
   * Writes what differs and removes what no policy needs. Nothing happens in a cluster without Gatekeeper. What fails
   * is told, stops nothing else, and is tried again at the next evaluation.
   *
   * @param origins all constraints that the policies in force want on the cluster, and their templates
   */
  readonly sync: (
    cluster: ArmResource,
    origins: ReadonlyMap<Constraint, TemplateOrigin>,
  ) => Promise<readonly SyncProblem[]>;
}

export interface ConstraintSyncOptions {
  /** Lower-cased ids of clusters, or `*`. */
  readonly clusters: readonly string[];
  readonly openReader: (cluster: ArmResource) => Promise<KubernetesReader>;
  readonly openWriter: (cluster: ArmResource) => Promise<KubernetesWriter>;
}

const templateKind = { group: 'templates.gatekeeper.sh', kind: 'ConstraintTemplate' } as const;
const constraintGroup = 'constraints.gatekeeper.sh';

/** Puts comparison and writing together. */
export function createConstraintSync(options: ConstraintSyncOptions): ConstraintSync {
  const covered = new Set(options.clusters);
  return {
    covers: (clusterId) => covered.has('*') || covered.has(armIdKey(clusterId)),
    async sync(cluster, origins) {
      const reader = await options.openReader(cluster);
      try {
        if ((await reader.resource(templateKind)) === undefined) return [];
        const existing = await readExisting(reader);
        const plan = planConstraintSync(desiredObjects(origins, hashesOf(existing.templates)), existing);
        const { templates, constraints, staleConstraints, staleTemplates } = plan;
        if (templates.length + constraints.length + staleConstraints.length + staleTemplates.length === 0)
          return plan.problems;
        const writer = await options.openWriter(cluster);
        try {
          const removed = [
            ...(await removeAll(writer, staleConstraints)),
            ...(await removeAll(writer, staleTemplates)),
          ];
          const failed = await applyAll(writer, templates, 'ConstraintTemplate');
          const missing = new Set(
            failed.filter(({ code }) => code.endsWith('CreateFailed')).map(({ name }) => name),
          );
          const possible = constraints.filter(({ desired }) => !missing.has(templateOf(desired.object)));
          const refused = await applyAll(writer, possible, 'Constraint');
          return [...plan.problems, ...removed, ...failed, ...refused];
        } finally {
          writer.close();
        }
      } finally {
        reader.close();
      }
    },
  };
}

/** All templates, and the constraints of every kind that they make. */
async function readExisting(reader: KubernetesReader): Promise<ExistingObjects> {
  const templates: JsonObject[] = [];
  for await (const page of reader.list(templateKind)) templates.push(...page);
  const constraints: JsonObject[] = [];
  for (const template of templates) {
    const kind = kindMadeBy(template);
    if (kind === undefined) continue;
    for await (const page of reader.list({ group: constraintGroup, kind })) constraints.push(...page);
  }
  return { templates, constraints };
}

function kindMadeBy(template: JsonObject): string | undefined {
  let value: unknown = template;
  for (const key of ['spec', 'crd', 'spec', 'names', 'kind'])
    value = isJsonObject(value) ? (value as JsonObject)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function hashesOf(templates: readonly JsonObject[]): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const { metadata } of templates as readonly { metadata?: JsonObject }[]) {
    const annotations = metadata?.['annotations'];
    const hash = isJsonObject(annotations) ? annotations[hashAnnotation] : undefined;
    if (typeof hash === 'string') hashes.set(String(metadata?.['name']), hash);
  }
  return hashes;
}

/** The name of the template that makes the kind of a constraint. */
const templateOf = (constraint: JsonObject): string => String(constraint['kind']).toLowerCase();

async function applyAll(
  writer: KubernetesWriter,
  writes: readonly PlannedWrite[],
  what: 'ConstraintTemplate' | 'Constraint',
): Promise<SyncProblem[]> {
  const problems: SyncProblem[] = [];
  for (const { desired, exists } of writes) {
    try {
      await writer.apply(desired.object);
    } catch (error) {
      const code = `${what}${exists ? 'Update' : 'Create'}Failed`;
      problems.push({ code, name: desired.name, message: (error as Error).message });
    }
  }
  return problems;
}

async function removeAll(writer: KubernetesWriter, objects: readonly JsonObject[]): Promise<SyncProblem[]> {
  const problems: SyncProblem[] = [];
  for (const object of objects) {
    try {
      await writer.remove(object);
    } catch (error) {
      const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
      const code = `${object['kind'] === 'ConstraintTemplate' ? 'ConstraintTemplate' : 'Constraint'}UpdateFailed`;
      problems.push({ code, name: String(metadata['name']), message: (error as Error).message });
    }
  }
  return problems;
}
