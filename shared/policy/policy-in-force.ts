import type { JsonObject } from './json';
import type { EnforcementMode, PolicyAssignment } from './policy-assignment';
import type { PolicyDefinition } from './policy-definition';
import type { PolicyExemption } from './policy-exemption';
import type { PolicyDefinitionReference, PolicySetDefinition } from './policy-set-definition';
import type { PolicyProblem } from './problem';

/** One member of one assignment as it bears on a resource: parameters bound, effect resolved, overrides applied. */
export interface PolicyInForce {
  /** `lower(assignment id)|lower(reference id)`; nothing after the bar for a plain definition. */
  readonly key: string;
  readonly assignment: PolicyAssignment;
  readonly setDefinition?: PolicySetDefinition;
  readonly reference?: PolicyDefinitionReference;
  /** The text at the version in force. When it is missing or unreadable: an empty stand-in, and `problem` is set. */
  readonly definition: PolicyDefinition;
  /** Effective values by declared name. */
  readonly parameters: JsonObject;
  /** Effective values of the initiative's own parameters, by declared name. */
  readonly setParameters?: JsonObject;
  /** Lower case, canonical where known; may be empty, and is never `disabled`, when `problem` is set. */
  readonly effect: string;
  readonly enforcementMode: EnforcementMode;
  /** Covers this resource and has not expired: the state is `Exempt`, whatever else is set. */
  readonly exemption?: PolicyExemption;
  /** For states and refusals; modes of resource providers show none. */
  readonly nonComplianceMessage?: string;
  /** Why this policy cannot be evaluated: becomes an `Error` state. */
  readonly problem?: PolicyProblem;
  /** What a user should know although the policy is evaluated, such as a pinned version that is not available. */
  readonly notes: readonly PolicyProblem[];
  /** The compile cache's key; empty when there is nothing to compile. */
  readonly ruleHash: string;
}
