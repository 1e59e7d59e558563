import { hashText } from './canonical-json';
import type { JsonObject, JsonValue } from './json';
import { type ParameterDeclarations, readDeclarations } from './parameter-declaration';
import { parameterValues } from './parameter-values';
import { type Parsed, problemOf } from './problem';
import { readCommonProperties } from './read-common-properties';
import { openEnvelope, parsing, policyObjectId, propertyReader, refuse } from './read-object';
import { type PolicyVersion, parseVersionPin, type VersionPin } from './version';

/** One member of an initiative. */
export interface PolicyDefinitionReference {
  /** Unique within the initiative, compared without regard to case; made up when the initiative gives none. */
  readonly referenceId: string;
  /** Lower-cased twin of the reference id. */
  readonly key: string;
  readonly policyDefinitionId: string;
  readonly definitionKey: string;
  /** Values bound to the member's parameters: literals, or expressions over the initiative's parameters. */
  readonly parameters: JsonObject;
  readonly pin?: VersionPin;
  readonly groupNames: readonly string[];
}

/** A group of members, such as a control of a regulation. */
export interface PolicyDefinitionGroup {
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly category?: string;
  readonly additionalMetadataId?: string;
}

/** An initiative (policy set definition). */
export interface PolicySetDefinition {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly policyType: string;
  readonly metadata: JsonObject;
  readonly category?: string;
  readonly version: PolicyVersion;
  readonly parameters: JsonObject;
  readonly declarations: ParameterDeclarations;
  readonly policyDefinitions: readonly PolicyDefinitionReference[];
  readonly policyDefinitionGroups: readonly PolicyDefinitionGroup[];
}

/** Reads an initiative from raw ARM JSON, as {@link parsePolicyDefinition} reads a definition. */
export function parsePolicySetDefinition(raw: JsonValue): Parsed<PolicySetDefinition> {
  return parsing(() => readPolicySetDefinition(raw));
}

function readPolicySetDefinition(raw: JsonValue): PolicySetDefinition {
  const { id, name, properties } = openEnvelope(raw, 'policysetdefinitions');
  const reader = propertyReader(id.id, properties, '');
  const parameters = reader.object('parameters') ?? {};
  const { declarations, problems } = readDeclarations(parameters);
  if (problems[0] !== undefined) refuse({ ...problems[0], target: id.id });
  if (reader.read('policyDefinitions') === undefined) reader.wrong('policyDefinitions', 'a list of members');
  const policyDefinitions = reader
    .objects('policyDefinitions')
    .map((member, index) => readReference(id.id, member, index));
  const seen = new Set<string>();
  for (const { key, referenceId } of policyDefinitions) {
    if (seen.has(key)) refuse(problemOf('DuplicateReference', id.id, referenceId));
    seen.add(key);
  }
  return {
    id: id.id,
    key: id.key,
    name,
    ...readCommonProperties(reader),
    parameters,
    declarations,
    policyDefinitions,
    policyDefinitionGroups: reader
      .objects('policyDefinitionGroups')
      .map((group, index) => readGroup(id.id, group, index)),
  };
}

function readReference(setId: string, member: JsonObject, index: number): PolicyDefinitionReference {
  const reader = propertyReader(setId, member, `policyDefinitions[${index}].`);
  const policyDefinitionId = reader.requiredText('policyDefinitionId');
  if (policyObjectId(policyDefinitionId, 'policysetdefinitions') !== undefined) {
    refuse(problemOf('NestedInitiative', setId, policyDefinitionId));
  }
  const definition = policyObjectId(policyDefinitionId, 'policydefinitions');
  if (definition === undefined) {
    refuse(problemOf('InvalidId', setId, 'a policy definition', policyDefinitionId));
  }
  const referenceId = reader.text('policyDefinitionReferenceId') || madeUpReference(definition.key, index);
  const pinText = reader.text('definitionVersion');
  const pin = pinText === undefined ? undefined : parseVersionPin(pinText);
  if (pinText !== undefined && pin === undefined) {
    refuse(problemOf('InvalidVersion', setId, reader.path('definitionVersion'), pinText));
  }
  const parameters = parameterValues(reader.object('parameters') ?? {});
  if ('problem' in parameters) refuse({ ...parameters.problem, target: setId });
  return {
    referenceId,
    key: referenceId.toLowerCase(),
    policyDefinitionId: definition.id,
    definitionKey: definition.key,
    parameters: parameters.value,
    ...(pin === undefined ? {} : { pin }),
    groupNames: reader.texts('groupNames'),
  };
}

function readGroup(setId: string, group: JsonObject, index: number): PolicyDefinitionGroup {
  const reader = propertyReader(setId, group, `policyDefinitionGroups[${index}].`);
  const displayName = reader.text('displayName');
  const description = reader.text('description');
  const category = reader.text('category');
  const additionalMetadataId = reader.text('additionalMetadataId');
  return {
    name: reader.requiredText('name'),
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    ...(category === undefined ? {} : { category }),
    ...(additionalMetadataId === undefined ? {} : { additionalMetadataId }),
  };
}

/** Azure makes up a long number as text. Ours is the same whenever the same initiative is read. */
function madeUpReference(definitionKey: string, index: number): string {
  return BigInt(`0x${hashText(`${index} ${definitionKey}`).slice(0, 16)}`).toString();
}
