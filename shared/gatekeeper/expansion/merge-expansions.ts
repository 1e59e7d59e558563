import { asString, asStrings, isJsonArray, isJsonObject, type JsonObject, ownValue, valueAt } from '../json';
import {
  compileExpansionTemplate,
  type ExpansionTemplate,
  ExpansionTemplateError,
} from './compile-expansion-template';
import { workloadTemplates } from './workload-templates';

/** The expansions in force in a cluster. */
export interface Expansions {
  /** ExpansionTemplates, ready for `createExpander`. */
  readonly templates: readonly JsonObject[];
  /** Those of the cluster that cannot be used. */
  readonly problems: readonly ExpansionTemplateError[];
}

/**
 * The expansions of the workloads that Kubernetes brings, and a cluster's own ExpansionTemplates. What its own ones say
 * goes first: a template of the same name takes the place of ours, and a kind of workload that they expand is left to
 * them, so that nothing is implied twice.
 */
export function mergeExpansions(custom: readonly JsonObject[]): Expansions {
  if (custom.length === 0) return { templates: workloadTemplates, problems: [] };
  const usable: { readonly template: JsonObject; readonly compiled: ExpansionTemplate }[] = [];
  const problems: ExpansionTemplateError[] = [];
  for (const template of custom) {
    try {
      usable.push({ template, compiled: compileExpansionTemplate(template) });
    } catch (error) {
      if (!(error instanceof ExpansionTemplateError)) throw error;
      problems.push(error);
    }
  }
  const names = new Set(usable.map(({ compiled }) => compiled.name));
  const ours = workloadTemplates.flatMap((template) => {
    if (names.has(asString(valueAt(template, 'metadata', 'name')) ?? '')) return [];
    const applyTo = entriesOf(template).flatMap(({ groups, versions, kinds }) =>
      groups.flatMap((group) =>
        versions.flatMap((version) =>
          kinds
            .filter((kind) => !usable.some(({ compiled }) => compiled.appliesTo({ group, version, kind })))
            .map((kind) => ({ groups: [group], versions: [version], kinds: [kind] })),
        ),
      ),
    );
    if (applyTo.length === 0) return [];
    return [{ ...template, spec: { ...(template['spec'] as JsonObject), applyTo } }];
  });
  return { templates: [...ours, ...usable.map(({ template }) => template)], problems };
}

/** The kinds of workloads that ExpansionTemplates apply to, each once. */
export function expandedKinds(templates: readonly JsonObject[]): { group: string; kind: string }[] {
  const found = new Map<string, { group: string; kind: string }>();
  for (const { groups, kinds } of templates.flatMap(entriesOf))
    for (const group of groups) for (const kind of kinds) found.set(`${group}/${kind}`, { group, kind });
  return [...found.values()];
}

function entriesOf(template: JsonObject): { groups: string[]; versions: string[]; kinds: string[] }[] {
  const applyTo = valueAt(template, 'spec', 'applyTo');
  return (isJsonArray(applyTo) ? applyTo : []).filter(isJsonObject).map((entry) => ({
    groups: asStrings(ownValue(entry, 'groups')),
    versions: asStrings(ownValue(entry, 'versions')),
    kinds: asStrings(ownValue(entry, 'kinds')),
  }));
}
