import type { JsonObject, JsonValue } from '../../../shared/policy/index';
import { type BuiltInFacts, builtInDefinition, parameterValue } from './built-in-definition';
import type { PolicyParameter } from './policy-parameter';

export interface InitiativeMember {
  readonly reference: string;
  /** The GUID of the definition. */
  readonly definition: string;
  /** E.g. `6.*.*`. */
  readonly pin: string;
  /** Parameters that take the initiative's parameter of the same name. */
  readonly bound: readonly string[];
  /** Parameters that take something else. */
  readonly values?: Readonly<Record<string, JsonValue>>;
}

/** What tells one initiative from another. */
export interface InitiativeRow extends BuiltInFacts {
  readonly parameters: Readonly<Record<string, PolicyParameter>>;
  readonly members: readonly InitiativeMember[];
}

/** The ARM resource of an initiative. */
export function initiative(row: InitiativeRow): JsonObject {
  return builtInDefinition('policySetDefinitions', row, row.parameters, {
    policyDefinitions: row.members.map((member) => ({
      policyDefinitionReferenceId: member.reference,
      policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${member.definition}`,
      definitionVersion: member.pin,
      parameters: Object.fromEntries([
        ...member.bound.map((name) => [name, { value: parameterValue(name) }] as const),
        ...Object.entries(member.values ?? {}).map(([name, value]) => [name, { value }] as const),
      ]),
    })),
  });
}
