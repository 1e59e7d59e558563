import { ConstraintError } from '../errors';
import {
  asObject,
  asString,
  asStrings,
  isJsonArray,
  isJsonObject,
  type JsonBuilder,
  type JsonObject,
  type JsonValue,
  ownValue,
  valueAt,
} from '../json';
import type { ConstraintTemplate } from '../template/constraint-template';
import { type ConstraintOwner, constraintName } from './constraint-name';

/** Namespaces that AKS leaves out whatever an assignment says. */
export const alwaysExcludedNamespaces: readonly string[] = ['kube-system', 'gatekeeper-system'];

/** What a constraint is built from. */
export interface BuildConstraintRequest extends ConstraintOwner {
  readonly template: Pick<ConstraintTemplate, 'name' | 'kind'>;
  /** `then.details` of the definition, expressions expanded. */
  readonly details: JsonObject;
  /** The constraint file of a definition in the old form: gives the kinds and the base of the name. */
  readonly constraint?: JsonObject;
  /** The effective effect, in any case: audit or deny. */
  readonly effect: string;
  /** Default, DoNotEnforce or Enroll. */
  readonly enforcementMode: string;
}

/**
 * The constraint that the Azure Policy add-on writes for an assignment of a `Microsoft.Kubernetes.Data` definition:
 * name, labels, annotations, match and enforcement action. Source: azure-policy's documentation and observed objects.
 *
 * @throws ConstraintError when `details` lacks kinds, or holds a value of the wrong type
 */
export function buildConstraint(request: BuildConstraintRequest): JsonObject {
  const base = asString(valueAt(request.constraint, 'metadata', 'name')) ?? request.template.name;
  const name = constraintName(base, request);
  const spec: JsonBuilder = { ...enforcementOf(request), match: matchOf(name, request) };
  const values = ownValue(request.details, 'values');
  if (values !== undefined && values !== null) {
    if (!isJsonObject(values)) throw wrongType(name, 'values', 'an object');
    spec['parameters'] = values;
  }
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: request.template.kind,
    metadata: {
      name,
      labels: { 'managed-by': 'azure-policy-addon' },
      annotations: {
        'azure-policy-assignment-id': request.assignmentId,
        'azure-policy-definition-id': request.definitionId,
        'azure-policy-definition-reference-id': request.referenceId ?? '',
        'azure-policy-setdefinition-id': request.setDefinitionId ?? '',
        'constraint-installed-by': 'azure-policy-addon',
      },
    },
    spec,
  };
}

function enforcementOf(request: BuildConstraintRequest): JsonObject {
  const enforced = request.enforcementMode.toLowerCase() === 'default';
  if (request.effect.toLowerCase() === 'deny' && enforced) return { enforcementAction: 'deny' };
  if (!enforced || ownValue(request.details, 'warn') !== true) return { enforcementAction: 'dryrun' };
  return {
    enforcementAction: 'scoped',
    scopedEnforcementActions: [
      { action: 'dryrun', enforcementPoints: [{ name: 'audit.gatekeeper.sh' }] },
      { action: 'warn', enforcementPoints: [{ name: 'validation.gatekeeper.sh' }] },
    ],
  };
}

function matchOf(name: string, { details, constraint }: BuildConstraintRequest): JsonObject {
  const match: JsonBuilder = {
    kinds: valueAt(constraint, 'spec', 'match', 'kinds') ?? kindsOf(name, details),
  };
  const scope = asString(ownValue(details, 'scope'));
  if (scope !== undefined && scope !== '') match['scope'] = scope;
  const namespaces = texts(name, details, 'namespaces');
  if (namespaces.length > 0) match['namespaces'] = namespaces;
  const excluded = texts(name, details, 'excludedNamespaces');
  match['excludedNamespaces'] = [
    ...excluded,
    ...alwaysExcludedNamespaces.filter((namespace) => !excluded.includes(namespace)),
  ];
  const selector = asObject(ownValue(details, 'labelSelector'));
  if (selector !== undefined && Object.keys(selector).length > 0) {
    match['labelSelector'] = normalizeSelector(selector);
  }
  const source = asString(ownValue(details, 'source'));
  if (source !== undefined && source !== '') match['source'] = source;
  return match;
}

function kindsOf(name: string, details: JsonObject): JsonValue {
  const apiGroups = texts(name, details, 'apiGroups');
  const kinds = texts(name, details, 'kinds');
  if (kinds.length === 0 || apiGroups.length === 0) {
    throw new ConstraintError(
      'invalid_match',
      name,
      'then.details names no apiGroups or no kinds.',
      'List both; "" is the core API group.',
    );
  }
  return [{ apiGroups, kinds }];
}

function texts(name: string, details: JsonObject, key: string): string[] {
  const value: JsonValue = ownValue(details, key) ?? [];
  const list = asStrings(value);
  if (!isJsonArray(value) || list.length !== value.length) throw wrongType(name, key, 'a list of texts');
  return list;
}

/** A page of the documentation writes `matchExpression`; Kubernetes knows `matchExpressions` only. */
function normalizeSelector(selector: JsonObject): JsonObject {
  const { matchExpression, ...rest } = selector;
  if (matchExpression === undefined || 'matchExpressions' in rest) return selector;
  return { ...rest, matchExpressions: matchExpression };
}

function wrongType(name: string, key: string, wanted: string): ConstraintError {
  return new ConstraintError(
    'invalid_match',
    name,
    `then.details.${key} must be ${wanted}.`,
    'Correct the parameter value of the assignment that it comes from.',
  );
}
