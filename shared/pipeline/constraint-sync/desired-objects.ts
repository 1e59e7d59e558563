import type { Constraint } from '../../gatekeeper';
import { contentHash, isJsonObject, type JsonObject, type JsonValue } from '../../policy';
import type { TemplateOrigin } from '../evaluate';

/** The label and its value that everything of Azure Policy has in a cluster. */
const managedBy = { key: 'managed-by', value: 'azure-policy-addon' } as const;

/** The annotation that tells our objects from those of the add-on: a hash of what was written. */
export const hashAnnotation = 'plimsoll-content-hash';

/** An object that a cluster should hold. */
export interface DesiredObject {
  /** Complete, with labels and annotations. */
  readonly object: JsonObject;
  readonly name: string;
  readonly hash: string;
}

/** What the policies in force want in a cluster. */
export interface DesiredObjects {
  readonly templates: readonly DesiredObject[];
  readonly constraints: readonly DesiredObject[];
  /** Templates that cannot be written because another policy brings the same name with other content. */
  readonly conflicts: readonly { readonly name: string; readonly definitionId: string }[];
}

interface TemplateNeed {
  readonly origin: TemplateOrigin;
  readonly content: string;
  readonly definitionIds: Set<string>;
  readonly constraints: Constraint[];
}

/**
 * Makes the objects that the Azure Policy add-on would write for these constraints (azure-policy: from assignment to
 * cluster objects): each template once by name, each constraint as it is. Of several templates with one name the first
 * is taken, in the order of the constraints, or the one that is in the cluster already.
 *
 * @param present hashes of our templates in the cluster, by name
 */
export function desiredObjects(
  origins: ReadonlyMap<Constraint, TemplateOrigin>,
  present: ReadonlyMap<string, string>,
): DesiredObjects {
  const needs = new Map<string, Map<string, TemplateNeed>>();
  for (const [constraint, origin] of origins) {
    const byContent = needs.get(constraint.template.name) ?? new Map<string, TemplateNeed>();
    needs.set(constraint.template.name, byContent);
    const content = contentHash(origin.template);
    const need = byContent.get(content) ?? { origin, content, definitionIds: new Set(), constraints: [] };
    byContent.set(content, need);
    need.definitionIds.add(definitionOf(constraint));
    need.constraints.push(constraint);
  }
  const templates: DesiredObject[] = [];
  const constraints: DesiredObject[] = [];
  const conflicts: { name: string; definitionId: string }[] = [];
  for (const [name, byContent] of needs) {
    const candidates = [...byContent.values()].map((need) => ({ need, made: templateObject(name, need) }));
    const chosen = candidates.find(({ made }) => made.hash === present.get(name)) ?? candidates[0];
    for (const candidate of candidates) {
      if (candidate === chosen) {
        templates.push(candidate.made);
        for (const { name: constraint, resource } of candidate.need.constraints)
          constraints.push(withHash(constraint, resource as JsonObject));
      } else for (const definitionId of candidate.need.definitionIds) conflicts.push({ name, definitionId });
    }
  }
  return { templates, constraints, conflicts };
}

function templateObject(name: string, { origin, definitionIds }: TemplateNeed): DesiredObject {
  const metadata = isJsonObject(origin.template['metadata']) ? origin.template['metadata'] : {};
  const labels = isJsonObject(metadata['labels']) ? metadata['labels'] : {};
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  const definitions = [...definitionIds]
    .sort()
    .map((id, index): [string, JsonValue] => [`azure-policy-definition-id-${index + 1}`, id]);
  return withHash(name, {
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
  });
}

function withHash(name: string, object: JsonObject): DesiredObject {
  const hash = contentHash(object);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  return {
    name,
    hash,
    object: {
      ...object,
      metadata: { ...metadata, annotations: { ...annotations, [hashAnnotation]: hash } },
    },
  };
}

function definitionOf({ resource }: Constraint): string {
  const metadata = (resource as JsonObject)['metadata'];
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) ? String(annotations['azure-policy-definition-id'] ?? '') : '';
}
