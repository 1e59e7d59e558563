import { compileCelProgram } from '../cel/compile-cel-program';
import { ConstraintTemplateError } from '../errors';
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
import { compileParameterSchema, type ParameterSchema } from '../schema/parameter-schema';
import { compileRegoProgram, type RegoSource } from './compile-rego-program';
import type { ConstraintTemplate } from './constraint-template';
import { readSyncRequirements } from './read-sync-requirements';
import type { TemplateEngine, TemplateProgram } from './template-program';

const targetName = 'admission.k8s.gatekeeper.sh';
/** As the name of a resource of Kubernetes, but in mixed case. */
const kindPattern = /^[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const maxKindLength = 63;
const versions = ['v1', 'v1beta1', 'v1alpha1'];

/** How to compile a template. */
export interface ConstraintTemplateOptions {
  /** Takes the code of this engine. Default: K8sNativeValidation where there is such code, else Rego. */
  readonly engine?: TemplateEngine;
}

/**
 * Compiles a ConstraintTemplate (templates.gatekeeper.sh v1, v1beta1, v1alpha1): checks its names, prepares its
 * parameter schema, chooses the engine as Gatekeeper does (CEL before Rego, the legacy `targets[].rego` before
 * `code[]`) and compiles its code once.
 *
 * @param template the parsed YAML of the template
 * @throws ConstraintTemplateError with a code, the template's name and what to do
 */
export function compileConstraintTemplate(
  template: JsonObject,
  options: ConstraintTemplateOptions = {},
): ConstraintTemplate {
  const name = asString(valueAt(template, 'metadata', 'name')) ?? '';
  const version = checkType(template, name);
  const kind = checkNames(template, name);
  const target = readTarget(template, name);
  return {
    name,
    kind,
    ...chooseProgram(target, name, options.engine),
    schema: readSchema(template, name, version),
    operations: asStrings(ownValue(target, 'operations')),
    requiresSync: readSyncRequirements(
      asString(valueAt(template, 'metadata', 'annotations', 'metadata.gatekeeper.sh/requires-sync-data')),
    ),
  };
}

function checkType(template: JsonObject, name: string): string {
  const apiVersion = asString(ownValue(template, 'apiVersion')) ?? '';
  const [group, version = ''] = apiVersion.split('/');
  if (
    ownValue(template, 'kind') === 'ConstraintTemplate' &&
    group === 'templates.gatekeeper.sh' &&
    versions.includes(version)
  ) {
    return version;
  }
  throw new ConstraintTemplateError(
    'invalid_template',
    name,
    'it is not a ConstraintTemplate of templates.gatekeeper.sh/v1, v1beta1 or v1alpha1.',
    'Set "apiVersion: templates.gatekeeper.sh/v1" and "kind: ConstraintTemplate".',
  );
}

function checkNames(template: JsonObject, name: string): string {
  const kind = asString(valueAt(template, 'spec', 'crd', 'spec', 'names', 'kind')) ?? '';
  if (name !== '' && kind !== '' && name.toLowerCase() === kind.toLowerCase()) {
    if (kind.length <= maxKindLength && kindPattern.test(kind)) return kind;
    throw new ConstraintTemplateError(
      'invalid_name',
      name,
      `"${kind}" cannot be the kind of constraints.`,
      'Use letters, digits and "-" in spec.crd.spec.names.kind, a letter in front, 63 at most.',
    );
  }
  throw new ConstraintTemplateError(
    'invalid_name',
    name,
    `the name must be the kind of its constraints in lower case, but spec.crd.spec.names.kind is "${kind}".`,
    kind === '' ? 'Set spec.crd.spec.names.kind.' : `Set metadata.name to "${kind.toLowerCase()}".`,
  );
}

function readTarget(template: JsonObject, name: string): JsonObject {
  const targets = valueAt(template, 'spec', 'targets');
  const target = isJsonArray(targets) ? targets[0] : undefined;
  if (!isJsonArray(targets) || targets.length !== 1 || !isJsonObject(target)) {
    throw new ConstraintTemplateError(
      'invalid_target',
      name,
      `exactly one target is expected, but there are ${isJsonArray(targets) ? targets.length : 0}.`,
      `Give spec.targets one entry with "target: ${targetName}".`,
    );
  }
  if (ownValue(target, 'target') === targetName) return target;
  throw new ConstraintTemplateError(
    'invalid_target',
    name,
    `the target ${JSON.stringify(ownValue(target, 'target') ?? '')} is not known.`,
    `Set spec.targets[0].target to "${targetName}".`,
  );
}

function readSchema(template: JsonObject, name: string, version: string): ParameterSchema {
  const validation = asObject(valueAt(template, 'spec', 'crd', 'spec', 'validation'));
  const declared = ownValue(validation, 'legacySchema');
  const legacy = typeof declared === 'boolean' ? declared : version !== 'v1';
  const outcome = compileParameterSchema(asObject(ownValue(validation, 'openAPIV3Schema')), legacy);
  if ('schema' in outcome) return outcome.schema;
  throw new ConstraintTemplateError(
    'invalid_schema',
    name,
    `the parameter schema is not structural: ${outcome.problems.join('; ')}.`,
    'Give each level of spec.crd.spec.validation.openAPIV3Schema a type, or set legacySchema: true.',
  );
}

function chooseProgram(
  target: JsonObject,
  name: string,
  wanted: TemplateEngine | undefined,
): { engine: TemplateEngine; program: TemplateProgram } {
  const code = ownValue(target, 'code');
  const entries = (isJsonArray(code) ? code : []).filter(isJsonObject);
  const sourceOf = (engine: TemplateEngine): JsonObject | undefined =>
    asObject(
      entries
        .map((entry) => (ownValue(entry, 'engine') === engine ? ownValue(entry, 'source') : undefined))
        .find(isJsonObject),
    );
  const cel = wanted === 'Rego' ? undefined : sourceOf('K8sNativeValidation');
  if (cel !== undefined) return { engine: 'K8sNativeValidation', program: celProgram(cel, name) };
  const rego = wanted === 'K8sNativeValidation' ? undefined : readRego(target, sourceOf('Rego'));
  if (rego === undefined) {
    throw new ConstraintTemplateError(
      'no_language_driver',
      name,
      `no language driver is known for its code${wanted === undefined ? '' : ` in ${wanted}`}.`,
      'Give spec.targets[0] a "rego" text, or "code" with the engine Rego or K8sNativeValidation.',
    );
  }
  const program = compileRegoProgram(rego);
  if (!('problems' in program)) return { engine: 'Rego', program };
  throw new ConstraintTemplateError(
    'invalid_rego',
    name,
    `its Rego does not compile: ${program.problems.join('; ')}.`,
    'Correct the Rego of the template.',
  );
}

function celProgram(source: JsonObject, name: string): TemplateProgram {
  const program = compileCelProgram(source);
  if (!('problems' in program)) return program;
  throw new ConstraintTemplateError(
    'invalid_cel',
    name,
    `its CEL does not compile: ${program.problems.join('; ')}.`,
    'Correct the expressions of the template.',
  );
}

function readRego(target: JsonObject, source: JsonObject | undefined): RegoSource | undefined {
  const legacy = asString(ownValue(target, 'rego')) ?? '';
  if (legacy !== '') return { rego: legacy, libs: asStrings(ownValue(target, 'libs')), version: 'v0' };
  if (source === undefined) return undefined;
  return {
    rego: asString(ownValue(source, 'rego')) ?? '',
    libs: asStrings(ownValue(source, 'libs')),
    version: ownValue(source, 'version') === 'v1' ? 'v1' : 'v0',
  };
}
