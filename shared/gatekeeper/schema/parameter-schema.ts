import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { applyDefaults } from './apply-defaults';
import { checkStructural } from './check-structural';
import { toPreservingSchema } from './to-preserving-schema';
import { unknownFields } from './unknown-fields';
import { validateValue } from './validate-value';

/** What became of a constraint's `spec.parameters`: the defaulted value, or what is wrong with it. */
export type ParameterOutcome =
  | { readonly value: JsonObject | undefined }
  | { readonly problems: readonly string[]; readonly unknown: readonly string[] };

/** The compiled `openAPIV3Schema` of a template. */
export interface ParameterSchema {
  /** Defaults and checks one `spec.parameters`; absent parameters stay absent unless the schema has a default. */
  accept(parameters: JsonValue | undefined): ParameterOutcome;
}

/**
 * Prepares the parameter schema of a constraint template. With `legacySchema` every untyped or object node keeps
 * unknown fields; without, the schema must be structural. No schema at all allows no parameters.
 * Source of the semantics: structural schemas of Kubernetes CRDs, as the constraint framework uses them.
 *
 * @returns the schema, or the reasons why it is refused
 */
export function compileParameterSchema(
  schema: JsonObject | undefined,
  legacySchema: boolean,
): { readonly schema: ParameterSchema } | { readonly problems: readonly string[] } {
  if (schema === undefined && !legacySchema) return { schema: noParameters };
  const declared = schema ?? {};
  const problems: string[] = [];
  const effective = legacySchema ? toPreservingSchema(declared, 'openAPIV3Schema', problems) : declared;
  if (problems.length === 0) checkStructural(effective, 'openAPIV3Schema', problems);
  if (problems.length > 0) return { problems };
  return { schema: { accept: (parameters) => acceptParameters(effective, parameters) } };
}

const noParameters: ParameterSchema = {
  accept(parameters) {
    if (parameters === undefined || parameters === null) return { value: undefined };
    return { problems: [], unknown: ['spec.parameters'] };
  },
};

function acceptParameters(schema: JsonObject, parameters: JsonValue | undefined): ParameterOutcome {
  const value = applyDefaults(schema, parameters === null ? undefined : parameters);
  if (value === undefined) return { value: undefined };
  const problems = validateValue(schema, value, 'spec.parameters');
  if (problems.length > 0) return { problems, unknown: [] };
  const unknown = unknownFields(schema, value, 'spec.parameters');
  if (unknown.length > 0) return { problems: [], unknown };
  if (!isJsonObject(value)) return { problems: ['spec.parameters must be of type object'], unknown: [] };
  return { value };
}
