import { parseIsoTime } from './iso-time';
import type { JsonObject, JsonValue } from './json';
import { type Parsed, problemOf } from './problem';
import { openEnvelope, parsing, policyObjectId, propertyReader, refuse } from './read-object';
import { type ResourceSelector, readResourceSelectors } from './selector';

/** A policy exemption: an extension resource on the scope that is exempted. */
export interface PolicyExemption {
  readonly id: string;
  /** Lower-cased twin of the id. */
  readonly key: string;
  readonly name: string;
  /** What is exempted, taken from the id. */
  readonly scope: string;
  readonly scopeKey: string;
  readonly policyAssignmentId: string;
  readonly assignmentKey: string;
  /** Lower-cased reference ids; empty: every member. */
  readonly referenceKeys: readonly string[];
  readonly exemptionCategory: 'Waiver' | 'Mitigated';
  /** Milliseconds since 1970, UTC; absent: for ever. */
  readonly expiresOn?: number;
  readonly resourceSelectors: readonly ResourceSelector[];
  /** False for `DoNotValidate`: the exemption counts even above the assignment's scope. */
  readonly validateScope: boolean;
  readonly displayName?: string;
  readonly description?: string;
  readonly metadata: JsonObject;
}

/** Reads an exemption from raw ARM JSON, as {@link parsePolicyDefinition} reads a definition. */
export function parsePolicyExemption(raw: JsonValue): Parsed<PolicyExemption> {
  return parsing(() => readPolicyExemption(raw));
}

/** True while an exemption counts. */
export function isExemptionValid(exemption: PolicyExemption, now: Date): boolean {
  return exemption.expiresOn === undefined || now.getTime() < exemption.expiresOn;
}

function readPolicyExemption(raw: JsonValue): PolicyExemption {
  const { id, name, properties } = openEnvelope(raw, 'policyexemptions');
  const reader = propertyReader(id.id, properties, '');
  const policyAssignmentId = reader.requiredText('policyAssignmentId');
  const assignment = policyObjectId(policyAssignmentId, 'policyassignments');
  if (assignment === undefined) {
    refuse(problemOf('InvalidId', id.id, 'a policy assignment', policyAssignmentId));
  }
  const scope = id.scope ?? '';
  const expiresOn = readTime(reader);
  const displayName = reader.text('displayName');
  const description = reader.text('description');
  return {
    id: id.id,
    key: id.key,
    name,
    scope,
    scopeKey: scope.toLowerCase(),
    policyAssignmentId: assignment.id,
    assignmentKey: assignment.key,
    referenceKeys: reader.texts('policyDefinitionReferenceIds').map((reference) => reference.toLowerCase()),
    exemptionCategory: readCategory(reader),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    resourceSelectors: readResourceSelectors(id.id, reader.objects('resourceSelectors')),
    validateScope: readValidation(reader),
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    metadata: reader.object('metadata') ?? {},
  };
}

type Reader = ReturnType<typeof propertyReader>;

function readTime(reader: Reader): number | undefined {
  const text = reader.text('expiresOn');
  if (text === undefined) return undefined;
  return parseIsoTime(text) ?? reader.wrong('expiresOn', 'a time such as 2030-01-31T00:00:00Z');
}

function readCategory(reader: Reader): PolicyExemption['exemptionCategory'] {
  const written = reader.text('exemptionCategory')?.toLowerCase();
  if (written === 'waiver') return 'Waiver';
  return written === 'mitigated' ? 'Mitigated' : reader.wrong('exemptionCategory', 'Waiver or Mitigated');
}

function readValidation(reader: Reader): boolean {
  const written = reader.text('assignmentScopeValidation')?.toLowerCase() ?? 'default';
  if (written === 'default') return true;
  return written === 'donotvalidate'
    ? false
    : reader.wrong('assignmentScopeValidation', 'Default or DoNotValidate');
}
