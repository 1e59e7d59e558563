import type { JsonObject } from './kubernetes-object';

/** A kind that a Gatekeeper serves, always cluster-scoped. */
export interface KindDefinition {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** The stored one first. */
  readonly versions: readonly string[];
  readonly categories?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly columns?: readonly JsonObject[];
}

const all = ['v1', 'v1beta1', 'v1alpha1'];
const mutator = (kind: string, versions: readonly string[]): KindDefinition => ({
  group: 'mutations.gatekeeper.sh',
  kind,
  plural: kind.toLowerCase(),
  versions,
});

/** What is served from the start. Gatekeeper names mutators and expansions in the singular. */
export const gatekeeperKinds: readonly KindDefinition[] = [
  {
    group: 'templates.gatekeeper.sh',
    kind: 'ConstraintTemplate',
    plural: 'constrainttemplates',
    versions: all,
  },
  mutator('Assign', all),
  mutator('AssignMetadata', all),
  mutator('ModifySet', all),
  mutator('AssignImage', ['v1alpha1']),
  {
    group: 'expansion.gatekeeper.sh',
    kind: 'ExpansionTemplate',
    plural: 'expansiontemplate',
    versions: ['v1beta1', 'v1alpha1'],
  },
];

/** The kind that a ConstraintTemplate makes. */
export const kindOfConstraints = (kind: string): KindDefinition => ({
  group: 'constraints.gatekeeper.sh',
  kind,
  plural: kind.toLowerCase(),
  versions: ['v1beta1', 'v1alpha1'],
  categories: ['constraint', 'constraints'],
  labels: { 'gatekeeper.sh/constraint': 'yes' },
  columns: [
    { name: 'enforcement-action', type: 'string', jsonPath: '.spec.enforcementAction' },
    { name: 'total-violations', type: 'integer', jsonPath: '.status.totalViolations' },
  ],
});
