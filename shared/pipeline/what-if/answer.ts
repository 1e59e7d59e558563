import type { ComplianceState, ComponentTally } from '../../compliance';

/** A state as it is and as it would be; null where there is none. */
export interface Transition {
  readonly from: ComplianceState | null;
  readonly to: ComplianceState | null;
}

/** A Kubernetes object whose state under a policy would change. */
export interface ComponentChange extends Transition {
  /** Its path in the Kubernetes API. */
  readonly componentId: string;
  readonly componentType: string;
  readonly componentName: string;
  readonly reason: string;
}

/** A policy state that would change, or whose Kubernetes objects would. */
export interface StateChange extends Transition {
  readonly resourceId: string;
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string | null;
  /** The effect as it would be; where the state would go away, as it is. */
  readonly effect: string;
  readonly reason: string;
  /** For policies over Kubernetes objects: the objects that match, by outcome; null on the side without a state. */
  readonly componentCounts?: { readonly from: ComponentTally | null; readonly to: ComponentTally | null };
  /** How many objects change, listed or not. */
  readonly componentChanges?: number;
  /** Those that change, violations first; at most `mostListedComponents`. */
  readonly components?: readonly ComponentChange[];
}

/** How often one transition happens. */
export type TransitionCount = Transition & { readonly count: number };

/** What the change comes to, listed or not. */
export interface WhatIfSummary {
  /** Resources that were looked at. */
  readonly resources: number;
  /** Policies that were evaluated before and after, once per resource; those that the change cannot touch are not. */
  readonly policiesCompared: number;
  readonly changes: number;
  /** Changes that are not listed, since there are more than `mostListedChanges`. */
  readonly changesNotListed: number;
  /** Problems that are not listed, since there are too many. */
  readonly problemsNotListed: number;
  readonly states: readonly TransitionCount[];
  readonly components: readonly TransitionCount[];
}

/** Something wrong with what is proposed, or something that could not be looked at. */
export interface WhatIfProblem {
  readonly code: string;
  readonly message: string;
  /** What it concerns: an ARM id, a JSON path or a parameter name. */
  readonly target?: string;
}

/** A policy state that a resource would have. */
export interface ProposedState {
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly effect: string;
  readonly complianceState: ComplianceState;
  readonly reason: string;
}

/** A policy that would refuse to let the resource be written. */
export interface Refusal {
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly effect: string;
  readonly reason: string;
  /** The assignment's own words for it. */
  readonly nonComplianceMessage?: string;
}

/** A policy that would change a resource as it is written. */
export interface Modifier {
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId: string | null;
  readonly effect: string;
  /** The fields that would come out other than proposed. */
  readonly fields: readonly string[];
}

/** What would happen to a resource that is written as proposed. */
export interface ProposedResource {
  readonly resourceId: string;
  /** False when a policy would refuse the request. */
  readonly allowed: boolean;
  /** Policies with the effects `append` and `modify`; all others see the resource as these leave it. */
  readonly modifiedBy: readonly Modifier[];
  readonly refusedBy: readonly Refusal[];
  readonly states: readonly ProposedState[];
}

/** The answer to "which states would change if". */
export interface WhatIfResult {
  readonly summary: WhatIfSummary;
  readonly changes: readonly StateChange[];
  /** One for each resource that is proposed itself. */
  readonly resources: readonly ProposedResource[];
  /** Why Azure would refuse what is proposed. The changes are told all the same, as if it did not. */
  readonly problems: readonly WhatIfProblem[];
}
