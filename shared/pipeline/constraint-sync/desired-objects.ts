import { type Constraint, mergeExpansions } from '../../gatekeeper';
import { contentHash, isJsonObject, type JsonObject, type JsonValue } from '../../policy';
import { forEngine, type TemplateOrigin } from '../evaluate';
import { type DesiredObject, desiredObject, managedBy, metadataOf } from './desired-object';
import { type SyncProblem, syncProblem } from './sync-problem';
import type { WantedInCluster } from './wanted-in-cluster';

/** What a cluster should hold, templates before what they make the kinds of. */
export interface DesiredObjects {
  readonly objects: readonly DesiredObject[];
  /** Templates that cannot be written because another policy brings the same name with other content. */
  readonly conflicts: readonly SyncProblem[];
  /** Keys of policies of which the cluster should keep what it has: nothing better can be had. */
  readonly keeps: ReadonlySet<string>;
}

/** What has to be known of a cluster to say what it should hold. */
export interface ClusterFacts {
  /** Hashes of our templates in the cluster, by name. */
  readonly templateHashes: ReadonlyMap<string, string>;
  /** In which `apiVersion` the cluster serves a kind of mutator, or ExpansionTemplate; absent: it does not. */
  readonly servedAs: ReadonlyMap<string, string>;
  /** ExpansionTemplates that somebody else wrote. */
  readonly otherExpansions: readonly JsonObject[];
}

interface TemplateNeed {
  readonly origin: TemplateOrigin;
  readonly definitionIds: Set<string>;
  readonly constraints: Constraint[];
}

/**
 * Makes the objects that the Azure Policy add-on would write for what policies want (azure-policy: from assignment to
 * cluster objects): each template once by name, each constraint and mutator as it is. Of several templates with one
 * name the one is taken that is in the cluster already, else the first in the order of the constraints. Where a policy
 * chose to see what workloads imply (source `Generated` or `All`), Gatekeeper is told which Pods those are.
 */
export function desiredObjects(wanted: WantedInCluster, facts: ClusterFacts): DesiredObjects {
  const templates: DesiredObject[] = [];
  const constraints: DesiredObject[] = [];
  const conflicts: SyncProblem[] = [];
  const keysOf = (some: readonly Constraint[]): string[] => [
    ...new Set(some.flatMap((constraint) => wanted.constraints.get(constraint) ?? [])),
  ];
  for (const [name, needs] of needsByName(wanted.origins)) {
    const candidates = needs.map((need) => ({
      need,
      made: desiredObject('ConstraintTemplate', templateObject(name, need), keysOf(need.constraints)),
    }));
    const present = facts.templateHashes.get(name);
    const chosen = candidates.find(({ made }) => made.hash === present) ?? candidates[0];
    for (const candidate of candidates) {
      if (candidate !== chosen) conflicts.push(...conflictsOf(name, candidate.need, wanted.constraints));
      else {
        templates.push(candidate.made);
        for (const constraint of candidate.need.constraints)
          constraints.push(desiredObject('Constraint', resourceOf(constraint), keysOf([constraint])));
      }
    }
  }
  const mutators = wanted.mutators.flatMap(({ mutator, policyKey }) => {
    const apiVersion = facts.servedAs.get(String(mutator['kind']));
    return apiVersion === undefined
      ? []
      : [desiredObject('Mutation', { ...mutator, apiVersion }, [policyKey])];
  });
  const expansions = expansionsFor(constraints, facts);
  const keeps = new Set([...wanted.broken, ...conflicts.flatMap(({ policyKeys }) => policyKeys)]);
  return { objects: [...templates, ...constraints, ...mutators, ...expansions], conflicts, keeps };
}

/** The templates that are needed by each name, each content once. */
function needsByName(origins: WantedInCluster['origins']): Map<string, TemplateNeed[]> {
  const byName = new Map<string, Map<string, TemplateNeed>>();
  for (const [constraint, origin] of origins) {
    const byContent = byName.get(constraint.template.name) ?? new Map<string, TemplateNeed>();
    byName.set(constraint.template.name, byContent);
    const content = contentHash(origin.template);
    const need = byContent.get(content) ?? { origin, definitionIds: new Set(), constraints: [] };
    byContent.set(content, need);
    need.definitionIds.add(definitionOf(constraint));
    need.constraints.push(constraint);
  }
  return new Map([...byName].map(([name, byContent]) => [name, [...byContent.values()]]));
}

function conflictsOf(
  name: string,
  { constraints }: TemplateNeed,
  keys: WantedInCluster['constraints'],
): SyncProblem[] {
  const byDefinition = new Map<string, string[]>();
  for (const constraint of constraints) {
    const id = definitionOf(constraint);
    byDefinition.set(id, [...(byDefinition.get(id) ?? []), keys.get(constraint) ?? '']);
  }
  return [...byDefinition].map(([id, policyKeys]) =>
    syncProblem(
      'ConstraintTemplateConflicts',
      name,
      `The definition ${id} brings a constraint template ${name} that differs from another one of that name. Rename its kind.`,
      policyKeys,
    ),
  );
}

function templateObject(name: string, { origin, definitionIds }: TemplateNeed): JsonObject {
  const metadata = metadataOf(origin.template);
  const labels = isJsonObject(metadata['labels']) ? metadata['labels'] : {};
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  const definitions = [...definitionIds]
    .sort()
    .map((id, index): [string, JsonValue] => [`azure-policy-definition-id-${index + 1}`, id]);
  return {
    apiVersion: origin.template['apiVersion'] ?? '',
    kind: 'ConstraintTemplate',
    metadata: {
      name,
      labels: { ...labels, [managedBy.key]: managedBy.value },
      annotations: {
        ...annotations,
        ...Object.fromEntries(definitions),
        ...(origin.url === undefined ? {} : { 'constraint-template': origin.url }),
        'constraint-template-installed-by': managedBy.value,
      },
    },
    spec: origin.template['spec'] ?? {},
  };
}

/**
 * Mutators alone do not ask for them: an implied Pod is mutated only to be judged. What others expand is left to them,
 * so that nothing is implied twice.
 */
function expansionsFor(
  constraints: readonly DesiredObject[],
  { servedAs, otherExpansions }: ClusterFacts,
): DesiredObject[] {
  const asking = constraints
    .filter(({ object }) => seesImplied(object))
    .flatMap(({ policyKeys }) => policyKeys);
  const apiVersion = servedAs.get('ExpansionTemplate');
  if (asking.length === 0 || apiVersion === undefined) return [];
  const others = otherExpansions.map(forEngine);
  const ours = mergeExpansions(others).templates.filter((template) => !others.includes(template));
  return (ours as readonly JsonObject[]).map((template) =>
    desiredObject(
      'ExpansionTemplate',
      {
        ...template,
        apiVersion,
        metadata: { ...metadataOf(template), labels: { [managedBy.key]: managedBy.value } },
      },
      [...new Set(asking)],
    ),
  );
}

/** Whether a constraint asks for what workloads imply. */
export function seesImplied({ spec }: JsonObject): boolean {
  const match = isJsonObject(spec) ? spec['match'] : undefined;
  const source = isJsonObject(match) ? match['source'] : undefined;
  return source === 'Generated' || source === 'All';
}

const resourceOf = (constraint: Constraint): JsonObject => constraint.resource as JsonObject;

function definitionOf(constraint: Constraint): string {
  const annotations = metadataOf(resourceOf(constraint))['annotations'];
  return isJsonObject(annotations) ? String(annotations['azure-policy-definition-id'] ?? '') : '';
}
