/** What tells the policy objects of Microsoft.Authorization apart. */
export interface PolicyKind {
  readonly segment: 'policyDefinitions' | 'policySetDefinitions' | 'policyAssignments' | 'policyExemptions';
  readonly type: string;
  /** How messages call one. */
  readonly word: string;
  readonly notFound: string;
}

export const definitionKind: PolicyKind = {
  segment: 'policyDefinitions',
  type: 'Microsoft.Authorization/policyDefinitions',
  word: 'policy definition',
  notFound: 'PolicyDefinitionNotFound',
};
export const setDefinitionKind: PolicyKind = {
  segment: 'policySetDefinitions',
  type: 'Microsoft.Authorization/policySetDefinitions',
  word: 'policy set definition',
  notFound: 'PolicySetDefinitionNotFound',
};
export const assignmentKind: PolicyKind = {
  segment: 'policyAssignments',
  type: 'Microsoft.Authorization/policyAssignments',
  word: 'policy assignment',
  notFound: 'PolicyAssignmentNotFound',
};
export const exemptionKind: PolicyKind = {
  segment: 'policyExemptions',
  type: 'Microsoft.Authorization/policyExemptions',
  word: 'policy exemption',
  notFound: 'PolicyExemptionNotFound',
};
