import type { JsonObject, JsonValue } from '../../../shared/policy/index';
import { type BuiltInFacts, builtInDefinition } from './built-in-definition';
import { type PolicyParameter, text } from './policy-parameter';
import { policyRule } from './policy-rule';

/** What tells one definition that looks at the cluster's own settings from another. */
export interface ClusterAuditRow extends BuiltInFacts {
  /** Whether it can also deny; it audits by default. */
  readonly deny?: true;
  /** What makes a cluster non-compliant. */
  readonly violation: JsonObject;
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
}

const clusterType = 'Microsoft.ContainerService/managedClusters';

/** The alias of a cluster's property. */
export const clusterAlias = (path: string): string => `${clusterType}/${path}`;

/** A condition on a cluster's property, by its alias without the type. */
export const clusterField = (path: string, condition: Readonly<Record<string, JsonValue>>): JsonObject => ({
  field: clusterAlias(path),
  ...condition,
});

/** True for a property that is missing or false. */
export const clusterSwitchedOff = (path: string): JsonObject => ({
  anyOf: [clusterField(path, { exists: 'false' }), clusterField(path, { equals: 'false' })],
});

/** The ARM resource of a definition that audits or denies clusters. */
export function clusterAudit(row: ClusterAuditRow): JsonObject {
  const effects = row.deny === true ? ['Audit', 'Deny', 'Disabled'] : ['Audit', 'Disabled'];
  return builtInDefinition(
    'policyDefinitions',
    row,
    { effect: text('Audit', effects), ...row.parameters },
    {
      mode: 'Indexed',
      policyRule: policyRule({ allOf: [{ field: 'type', equals: clusterType }, row.violation] }),
    },
  );
}
