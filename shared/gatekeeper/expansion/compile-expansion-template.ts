import {
  asObject,
  asString,
  asStrings,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  ownValue,
  valueAt,
} from '../json';
import { splitApiVersion } from '../review/review';

/** The group, version and kind of a resource. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** An ExpansionTemplate, checked: which workloads imply which resource, and where its template stands in them. */
export interface ExpansionTemplate {
  readonly name: string;
  /** Keys of the embedded template, such as `spec`, `template`. */
  readonly templatePath: readonly string[];
  readonly generated: GroupVersionKind;
  /** Replaces the action of every result on the implied resource. */
  readonly enforcementAction: string | undefined;
  /** Whether it is for this kind of resource. */
  readonly appliesTo: (gvk: GroupVersionKind) => boolean;
}

/** An ExpansionTemplate that cannot be used. */
export class ExpansionTemplateError extends Error {
  override readonly name = 'ExpansionTemplateError';
  readonly code = 'invalid_expansion_template';
  constructor(
    readonly template: string,
    problem: string,
    readonly fix: string,
  ) {
    super(`Expansion template ${template || '(unnamed)'}: ${problem} ${fix}`);
  }
}

const maxNameLength = 63;

/**
 * Checks an ExpansionTemplate (expansion.gatekeeper.sh) and prepares it.
 *
 * @throws ExpansionTemplateError when a part is missing, or it expands into its own kind
 */
export function compileExpansionTemplate(template: JsonObject): ExpansionTemplate {
  const name = asString(valueAt(template, 'metadata', 'name')) ?? '';
  const spec = asObject(ownValue(template, 'spec'));
  if (name === '' || name.length > maxNameLength) {
    throw new ExpansionTemplateError(
      name,
      `the name must have 1 to ${maxNameLength} characters.`,
      'Set metadata.name.',
    );
  }
  const source = asString(ownValue(spec, 'templateSource')) ?? '';
  if (source === '') {
    throw new ExpansionTemplateError(
      name,
      'it names no template source.',
      'Set spec.templateSource, such as "spec.template".',
    );
  }
  const generated = readGenerated(name, spec);
  const appliesTo = readApplyTo(name, spec);
  if (appliesTo(generated)) {
    throw new ExpansionTemplateError(
      name,
      'it expands into its own kind.',
      'Let spec.generatedGVK differ from spec.applyTo.',
    );
  }
  return {
    name,
    templatePath: source.split('.'),
    generated,
    enforcementAction: asString(ownValue(spec, 'enforcementAction')) || undefined,
    appliesTo,
  };
}

/** Group, version and kind of an object. */
export function groupVersionKindOf(object: JsonObject): GroupVersionKind {
  const { group, version } = splitApiVersion(asString(ownValue(object, 'apiVersion')) ?? '');
  return { group, version, kind: asString(ownValue(object, 'kind')) ?? '' };
}

function readGenerated(name: string, spec: JsonObject | undefined): GroupVersionKind {
  const part = (key: string): string => asString(valueAt(spec, 'generatedGVK', key)) ?? '';
  const generated = { group: part('group'), version: part('version'), kind: part('kind') };
  if (generated.group !== '' || generated.version !== '' || generated.kind !== '') return generated;
  throw new ExpansionTemplateError(
    name,
    'it names no generated kind.',
    'Set spec.generatedGVK {group, version, kind}.',
  );
}

function readApplyTo(name: string, spec: JsonObject | undefined): (gvk: GroupVersionKind) => boolean {
  const applyTo = ownValue(spec, 'applyTo');
  const entries = (isJsonArray(applyTo) ? applyTo : []).filter(isJsonObject).map((entry) => ({
    groups: new Set(asStrings(ownValue(entry, 'groups'))),
    versions: new Set(asStrings(ownValue(entry, 'versions'))),
    kinds: new Set(asStrings(ownValue(entry, 'kinds'))),
  }));
  if (entries.length === 0) {
    throw new ExpansionTemplateError(
      name,
      'it applies to nothing.',
      'List {groups, versions, kinds} in spec.applyTo.',
    );
  }
  return ({ group, version, kind }) =>
    entries.some((entry) => entry.groups.has(group) && entry.versions.has(version) && entry.kinds.has(kind));
}
