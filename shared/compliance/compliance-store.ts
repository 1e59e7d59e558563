import type { ComponentPolicyState } from './component-policy-state';
import type { DocumentStore } from './document-store';
import type { PolicyState } from './policy-state';
import type { PolicyStateTransition } from './policy-state-transition';
import type { ScanStore } from './scan-store';

/**
 * Which records to take (rest-api.md A.1): ids and names in any letter case. A resource is just itself, not what
 * is below it.
 */
export type StateScope =
  | { readonly subscriptionId: string; readonly resourceGroup?: string }
  | { readonly managementGroup: string }
  | { readonly resourceId: string }
  | { readonly assignmentId: string; readonly subscriptionId?: string }
  | { readonly subscriptionId: string; readonly definitionName: string }
  | { readonly subscriptionId: string; readonly setDefinitionName: string }
  | 'all';

/** Component states know no management groups. */
export type ComponentScope = Exclude<StateScope, { readonly managementGroup: string }>;

export interface HistoryPage {
  readonly transitions: readonly PolicyStateTransition[];
  /** Give it back for the next page; absent on the last one. */
  readonly continuation?: string;
}

/** A resource that has states, and when they were last evaluated as a whole. */
export interface KnownResource {
  readonly resourceId: string;
  readonly evaluatedAt: string | null;
}

/**
 * What is known about compliance. Written by `recordEvaluation` and, for scans, by {@link ScanStore}.
 * Every query of something unknown is empty, never an error.
 */
export interface ComplianceStore extends ScanStore {
  /** Where it is kept. For `recordEvaluation`; queries go through the methods below. */
  readonly documents: DocumentStore;
  /**
   * The policy states of a scope, `timestamp` being the newest evaluation that covered the state, whether or not
   * it changed anything. In no order.
   */
  states(scope: StateScope): Promise<PolicyState[]>;
  /**
   * The stored (not compliant) component states of a scope, page by page: there can be very many. `timestamp` is
   * that of the last change, or of the last evaluation of the whole cluster if that is newer.
   */
  componentStates(scope: ComponentScope): AsyncIterable<readonly ComponentPolicyState[]>;
  /**
   * Since when no older evaluation of all its objects is needed: the oldest of the newest evaluations of these policies
   * (`policyKey`), or of all, ISO 8601. Undefined when one of them was never evaluated.
   */
  objectsEvaluatedAt(resourceId: string, policyKeys?: readonly string[]): Promise<string | undefined>;
  /** The history of a resource: its policy states' and its components', newest first. */
  historyOfResource(
    resourceId: string,
    page?: { size?: number; continuation?: string },
  ): Promise<HistoryPage>;
  /** The history of one policy state (`stateId`) or component state (`componentStateId`) of a resource, newest first. */
  historyOfState(
    resourceId: string,
    id: string,
    page?: { size?: number; continuation?: string },
  ): Promise<HistoryPage>;
  /** The resources that have states: those that a full scan does not find any more are gone. */
  resourcesWithStates(
    scope:
      | { readonly subscriptionId: string; readonly resourceGroup?: string }
      | { readonly resourceId: string }
      | 'all',
  ): Promise<KnownResource[]>;
}
