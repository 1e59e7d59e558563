export type { Cause } from './cause';
export { type CompliancePercentage, compliancePercentage } from './compliance-percentage';
export type { ComplianceState } from './compliance-state';
export { COMPLIANCE_RANK } from './compliance-state';
export type {
  ComplianceStore,
  ComponentScope,
  HistoryPage,
  KnownResource,
  StateScope,
} from './compliance-store';
export { ComplianceStoreError } from './compliance-store-error';
export type { ComponentPolicyState } from './component-policy-state';
export { COSMOS_CONTAINERS, type CosmosContainer } from './cosmos-containers';
export { createCosmosComplianceStore } from './create-cosmos-compliance-store';
export { createMemoryComplianceStore } from './create-memory-compliance-store';
export { ensureCosmosContainers } from './ensure-cosmos-containers';
export type {
  ComponentOutcome,
  Coverage,
  EvaluatedComponent,
  EvaluatedState,
  Evaluation,
  PolicySelection,
} from './evaluation';
export type {
  ComponentCounts,
  ComponentTally,
  EvaluatedExpressionRecord,
  PolicyColumns,
  PolicyEvaluationDetails,
  PolicyState,
  PolicyStateContent,
  ResourceColumns,
} from './policy-state';
export type { PolicyStateTransition } from './policy-state-transition';
export { recordAssignmentGone } from './record-assignment-gone';
export type { RecordResult } from './record-evaluation';
export { recordEvaluation } from './record-evaluation';
export { rollUp, rollUpBy } from './roll-up';
export type { Scan, ScanCounts, ScanItem, ScanItemResult, ScanStatus } from './scan';
export type { ScanStore } from './scan-store';
export { componentStateId, policyKeyOf, policyKeyOfState, stateId } from './state-id';
export { type SummarizedState, summarize } from './summarize';
export type {
  AssignmentSummary,
  ComplianceDetail,
  ComplianceSummary,
  DefinitionSummary,
  GroupSummary,
  SummaryResults,
} from './summary';
