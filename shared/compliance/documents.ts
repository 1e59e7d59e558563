import type { ComponentPolicyState } from './component-policy-state';
import type { PolicyState } from './policy-state';
import type { PolicyStateTransition } from './policy-state-transition';

/** What all documents have. Everything about one resource lives in one partition. */
export interface StoredDocument {
  readonly id: string;
  /** Partition key. For documents of a resource: its id in lower case; for scans: the scan's id. */
  readonly partition: string;
  /** Seconds to live, where the document is only a marker of something deleted. */
  readonly ttl?: number;
}

/** A document of a resource: carries the number of the recording that wrote it. */
export interface ResourceDocument extends StoredDocument {
  readonly sequence: number;
  /** True for what queries show; absent for a marker of something deleted, or a state that is not settled yet. */
  readonly live?: true;
}

/** How far evaluations of a resource have come: the newest `evaluatedAt` per coverage. Absent = never. */
export interface EvaluationMarks {
  /** All policy states of the resource. */
  readonly policies?: string;
  /** By state id, where newer than `policies`. */
  readonly policy: { readonly [stateId: string]: string };
  /** By assignment id in lower case, where newer than `policies`. */
  readonly assignment: { readonly [assignmentId: string]: string };
  /** All components under all policies. */
  readonly components?: string;
  /** All components under one policy, by state id, where newer than `components`. */
  readonly componentsOf: { readonly [stateId: string]: string };
}

/** A write that a recording has decided on. Doing it twice, or late, is harmless: see `applyWrites`. */
export type PlannedWrite =
  | { readonly put: 'policyStates'; readonly document: StateDocument | Tombstone }
  | { readonly put: 'componentStates'; readonly document: ComponentStateDocument | Tombstone }
  | { readonly put: 'components'; readonly document: ComponentDocument }
  | { readonly put: 'history'; readonly document: TransitionDocument }
  /** Remove the component states of one policy, or of all, that are older than this recording. */
  | { readonly sweep: 'componentStates'; readonly stateId?: string }
  /** Remove the inventory of the cluster as far as it is older than this recording. */
  | { readonly sweep: 'components' };

/**
 * One per resource. All recordings of a resource pass through it, one after the other (ETag), and it carries the
 * writes that the last one decided on until they are done: whoever finds it with writes pending does them first.
 * It stays when the resource is gone, because its numbers must not start again: history ids are made from them.
 */
export interface ResourceHead extends ResourceDocument {
  readonly resourceId: string;
  readonly subscriptionKey: string;
  readonly resourceGroupKey: string;
  readonly marks: EvaluationMarks;
  readonly pending: readonly PlannedWrite[];
}

/** A deleted document: keeps its place so that a late writer cannot bring it back. */
export interface Tombstone extends ResourceDocument {
  readonly removed: true;
}

export interface StateDocument extends ResourceDocument {
  readonly subscriptionKey: string;
  readonly resourceGroupKey: string;
  readonly assignmentKey: string;
  readonly definitionNameKey: string;
  readonly setDefinitionNameKey: string;
  readonly managementGroupKeys: readonly string[];
  /** Of {@link PolicyStateContent} as evaluated; without the compliance state when that comes from components. */
  readonly hash: string;
  readonly fromComponents: boolean;
  /** Components could not be looked at last time: the state is as evaluated, the counts are the last ones. */
  readonly componentsUnknown?: true;
  /** False until a whole evaluation of the cluster has been recorded. */
  readonly settled: boolean;
  /** The recording since which components are counted; pairs of an earlier one do not count. */
  readonly generation: number;
  /** What was last known before that: older evaluations of components do not count. */
  readonly countedSince: string;
  /** `evaluatedAt` of the evaluation that gave the content. */
  readonly evaluatedAt: string;
  readonly state: PolicyState;
  readonly removed?: never;
}

export interface ComponentStateDocument extends ResourceDocument {
  readonly stateId: string;
  readonly subscriptionKey: string;
  readonly resourceGroupKey: string;
  readonly assignmentKey: string;
  readonly definitionNameKey: string;
  readonly setDefinitionNameKey: string;
  readonly component: ComponentPolicyState;
  readonly removed?: never;
}

/** What one policy said last about one object. */
export interface ComponentPair {
  /** Compliant, NonCompliant, Error, or `-`: looked at and not matched. */
  readonly is: 'C' | 'N' | 'E' | '-';
  /** Of the component state, for N and E. */
  readonly hash?: string;
  readonly generation: number;
  /** Where newer than the document's. */
  readonly evaluatedAt?: string;
}

/** One object of a cluster in the inventory, compliant or not: makes counts exact and late deliveries harmless. */
export interface ComponentDocument extends ResourceDocument {
  readonly componentId: string;
  readonly componentType: string;
  readonly componentName: string;
  readonly evaluatedAt: string;
  readonly pairs: { readonly [stateId: string]: ComponentPair };
}

export interface TransitionDocument extends ResourceDocument {
  readonly stateId: string;
  readonly timestamp: string;
  readonly transition: PolicyStateTransition;
}
