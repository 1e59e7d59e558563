import {
  type Constraint,
  type JsonObject as EngineJson,
  type GroupVersionKind,
  neededKinds,
} from '../../gatekeeper';
import { isJsonObject, type JsonObject } from '../../policy';

/** What judging by some constraints needs to know of a cluster beside the object that is judged. */
export interface IndexNeeds {
  /** Kinds of which templates look up objects in `data.inventory`. */
  readonly kinds: readonly GroupVersionKind[];
  /** Whether Namespace objects are looked at: their labels select, or templates read them. */
  readonly namespaces: boolean;
  /** Whether the cluster's own ExpansionTemplates are asked for. */
  readonly expansions?: boolean;
}

/** What these constraints need. `templateOf` gives the source of a constraint's template. */
export function indexNeeds(
  constraints: Iterable<Constraint>,
  templateOf: (constraint: Constraint) => JsonObject | undefined,
): IndexNeeds {
  const all = [...constraints];
  return {
    kinds: neededKinds(all.map(({ template }) => template)),
    namespaces: all.some((constraint) => looksAtNamespace(constraint, templateOf(constraint))),
  };
}

/** Whether a constraint selects by the labels of Namespaces, or its template reads the Namespace of the object. */
export function looksAtNamespace({ resource }: Constraint, template: JsonObject | undefined): boolean {
  return selectsByNamespace(resource) || (template !== undefined && namesNamespaceObject(template));
}

/** Whether a constraint or a mutator has a `namespaceSelector` that asks for something. */
export function selectsByNamespace(resource: EngineJson): boolean {
  const spec = isJsonObject(resource['spec']) ? resource['spec'] : {};
  const match = isJsonObject(spec['match']) ? spec['match'] : {};
  const selector = match['namespaceSelector'];
  return isJsonObject(selector) && Object.keys(selector).length > 0;
}

const known = new WeakMap<JsonObject, boolean>();

/** The word stands for itself in Rego and in CEL; where it is only part of a text, a look too many is made. */
function namesNamespaceObject(template: JsonObject): boolean {
  const before = known.get(template);
  if (before !== undefined) return before;
  const found = JSON.stringify(template).includes('namespaceObject');
  known.set(template, found);
  return found;
}
