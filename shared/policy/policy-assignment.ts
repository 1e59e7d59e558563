import { type ArmId, parseArmId } from './arm-id';
import { type JsonObject, type JsonValue, ownProperty } from './json';
import { parameterValues } from './parameter-values';
import { type Parsed, problemOf } from './problem';
import { openEnvelope, parsing, policyObjectId, propertyReader, refuse } from './read-object';
import { type ResourceSelector, readResourceSelectors, readSelectors, type Selector } from './selector';
import { parseVersionPin, type VersionPin } from './version';

/** Whether an assignment acts on requests. `Enroll` is Azure's preview and acts as `DoNotEnforce`. */
export type EnforcementMode = 'Default' | 'DoNotEnforce' | 'Enroll';

/** A message shown when a policy is violated; without a reference it is the default for all members. */
export interface NonComplianceMessage {
  readonly message: string;
  readonly referenceKey?: string;
}

/** One override of an assignment. */
export type AssignmentOverride =
  | { readonly kind: 'policyEffect'; readonly value: string; readonly selectors: readonly Selector[] }
  | {
      readonly kind: 'definitionVersion';
      readonly value: VersionPin;
      readonly selectors: readonly Selector[];
    };

/** A policy assignment. */
export interface PolicyAssignment {
  readonly id: string;
  /** Lower-cased twin of the id. */
  readonly key: string;
  readonly name: string;
  /** Where it is assigned, taken from the id. */
  readonly scope: string;
  readonly scopeKey: string;
  readonly displayName?: string;
  readonly description?: string;
  /** A definition or an initiative. */
  readonly policyDefinitionId: string;
  readonly definitionKey: string;
  readonly isInitiative: boolean;
  readonly pin?: VersionPin;
  readonly notScopes: readonly string[];
  readonly notScopeKeys: readonly string[];
  /** Given values by name as written, without the `{ "value": … }` around them. */
  readonly parameters: JsonObject;
  readonly enforcementMode: EnforcementMode;
  readonly nonComplianceMessages: readonly NonComplianceMessage[];
  readonly overrides: readonly AssignmentOverride[];
  readonly resourceSelectors: readonly ResourceSelector[];
  readonly identity?: JsonObject;
  readonly location?: string;
  readonly metadata: JsonObject;
}

const overrideSelectorKinds = new Set([
  'resourceLocation',
  'resourceType',
  'policyDefinitionReferenceId',
] as const);

/** Reads an assignment from raw ARM JSON, as {@link parsePolicyDefinition} reads a definition. */
export function parsePolicyAssignment(raw: JsonValue): Parsed<PolicyAssignment> {
  return parsing(() => readPolicyAssignment(raw));
}

/**
 * An assignment of which nothing but the id could be read: it stands for its scope, so that the problem is reported
 * where the assignment would have counted.
 */
export function unreadableAssignment(id: ArmId, policyDefinitionId: string): PolicyAssignment {
  const scope = id.scope ?? '';
  return {
    id: id.id,
    key: id.key,
    name: id.name ?? '',
    scope,
    scopeKey: scope.toLowerCase(),
    policyDefinitionId,
    definitionKey: policyDefinitionId.toLowerCase(),
    isInitiative: false,
    notScopes: [],
    notScopeKeys: [],
    parameters: {},
    enforcementMode: 'Default',
    nonComplianceMessages: [],
    overrides: [],
    resourceSelectors: [],
    metadata: {},
  };
}

function readPolicyAssignment(raw: JsonValue): PolicyAssignment {
  const envelope = openEnvelope(raw, 'policyassignments');
  const { id, name, properties } = envelope;
  const reader = propertyReader(id.id, properties, '');
  const policyDefinitionId = reader.requiredText('policyDefinitionId');
  const set = policyObjectId(policyDefinitionId, 'policysetdefinitions');
  const definition = set ?? policyObjectId(policyDefinitionId, 'policydefinitions');
  if (definition === undefined) {
    refuse(problemOf('InvalidId', id.id, 'a policy definition or initiative', policyDefinitionId));
  }
  const pin = readPin(id.id, 'definitionVersion', reader.text('definitionVersion'));
  const parameters = parameterValues(reader.object('parameters') ?? {});
  if ('problem' in parameters) refuse({ ...parameters.problem, target: id.id });
  const notScopes = reader.texts('notScopes');
  const displayName = reader.text('displayName');
  const description = reader.text('description');
  const outer = propertyReader(id.id, envelope.raw, '');
  const identity = outer.object('identity');
  const location = outer.text('location');
  const scope = id.scope ?? '';
  return {
    id: id.id,
    key: id.key,
    name,
    scope,
    scopeKey: scope.toLowerCase(),
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    policyDefinitionId: definition.id,
    definitionKey: definition.key,
    isInitiative: set !== undefined,
    ...(pin === undefined ? {} : { pin }),
    notScopes,
    notScopeKeys: notScopes.map((notScope, index) => {
      const key = parseArmId(notScope)?.key;
      return key ?? reader.wrong(`notScopes[${index}]`, 'the id of a scope');
    }),
    parameters: parameters.value,
    enforcementMode: readEnforcementMode(reader),
    nonComplianceMessages: reader.objects('nonComplianceMessages').map((entry, index) => {
      const inner = propertyReader(id.id, entry, `nonComplianceMessages[${index}].`);
      const reference = inner.text('policyDefinitionReferenceId');
      const message = inner.requiredText('message');
      return reference ? { message, referenceKey: reference.toLowerCase() } : { message };
    }),
    overrides: reader.objects('overrides').map((entry, index) => readOverride(id.id, entry, index)),
    resourceSelectors: readResourceSelectors(id.id, reader.objects('resourceSelectors')),
    ...(identity === undefined ? {} : { identity }),
    ...(location === undefined ? {} : { location }),
    metadata: reader.object('metadata') ?? {},
  };
}

function readEnforcementMode(reader: ReturnType<typeof propertyReader>): EnforcementMode {
  const written = reader.text('enforcementMode') ?? 'Default';
  const modes: readonly EnforcementMode[] = ['Default', 'DoNotEnforce', 'Enroll'];
  return (
    modes.find((mode) => mode.toLowerCase() === written.toLowerCase()) ??
    reader.wrong('enforcementMode', `one of ${modes.join(', ')}`)
  );
}

function readOverride(id: string, entry: JsonObject, index: number): AssignmentOverride {
  const path = `overrides[${index}].`;
  const reader = propertyReader(id, entry, path);
  const selectors = readSelectors(id, reader.objects('selectors'), `${path}selectors`, overrideSelectorKinds);
  const kind = reader.requiredText('kind');
  const value = reader.requiredText('value');
  switch (kind.toLowerCase()) {
    case 'policyeffect':
      return { kind: 'policyEffect', value, selectors };
    case 'definitionversion':
    case 'policyversion': {
      const pin = readPin(id, `${path}value`, value);
      return pin === undefined
        ? reader.wrong('value', 'a version')
        : { kind: 'definitionVersion', value: pin, selectors };
    }
    default:
      return refuse(problemOf('UnsupportedOverride', id, kind));
  }
}

function readPin(id: string, path: string, text: string | undefined): VersionPin | undefined {
  if (text === undefined) return undefined;
  return parseVersionPin(text) ?? refuse(problemOf('InvalidVersion', id, path, text));
}

/** The managed identity's type as written, in lower case; undefined without an identity. */
export function identityTypeOf(assignment: PolicyAssignment): string | undefined {
  const type = assignment.identity === undefined ? undefined : ownProperty(assignment.identity, 'type');
  return typeof type === 'string' && type.toLowerCase() !== 'none' ? type.toLowerCase() : undefined;
}
