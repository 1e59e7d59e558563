import { describe, expect, it } from 'vitest';
import { buildMutator } from './build-mutator';

describe('the mutator of an assignment', () => {
  it('is the mutation of the definition, for the namespaces of the assignment', () => {
    const mutation = {
      apiVersion: 'mutations.gatekeeper.sh/v1',
      kind: 'Assign',
      metadata: { name: 'no-tokens' },
      spec: { location: 'spec.a', match: { scope: 'Namespaced' } },
    };
    const details = { excludedNamespaces: ['azure-arc'], namespaces: ['shop'], source: 'All' };
    expect(buildMutator({ mutation, details, assignmentId: 'A', definitionId: 'D' })).toEqual({
      ...mutation,
      metadata: {
        name: expect.stringMatching(/^azurepolicy-no-tokens-[0-9a-f]{20}$/),
        labels: { 'managed-by': 'azure-policy-addon' },
        annotations: {
          'azure-policy-assignment-id': 'A',
          'azure-policy-definition-id': 'D',
          'azure-policy-definition-reference-id': '',
          'azure-policy-setdefinition-id': '',
        },
      },
      spec: {
        location: 'spec.a',
        match: {
          scope: 'Namespaced',
          excludedNamespaces: ['azure-arc', 'kube-system', 'gatekeeper-system'],
          namespaces: ['shop'],
          source: 'All',
        },
      },
    });
  });
});
