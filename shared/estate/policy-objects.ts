import type { JsonObject, ScopeTree } from '../policy/index';

/** A policy object that is referred to but could not be read. */
export interface PolicyReadProblem {
  readonly id: string;
  /** ARM's error code, or `NotFound`. */
  readonly code: string;
  readonly message: string;
}

/** All policy objects that concern some subscriptions, as raw ARM JSON. */
export interface EstatePolicyObjects {
  /**
   * Custom definitions that are visible at the subscriptions, and all built-in ones that are in use. Older versions
   * that a pin asks for stand beside the newest, with `/versions/{version}` at the end of their id.
   */
  readonly definitions: readonly JsonObject[];
  readonly setDefinitions: readonly JsonObject[];
  /** Assignments at the subscriptions, above them and below. */
  readonly assignments: readonly JsonObject[];
  readonly exemptions: readonly JsonObject[];
  readonly scopeTree: ScopeTree;
  readonly problems: readonly PolicyReadProblem[];
}
