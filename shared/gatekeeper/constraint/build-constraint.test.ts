import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { type BuildConstraintRequest, buildConstraint } from './build-constraint';

const request = (
  details: JsonObject = {},
  more: Partial<BuildConstraintRequest> = {},
): BuildConstraintRequest => ({
  template: { name: 'k8sazurev3noprivilegeescalation', kind: 'K8sAzureV3NoPrivilegeEscalation' },
  details: { apiGroups: [''], kinds: ['Pod'], ...details },
  effect: 'Audit',
  enforcementMode: 'Default',
  assignmentId: '/subscriptions/1/providers/Microsoft.Authorization/policyAssignments/A',
  definitionId: '/providers/Microsoft.Authorization/policyDefinitions/95edb821',
  ...more,
});

describe('the constraint of an assignment', () => {
  it('has the name, labels, annotations and match that the add-on writes', () => {
    const details = {
      excludedNamespaces: ['kube-system', 'azure-arc'],
      namespaces: [],
      labelSelector: { matchLabels: { tier: 'web' } },
      source: 'Original',
      values: { excludedImages: [] },
    };
    expect(buildConstraint(request(details))).toEqual({
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'K8sAzureV3NoPrivilegeEscalation',
      metadata: {
        name: expect.stringMatching(/^azurepolicy-k8sazurev3noprivilegeescalatio-[0-9a-f]{20}$/),
        labels: { 'managed-by': 'azure-policy-addon' },
        annotations: {
          'azure-policy-assignment-id':
            '/subscriptions/1/providers/Microsoft.Authorization/policyAssignments/A',
          'azure-policy-definition-id': '/providers/Microsoft.Authorization/policyDefinitions/95edb821',
          'azure-policy-definition-reference-id': '',
          'azure-policy-setdefinition-id': '',
          'constraint-installed-by': 'azure-policy-addon',
        },
      },
      spec: {
        enforcementAction: 'dryrun',
        match: {
          kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
          excludedNamespaces: ['kube-system', 'azure-arc', 'gatekeeper-system'],
          labelSelector: { matchLabels: { tier: 'web' } },
          source: 'Original',
        },
        parameters: { excludedImages: [] },
      },
    });
  });

  it('keeps its name when only letter case of the ids changes, and has another one per reference id', () => {
    const nameOf = (more: Partial<BuildConstraintRequest>): unknown =>
      (buildConstraint(request({}, more))['metadata'] as JsonObject)['name'];
    expect(nameOf({ assignmentId: request().assignmentId.toUpperCase() })).toBe(nameOf({}));
    expect(nameOf({ referenceId: 'one' })).not.toBe(nameOf({ referenceId: 'two' }));
  });

  it.each<[string, string, JsonObject, JsonObject]>([
    ['Deny', 'Default', {}, { enforcementAction: 'deny' }],
    ['deny', 'DoNotEnforce', {}, { enforcementAction: 'dryrun' }],
    ['audit', 'Default', { warn: false }, { enforcementAction: 'dryrun' }],
    ['audit', 'DoNotEnforce', { warn: true }, { enforcementAction: 'dryrun' }],
    [
      'audit',
      'Default',
      { warn: true },
      {
        enforcementAction: 'scoped',
        scopedEnforcementActions: [
          { action: 'dryrun', enforcementPoints: [{ name: 'audit.gatekeeper.sh' }] },
          { action: 'warn', enforcementPoints: [{ name: 'validation.gatekeeper.sh' }] },
        ],
      },
    ],
  ])('%s in mode %s with %j is enforced as %j', (effect, enforcementMode, details, expected) => {
    expect(buildConstraint(request(details, { effect, enforcementMode }))['spec']).toMatchObject(expected);
  });

  it.each<[JsonObject, string]>([
    [{ kinds: [] }, 'then.details names no apiGroups or no kinds. List both; "" is the core API group.'],
    [
      { namespaces: 'default' },
      'then.details.namespaces must be a list of texts. Correct the parameter value of the assignment that it comes from.',
    ],
    [
      { values: [] },
      'then.details.values must be an object. Correct the parameter value of the assignment that it comes from.',
    ],
  ])('is refused with %j', (details, message) => {
    expect(() => buildConstraint(request(details))).toThrow(message);
  });
});
