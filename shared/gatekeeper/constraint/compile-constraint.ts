import { ConstraintError } from '../errors';
import { asObject, asString, isJsonObject, type JsonObject, ownValue, valueAt } from '../json';
import { type CompiledMatch, MatchError } from '../match/compile-match';
import { LabelSelectorError } from '../match/label-selector';
import { sharedMatch } from '../match/shared-match';
import { splitApiVersion } from '../review/review';
import { unknownFields } from '../schema/unknown-fields';
import { validateValue } from '../schema/validate-value';
import type { ConstraintTemplate } from '../template/constraint-template';
import type { Constraint } from './constraint';
import { constraintFields } from './constraint-fields';
import { readEnforcementActions } from './enforcement-actions';
import { sharedEvaluation } from './shared-evaluation';

const versions = new Set(['v1beta1', 'v1alpha1']);
const maxNameLength = 63;
const namePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Compiles a constraint of a template: checks its kind and name, applies defaults to its parameters and checks them by
 * the template's schema, and compiles its match.
 *
 * @throws ConstraintError with a code, the constraint's name and what to do
 */
export function compileConstraint(template: ConstraintTemplate, constraint: JsonObject): Constraint {
  const name = asString(valueAt(constraint, 'metadata', 'name')) ?? '';
  checkIdentity(template, constraint, name);
  checkFields(constraint, name);
  const spec = asObject(ownValue(constraint, 'spec'));
  const match = readMatch(name, spec);
  const parameters = readParameters(template, name, spec);
  return {
    name,
    kind: template.kind,
    template,
    resource: constraint,
    parameters,
    kinds: () => match.kinds,
    match: forOperations(template.operations, match.test),
    evaluate: sharedEvaluation(template.program, parameters),
    enforcementActions: readEnforcementActions(name, spec),
  };
}

/** A template may be for some operations only; that counts for requests, not for an audit, which has no operation. */
function forOperations(operations: readonly string[], test: CompiledMatch['test']): CompiledMatch['test'] {
  if (operations.length === 0 || operations.includes('*')) return test;
  return (review) => {
    const operation = asString(ownValue(review.document, 'operation')) ?? '';
    return operation === '' || operations.includes(operation) ? test(review) : false;
  };
}

function checkIdentity(template: ConstraintTemplate, constraint: JsonObject, name: string): void {
  const kind = asString(ownValue(constraint, 'kind')) ?? '';
  const { group, version } = splitApiVersion(asString(ownValue(constraint, 'apiVersion')) ?? '');
  if (kind !== template.kind || group !== 'constraints.gatekeeper.sh' || !versions.has(version)) {
    throw new ConstraintError(
      'invalid_constraint',
      name,
      `it is a "${kind}" of "${group}/${version}", but its template makes ${template.kind} of constraints.gatekeeper.sh/v1beta1.`,
      `Set "apiVersion: constraints.gatekeeper.sh/v1beta1" and "kind: ${template.kind}".`,
    );
  }
  if (name.length > maxNameLength || !namePattern.test(name)) {
    throw new ConstraintError(
      'invalid_constraint',
      name,
      `the name must be a DNS subdomain of at most ${maxNameLength} characters.`,
      'Use lower-case letters, digits, "-" and "." in metadata.name.',
    );
  }
}

const rootFields = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
const fieldSchema: JsonObject = { type: 'object', properties: constraintFields };

/** Checks all of a constraint but its parameters, as the API server does by the schema of its kind. */
function checkFields(constraint: JsonObject, name: string): void {
  const spec = ownValue(constraint, 'spec') ?? {};
  const { parameters: _parameters, ...rest } = isJsonObject(spec) ? spec : {};
  const fields = isJsonObject(spec) ? rest : spec;
  const problems = validateValue(fieldSchema, fields, 'spec');
  if (problems.length > 0) {
    throw new ConstraintError(
      'invalid_fields',
      name,
      `${problems.join('; ')}.`,
      'Correct the fields of spec; docs of Gatekeeper list them under "match".',
    );
  }
  const unknown = [
    ...Object.keys(constraint).filter((key) => !rootFields.has(key)),
    ...unknownFields(fieldSchema, fields, 'spec'),
  ];
  if (unknown.length === 0) return;
  throw new ConstraintError(
    'unknown_fields',
    name,
    `unknown fields: ${unknown.join(', ')}.`,
    'A constraint has match, parameters, enforcementAction and scopedEnforcementActions in its spec.',
  );
}

function readMatch(name: string, spec: JsonObject | undefined): CompiledMatch {
  try {
    return sharedMatch(asObject(ownValue(spec, 'match')) ?? {});
  } catch (error) {
    if (!(error instanceof LabelSelectorError || error instanceof MatchError)) throw error;
    throw new ConstraintError('invalid_match', name, `spec.match: ${error.message}.`, 'Correct spec.match.');
  }
}

function readParameters(
  template: ConstraintTemplate,
  name: string,
  spec: JsonObject | undefined,
): JsonObject | undefined {
  const outcome = template.schema.accept(ownValue(spec, 'parameters'));
  if ('value' in outcome) return outcome.value;
  if (outcome.unknown.length > 0) {
    throw new ConstraintError(
      'unknown_fields',
      name,
      `unknown fields: ${outcome.unknown.join(', ')}.`,
      `Use the parameters that the template ${template.name} declares.`,
    );
  }
  throw new ConstraintError(
    'invalid_parameters',
    name,
    `${outcome.problems.join('; ')}.`,
    `Give parameters of the types that the template ${template.name} declares.`,
  );
}
