import type { EvaluatedLeaf } from '../../shared/pipeline';

/** A policy state as the report reads it; field names are those of the Policy Insights API. */
export interface ReportState {
  readonly resourceId: string;
  readonly policyAssignmentId: string;
  readonly policyAssignmentName: string | null;
  readonly policyDefinitionId: string;
  readonly policyDefinitionName: string | null;
  readonly policyDefinitionAction: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly complianceState: string;
  readonly resourceLocation?: string | null;
  /** What a user should know although the policy was evaluated. */
  readonly notes?: readonly string[];
  readonly policyEvaluationDetails?: {
    readonly evaluatedExpressions?: readonly EvaluatedLeaf[];
    readonly reason?: string | undefined;
  } | null;
}

/** The state of an object inside a cluster. */
export interface ReportComponent {
  readonly resourceId: string;
  readonly policyAssignmentId: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly componentType: string;
  readonly componentName: string;
  readonly complianceState: string;
  readonly policyEvaluationDetails?: { readonly reason?: string | undefined } | null;
}

/** What the table shows beyond the states: names that people gave. */
export interface ReportNames {
  /** Display name of an assignment, definition or initiative by its id. */
  displayName(id: string): string | undefined;
  /** A note on an assignment, such as `not enforced` or `disabled`. */
  note(assignmentId: string): string | undefined;
}

/** Everything that the compliance table is made of. */
export interface Report {
  readonly states: readonly ReportState[];
  readonly components: readonly ReportComponent[];
  readonly names: ReportNames;
  /** One line about the scan, e.g. `3 clusters, 14 policies, 41 objects, 1.8 s`. */
  readonly headline: string;
  /** Ids of assignments that have no state because they are disabled. */
  readonly disabledAssignments: readonly string[];
}
