import type { KubernetesReader } from '../../estate';
import { isJsonObject, type JsonObject } from '../../policy';
import { hashOf, nameOf } from './desired-object';
import type { ClusterFacts } from './desired-objects';

/** What a cluster holds of Gatekeeper's objects, and how it serves them. */
export interface ExistingObjects extends ClusterFacts {
  /** Templates, constraints of every kind that they make, mutators and expansion templates. */
  readonly objects: readonly JsonObject[];
  /** Kinds (see `kindKey`) whose objects could not be listed, and why: nothing is known of them. */
  readonly unreadable: ReadonlyMap<string, string>;
}

export const templateKind = { group: 'templates.gatekeeper.sh', kind: 'ConstraintTemplate' } as const;
export const constraintGroup = 'constraints.gatekeeper.sh';

const optionalKinds = [
  { group: 'mutations.gatekeeper.sh', kind: 'Assign' },
  { group: 'mutations.gatekeeper.sh', kind: 'AssignImage' },
  { group: 'mutations.gatekeeper.sh', kind: 'AssignMetadata' },
  { group: 'mutations.gatekeeper.sh', kind: 'ModifySet' },
  { group: 'expansion.gatekeeper.sh', kind: 'ExpansionTemplate' },
] as const;

/**
 * Reads what a cluster holds. A kind that may not be read is told and stops no other.
 *
 * @returns undefined for a cluster without Gatekeeper
 * @throws KubernetesRequestError when the cluster does not answer
 */
export async function readExisting(reader: KubernetesReader): Promise<ExistingObjects | undefined> {
  if ((await reader.resource(templateKind)) === undefined) return undefined;
  const objects: JsonObject[] = [];
  const unreadable = new Map<string, string>();
  const servedAs = new Map<string, string>();
  const readAll = async (wanted: {
    readonly group: string;
    readonly kind: string;
  }): Promise<JsonObject[]> => {
    const found: JsonObject[] = [];
    try {
      for await (const page of reader.list(wanted)) found.push(...page);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      unreadable.set(`${wanted.group}/${wanted.kind}`, (error as Error).message);
      return [];
    }
    objects.push(...found);
    return found;
  };
  const templates = await readAll(templateKind);
  for (const kind of new Set(templates.flatMap((template) => kindMadeBy(template) ?? [])))
    await readAll({ group: constraintGroup, kind });
  for (const optional of optionalKinds) {
    const resource = await reader.resource(optional);
    if (resource === undefined) continue;
    servedAs.set(optional.kind, resource.apiVersion);
    await readAll(optional);
  }
  const templateHashes = new Map(
    templates.flatMap((template): [string, string][] => {
      const hash = hashOf(template);
      return hash === undefined ? [] : [[nameOf(template), hash]];
    }),
  );
  const otherExpansions = objects.filter(
    (object) => object['kind'] === 'ExpansionTemplate' && hashOf(object) === undefined,
  );
  return { objects, unreadable, servedAs, templateHashes, otherExpansions };
}

const isForbidden = (error: unknown): boolean => (error as { status?: unknown }).status === 403;

/** The kind of the constraints that a template makes. */
export function kindMadeBy(template: JsonObject): string | undefined {
  let value: unknown = template;
  for (const key of ['spec', 'crd', 'spec', 'names', 'kind'])
    value = isJsonObject(value) ? (value as JsonObject)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
