import type { JsonObject, JsonValue } from '../../../shared/policy/index';
import { parameterTexts } from './parameter-texts';
import type { PolicyParameter } from './policy-parameter';

/** What every built-in policy definition or initiative has. */
export interface BuiltInFacts {
  /** The GUID under which Azure has it. */
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  /** All published versions, the newest first; the version alone when absent. */
  readonly published?: readonly string[];
  /** Only where it differs from `version`. */
  readonly metadataVersion?: string;
  readonly preview?: boolean;
  readonly deprecated?: boolean;
}

/** The ARM resource of a built-in definition or initiative. */
export function builtInDefinition(
  segment: 'policyDefinitions' | 'policySetDefinitions',
  facts: BuiltInFacts,
  parameters: Readonly<Record<string, PolicyParameter>>,
  rest: JsonObject,
): JsonObject {
  return {
    id: `/providers/Microsoft.Authorization/${segment}/${facts.id}`,
    name: facts.id,
    type: `Microsoft.Authorization/${segment}`,
    properties: {
      displayName: facts.displayName,
      policyType: 'BuiltIn',
      description: facts.description,
      metadata: {
        version: facts.metadataVersion ?? facts.version,
        category: 'Kubernetes',
        ...(facts.preview === true ? { preview: true } : {}),
        ...(facts.deprecated === true ? { deprecated: true } : {}),
      },
      version: facts.version,
      versions: facts.published ?? [facts.version.toUpperCase()],
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, parameter]) => [name, withTexts(name, parameter)]),
      ),
      ...rest,
    },
  };
}

function withTexts(name: string, parameter: PolicyParameter): JsonObject {
  const [displayName, description] = parameterTexts.get(name) ?? [name, ''];
  const { type, defaultValue, allowedValues, schema, hints } = parameter;
  const told: Record<string, JsonValue> = {
    type,
    metadata: { displayName, ...(description === '' ? {} : { description }), ...hints },
  };
  if (defaultValue !== undefined) told['defaultValue'] = defaultValue;
  if (allowedValues !== undefined) told['allowedValues'] = allowedValues;
  if (schema !== undefined) told['schema'] = schema;
  return told;
}

/** An expression that stands for a parameter's value. */
export const parameterValue = (name: string): string => `[parameters('${name}')]`;
