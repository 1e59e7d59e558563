import type { JsonObject } from '../../../shared/policy/index';
import { type BuiltInFacts, builtInDefinition, parameterValue } from './built-in-definition';
import { systemNamespaces } from './excluded-namespaces';
import { list, text } from './policy-parameter';
import { policyRule } from './policy-rule';

/** What tells one mutating definition from another. */
export interface MutationRow extends BuiltInFacts {
  /** The mutation, by its folder in the store of Azure Policy. */
  readonly mutation: string;
}

/** The ARM resource of a mutating definition: the mutation file itself says which objects it changes. */
export function mutationDefinition(row: MutationRow): JsonObject {
  return builtInDefinition(
    'policyDefinitions',
    row,
    {
      source: text('Original', ['All', 'Generated', 'Original']),
      effect: text('Mutate', ['Mutate', 'Disabled']),
      excludedNamespaces: list(systemNamespaces),
      namespaces: list([]),
    },
    {
      mode: 'Microsoft.Kubernetes.Data',
      policyRule: policyRule(
        { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
        {
          source: parameterValue('source'),
          mutationInfo: {
            sourceType: 'PublicURL',
            url: `https://store.policy.core.windows.net/kubernetes/${row.mutation}/mutation.yaml`,
          },
          namespaces: parameterValue('namespaces'),
          excludedNamespaces: parameterValue('excludedNamespaces'),
        },
      ),
    },
  );
}
