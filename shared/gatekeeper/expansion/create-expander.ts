import { toEnforcementAction } from '../constraint/enforcement-actions';
import {
  asObject,
  asString,
  isJsonArray,
  type JsonBuilder,
  type JsonObject,
  type JsonValue,
  ownValue,
  valueAt,
} from '../json';
import type { Review } from '../review/review';
import { reviewOf } from '../review/review-of';
import {
  compileExpansionTemplate,
  type ExpansionTemplate,
  type GroupVersionKind,
  groupVersionKindOf,
} from './compile-expansion-template';

/** How deep one workload may imply another. */
const maxDepth = 30;

/** A resource that a workload implies. */
export interface ImpliedResource {
  readonly object: JsonObject;
  /** Name of the ExpansionTemplate that made it. */
  readonly template: string;
  /** Replaces the action of every result on it. */
  readonly enforcementAction: string | undefined;
}

/** A workload that cannot be expanded: it lacks the embedded template, or implies others without end. */
export class ExpansionError extends Error {
  override readonly name = 'ExpansionError';
  readonly code = 'expansion_failed';
}

/** Changes an implied resource before it is judged, as mutators with source Generated do. */
export type ImpliedMutation = (object: JsonObject, namespaceObject: JsonObject | undefined) => JsonObject;

/** Makes the resources that workloads imply. */
export interface Expander {
  /** Names of templates that are in a circle and so do nothing. */
  readonly disabled: readonly string[];
  /** Whether anything is implied by objects of this kind. */
  readonly expands: (gvk: GroupVersionKind) => boolean;
  /**
   * Everything that an object implies, one level after the other; empty for most objects.
   *
   * @throws ExpansionError
   */
  readonly expand: (object: JsonObject, namespaceObject?: JsonObject) => ImpliedResource[];
}

/**
 * Prepares ExpansionTemplates for use. Those in a circle (a makes b, b makes a) are disabled, all of the circle.
 *
 * @throws ExpansionTemplateError for a malformed template
 */
export function createExpander(templates: readonly JsonObject[], mutate?: ImpliedMutation): Expander {
  const all = templates.map(compileExpansionTemplate).sort((a, b) => (a.name < b.name ? -1 : 1));
  const disabled = all.filter((template) => isInCircle(template, all)).map((template) => template.name);
  const usable = all.filter((template) => !disabled.includes(template.name));
  const expandAt = (
    object: JsonObject,
    namespaceObject: JsonObject | undefined,
    depth: number,
  ): ImpliedResource[] => {
    const gvk = groupVersionKindOf(object);
    const matching = usable.filter((template) => template.appliesTo(gvk));
    if (matching.length > 0 && depth >= maxDepth) {
      throw new ExpansionError(`Workloads imply each other more than ${maxDepth} levels deep.`);
    }
    return matching.flatMap((template) => {
      const made = makeImplied(object, gvk, template, namespaceObject);
      const implied = mutate === undefined ? made : mutate(made, namespaceObject);
      const { name, enforcementAction } = template;
      return [
        { object: implied, template: name, enforcementAction },
        ...expandAt(implied, namespaceObject, depth + 1),
      ];
    });
  };
  return {
    disabled,
    expands: (gvk) => usable.some((template) => template.appliesTo(gvk)),
    expand: (object, namespaceObject) => expandAt(object, namespaceObject, 0),
  };
}

/**
 * The reviews of everything that a reviewed workload implies: source Generated, the operation and user of the request
 * that asked for the workload. On DELETE the implied object is the old object too. An action of the ExpansionTemplate
 * goes with them.
 *
 * @throws ExpansionError
 */
export function expandReview(expander: Expander, review: Review): Review[] {
  const { object, namespaceObject } = review;
  if (object === undefined) return [];
  const operation = asString(ownValue(review.document, 'operation')) ?? '';
  const userInfo = asObject(ownValue(review.document, 'userInfo'));
  return expander.expand(object, namespaceObject).map((implied) => {
    const made = reviewOf(implied.object, {
      source: 'Generated',
      impliedBy: implied.template,
      operation,
      ...(operation === 'DELETE' ? { oldObject: implied.object } : {}),
      ...(userInfo === undefined ? {} : { userInfo }),
      ...(namespaceObject === undefined ? {} : { namespaceObject }),
    });
    const { enforcementAction } = implied;
    return enforcementAction === undefined
      ? made
      : { ...made, enforcementAction: toEnforcementAction(enforcementAction) };
  });
}

function isInCircle(start: ExpansionTemplate, all: readonly ExpansionTemplate[]): boolean {
  const seen = new Set<ExpansionTemplate>();
  const pending = [start];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const next of all) {
      if (!next.appliesTo(current.generated)) continue;
      if (next === start) return true;
      if (!seen.has(next)) {
        seen.add(next);
        pending.push(next);
      }
    }
  }
  return false;
}

function makeImplied(
  parent: JsonObject,
  parentKind: GroupVersionKind,
  template: ExpansionTemplate,
  namespaceObject: JsonObject | undefined,
): JsonObject {
  const source = asObject(valueAt(parent, ...template.templatePath));
  const parentName = asString(valueAt(parent, 'metadata', 'name')) ?? '';
  if (source === undefined) {
    const path = template.templatePath.join('.');
    throw new ExpansionError(
      `${parentKind.kind} ${parentName} has no object at ${path}, where the expansion template ${template.name} looks.`,
    );
  }
  const { group, version, kind } = template.generated;
  const namespace =
    asString(valueAt(namespaceObject, 'metadata', 'name')) ??
    asString(valueAt(parent, 'metadata', 'namespace'));
  const metadata: JsonBuilder = {
    ...asObject(ownValue(source, 'metadata')),
    name: (kind === '' ? parentName : `${parentName}-${kind}`).toLowerCase(),
  };
  const owners = ownersOf(source, parent);
  if (owners !== undefined) metadata['ownerReferences'] = owners;
  if (namespace === '') delete metadata['namespace'];
  else if (namespace !== undefined) metadata['namespace'] = namespace;
  return { ...source, apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata };
}

/** The owners that the embedded template names, and the parent after them; undefined to leave them as they are. */
function ownersOf(source: JsonObject, parent: JsonObject): readonly JsonValue[] | undefined {
  const [apiVersion, kind, name] = [
    asString(ownValue(parent, 'apiVersion')) ?? '',
    asString(ownValue(parent, 'kind')) ?? '',
    asString(valueAt(parent, 'metadata', 'name')) ?? '',
  ];
  if (apiVersion === '' || kind === '' || name === '') return undefined;
  const given = valueAt(source, 'metadata', 'ownerReferences');
  const owners = isJsonArray(given) ? given : [];
  const known = owners.some(
    (owner) =>
      valueAt(owner, 'apiVersion') === apiVersion &&
      valueAt(owner, 'kind') === kind &&
      valueAt(owner, 'name') === name,
  );
  return known ? undefined : [...owners, { apiVersion, kind, name, uid: '' }];
}
