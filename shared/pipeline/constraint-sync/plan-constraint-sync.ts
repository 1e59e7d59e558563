import { isJsonObject, type JsonObject, type JsonValue } from '../../policy';
import { type DesiredObject, type DesiredObjects, hashAnnotation } from './desired-objects';

/** What a cluster holds of Gatekeeper's objects. */
export interface ExistingObjects {
  readonly templates: readonly JsonObject[];
  readonly constraints: readonly JsonObject[];
}

/** Something of the synchronisation that did not come about. */
export interface SyncProblem {
  /** A reason code of Azure Policy for Kubernetes, e.g. `ConstraintTemplateConflicts`. */
  readonly code: string;
  /** The template or constraint concerned. */
  readonly name: string;
  readonly message: string;
}

/** An object to write, and whether it is there already. */
export interface PlannedWrite {
  readonly desired: DesiredObject;
  readonly exists: boolean;
}

/** What has to be written and removed, each list in its order: templates make the kinds of their constraints. */
export interface ConstraintSyncPlan {
  readonly templates: readonly PlannedWrite[];
  readonly constraints: readonly PlannedWrite[];
  readonly staleConstraints: readonly JsonObject[];
  readonly staleTemplates: readonly JsonObject[];
  readonly problems: readonly SyncProblem[];
}

/**
 * Compares what a cluster should hold with what it holds: the differences alone. Objects that are not ours are never
 * touched; one that stands where ours should stand is a conflict, and what is there keeps working. Pure.
 */
export function planConstraintSync(desired: DesiredObjects, existing: ExistingObjects): ConstraintSyncPlan {
  const problems: SyncProblem[] = desired.conflicts.map(({ name, definitionId }) => ({
    code: 'ConstraintTemplateConflicts',
    name,
    message: `The definition ${definitionId} brings a constraint template ${name} that differs from another one of that name. Rename its kind.`,
  }));
  const templates = compare(desired.templates, existing.templates, (name) =>
    problems.push({
      code: 'ConstraintTemplateConflicts',
      name,
      message: `The cluster has a constraint template ${name} that somebody else wrote. Remove it, or rename the kind of the definition's template.`,
    }),
  );
  const constraints = compare(desired.constraints, existing.constraints, (name) =>
    problems.push({
      code: 'ConstraintCreateFailed',
      name,
      message: `The cluster has a constraint ${name} that somebody else wrote. Remove it.`,
    }),
  );
  for (const template of existing.templates) problems.push(...refusals(template));
  return {
    templates: templates.writes,
    constraints: constraints.writes.filter(({ desired: one }) => !templates.refused.has(kindOf(one.object))),
    staleConstraints: constraints.stale,
    staleTemplates: templates.stale,
    problems,
  };
}

function compare(
  desired: readonly DesiredObject[],
  existing: readonly JsonObject[],
  refuse: (name: string) => void,
): { writes: PlannedWrite[]; stale: JsonObject[]; refused: Set<string> } {
  const there = new Map(existing.map((object) => [identity(object), object]));
  const wanted = new Set(desired.map(({ object }) => identity(object)));
  const writes: PlannedWrite[] = [];
  const refused = new Set<string>();
  for (const one of desired) {
    const current = there.get(identity(one.object));
    if (current === undefined) writes.push({ desired: one, exists: false });
    else if (contains(current, one.object)) continue;
    else if (isOurs(current)) writes.push({ desired: one, exists: true });
    else {
      refused.add(one.name);
      refuse(one.name);
    }
  }
  return {
    writes,
    stale: existing.filter((object) => isOurs(object) && !wanted.has(identity(object))),
    refused,
  };
}

const identity = (object: JsonObject): string => `${String(object['kind'])}/${nameOf(object)}`;

/** The name of the template that a constraint is of. */
const kindOf = (constraint: JsonObject): string => String(constraint['kind']).toLowerCase();

/** The add-on's label is on its own objects, too; the hash is on ours alone, and stays when a label is edited away. */
function isOurs(object: JsonObject): boolean {
  const metadata = object['metadata'];
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) && hashAnnotation in annotations;
}

function nameOf(object: JsonObject): string {
  const metadata = object['metadata'];
  return isJsonObject(metadata) ? String(metadata['name']) : '';
}

/**
 * Whether all that is wanted is there. The API server adds defaults and bookkeeping, which are not compared; what is
 * no longer wanted shows by the hash among the annotations.
 */
function contains(current: JsonValue | undefined, wanted: JsonValue): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(current) &&
      current.length === wanted.length &&
      wanted.every((value: JsonValue, index) => contains(current[index], value))
    );
  if (!isJsonObject(wanted)) return current === wanted;
  if (!isJsonObject(current)) return false;
  return Object.entries(wanted).every(([key, value]) => contains(current[key], value));
}

/** What Gatekeeper said of a template of ours that it could not take (status by pod). */
function refusals(template: JsonObject): SyncProblem[] {
  if (!isOurs(template)) return [];
  const status = isJsonObject(template['status']) ? template['status'] : {};
  const pods = Array.isArray(status['byPod']) ? (status['byPod'] as readonly JsonValue[]) : [];
  const errors = pods.flatMap((pod) =>
    isJsonObject(pod) && Array.isArray(pod['errors']) ? pod['errors'] : [],
  );
  const texts = errors.map((error: unknown) =>
    isJsonObject(error) ? String(error['message']) : String(error),
  );
  if (texts.length === 0) return [];
  const message = `Gatekeeper did not accept the constraint template: ${[...new Set(texts)].join('; ')}`;
  return [{ code: 'ConstraintTemplateInstallFailed', name: nameOf(template), message }];
}
