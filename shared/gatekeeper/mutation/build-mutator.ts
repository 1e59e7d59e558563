import { alwaysExcludedNamespaces } from '../constraint/build-constraint';
import { type ConstraintOwner, constraintName } from '../constraint/constraint-name';
import { asObject, asString, asStrings, type JsonBuilder, type JsonObject, ownValue, valueAt } from '../json';

/** What a mutator is built from. */
export interface BuildMutatorRequest extends ConstraintOwner {
  /** The mutation that `then.details.mutationInfo` names. */
  readonly mutation: JsonObject;
  /** `then.details` of the definition, expressions expanded. */
  readonly details: JsonObject;
}

/**
 * The mutator of an assignment with effect mutate: the definition's mutation, named after the assignment, restricted
 * to the namespaces, labels and source that the details give. Namespaces that AKS always leaves out stay out.
 */
export function buildMutator(request: BuildMutatorRequest): JsonObject {
  const { mutation, details } = request;
  const metadata = asObject(ownValue(mutation, 'metadata'));
  const spec = asObject(ownValue(mutation, 'spec'));
  const base = asString(valueAt(metadata, 'name')) ?? '';
  const match: JsonBuilder = { ...asObject(ownValue(spec, 'match')) };
  const excluded = asStrings(ownValue(details, 'excludedNamespaces'));
  match['excludedNamespaces'] = [...new Set([...excluded, ...alwaysExcludedNamespaces])];
  const namespaces = asStrings(ownValue(details, 'namespaces'));
  if (namespaces.length > 0) match['namespaces'] = namespaces;
  const selector = asObject(ownValue(details, 'labelSelector'));
  if (selector !== undefined && Object.keys(selector).length > 0) match['labelSelector'] = selector;
  const source = asString(ownValue(details, 'source'));
  if (source !== undefined && source !== '') match['source'] = source;
  return {
    ...mutation,
    metadata: {
      ...metadata,
      name: constraintName(base, request),
      labels: { 'managed-by': 'azure-policy-addon' },
      annotations: {
        'azure-policy-assignment-id': request.assignmentId,
        'azure-policy-definition-id': request.definitionId,
        'azure-policy-definition-reference-id': request.referenceId ?? '',
        'azure-policy-setdefinition-id': request.setDefinitionId ?? '',
      },
    },
    spec: { ...spec, match },
  };
}
