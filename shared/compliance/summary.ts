import type { CompliancePercentage } from './compliance-percentage';
import type { ComplianceState } from './compliance-state';

/** How many of something are in a state; states in lower case, as the Policy Insights API gives them. */
export interface ComplianceDetail {
  readonly complianceState: Lowercase<ComplianceState>;
  readonly count: number;
}

/**
 * The figures of a node of a summary (rest-api.md A.5, without `queryResultsUri`, which only the API layer knows).
 * `errorResources` and `percentage` are ours.
 */
export interface SummaryResults {
  /** Distinct resources with at least one NonCompliant state. */
  readonly nonCompliantResources: number;
  /** Distinct policies (assignment and reference) that are NonCompliant; for the scope and for assignments only. */
  readonly nonCompliantPolicies?: number;
  /** Distinct resources by rolled-up state. */
  readonly resourceDetails: readonly ComplianceDetail[];
  /** Of the scope: its assignments; of an assignment or group: its policies; of a policy: itself. */
  readonly policyDetails: readonly ComplianceDetail[];
  readonly policyGroupDetails: readonly ComplianceDetail[];
  /** Distinct resources with at least one Error state: the rolled-up state may hide them. */
  readonly errorResources: number;
  readonly percentage: CompliancePercentage;
}

export interface DefinitionSummary {
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string;
  readonly policyDefinitionGroupNames: readonly string[];
  readonly effect: string;
  readonly complianceState: ComplianceState;
  readonly results: SummaryResults;
}

export interface GroupSummary {
  readonly policyGroupName: string;
  readonly complianceState: ComplianceState;
  readonly results: SummaryResults;
}

export interface AssignmentSummary {
  readonly policyAssignmentId: string;
  /** Empty without an initiative. */
  readonly policySetDefinitionId: string;
  readonly complianceState: ComplianceState;
  readonly results: SummaryResults;
  readonly policyDefinitions: readonly DefinitionSummary[];
  readonly policyGroups: readonly GroupSummary[];
}

export interface ComplianceSummary {
  readonly results: SummaryResults;
  readonly policyAssignments: readonly AssignmentSummary[];
}
