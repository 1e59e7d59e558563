import type { JsonObject, JsonValue } from '../../../shared/policy/index';
import { type BuiltInFacts, builtInDefinition, parameterValue } from './built-in-definition';
import { systemAndExtensionNamespaces, systemNamespaces } from './excluded-namespaces';
import { labelSelectorSchema } from './parameter-schemas';
import { flag, list, object, type PolicyParameter, text } from './policy-parameter';
import { policyRule } from './policy-rule';

/** What tells one validating definition of the mode Microsoft.Kubernetes.Data from another. */
export interface ValidationRow extends BuiltInFacts {
  /** Which clusters it is for: AKS with Azure Arc (when absent), AKS alone, or both with the retired AKS Engine. */
  readonly targets?: 'aks' | 'all' | 'engineAndArc';
  /** The effects it takes, the default first; `audit or deny` when absent. */
  readonly effects?: 'audit or deny' | 'deny or audit' | 'audit';
  /** Whether effects are also taken in lower case. */
  readonly effectsInAnyCase?: boolean;
  /** The constraint template, by its folder in the store of Azure Policy. */
  readonly template?: string;
  /** The same for the retired pair of a template and a constraint file. */
  readonly legacy?: string;
  /** `['']` when absent. */
  readonly apiGroups?: JsonValue;
  /** `['Pod']` when absent. */
  readonly kinds?: JsonValue;
  /** False when the namespace of cluster extensions is not excluded by default. */
  readonly extensionsExcluded?: false;
  /** Where it is not an empty list by default. */
  readonly namespaces?: PolicyParameter;
  /** Common parameters that this definition does without. */
  readonly lacks?: readonly string[];
  /** True when it warns by default. */
  readonly warns?: true;
  /** Its own parameters. */
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
  /** The parameters of the constraint, where they are not its own parameters by the same names. */
  readonly values?: JsonObject;
  /** Details that do not come from the parameter of the same name. */
  readonly fixed?: JsonObject;
}

const store = 'https://store.policy.core.windows.net/kubernetes/';
const aks = 'Microsoft.ContainerService/managedClusters';
const arc = 'Microsoft.Kubernetes/connectedClusters';
const engine = 'AKS Engine';

const conditions: Readonly<Record<NonNullable<ValidationRow['targets']> | 'both', JsonObject>> = {
  both: { field: 'type', in: [arc, aks] },
  aks: { field: 'type', equals: aks },
  all: { field: 'type', in: [engine, arc, aks] },
  engineAndArc: { field: 'type', in: [engine, arc] },
};

/** The ARM resource of a validating definition. */
export function validationDefinition(row: ValidationRow): JsonObject {
  const lacks = (name: string): boolean => row.lacks?.includes(name) ?? false;
  const common: Record<string, PolicyParameter> = {
    source: {
      ...text('Original', ['All', 'Generated', 'Original']),
      ...(row.fixed?.['source'] === undefined ? {} : { hints: { deprecated: true } }),
    },
    warn: flag(row.warns ?? false),
    effect: effectParameter(row),
    excludedNamespaces: list(
      row.extensionsExcluded === false ? systemNamespaces : systemAndExtensionNamespaces,
    ),
    namespaces: row.namespaces ?? list([]),
    labelSelector: object({}, labelSelectorSchema),
  };
  const shared = Object.fromEntries(Object.entries(common).filter(([name]) => !lacks(name)));
  const details = Object.keys(shared).filter((name) => name !== 'effect');
  const values = row.values ?? valuesOf(Object.keys(row.parameters ?? {}));
  return builtInDefinition(
    'policyDefinitions',
    row,
    { ...shared, ...row.parameters },
    {
      mode: 'Microsoft.Kubernetes.Data',
      policyRule: policyRule(conditions[row.targets ?? 'both'], {
        ...valuesOf(details),
        ...row.fixed,
        ...templateDetails(row),
        ...(Object.keys(values).length === 0 ? {} : { values }),
      }),
    },
  );
}

function templateDetails(row: ValidationRow): JsonObject {
  if (row.legacy !== undefined) {
    const folder = row.legacy.startsWith('https:') ? row.legacy : `${store}${row.legacy}`;
    return { constraintTemplate: `${folder}/template.yaml`, constraint: `${folder}/constraint.yaml` };
  }
  return {
    templateInfo: { sourceType: 'PublicURL', url: `${store}${row.template}/template.yaml` },
    apiGroups: row.apiGroups ?? [''],
    kinds: row.kinds ?? ['Pod'],
  };
}

function effectParameter(row: ValidationRow): PolicyParameter {
  const effects = row.effects ?? 'audit or deny';
  const names = effects === 'audit' ? ['Audit', 'Disabled'] : ['Audit', 'Deny', 'Disabled'];
  const allowed = row.effectsInAnyCase === true ? names.flatMap((name) => [name.toLowerCase(), name]) : names;
  return text(effects === 'deny or audit' ? 'Deny' : 'Audit', allowed);
}

const valuesOf = (names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, parameterValue(name)]));
