/** Something of the synchronisation that did not come about. */
export interface SyncProblem {
  /**
   * A reason code of Azure Policy for Kubernetes, e.g. `ConstraintTemplateConflicts`; for mutators and expansion
   * templates, for which it has none, one formed alike, e.g. `MutationCreateFailed`.
   */
  readonly code: string;
  /** The object concerned, or the cluster. */
  readonly name: string;
  readonly message: string;
  /** Keys of the policies that are not in force in the cluster, or not as they should be. */
  readonly policyKeys: readonly string[];
}

const longestMessage = 1_000;

/** A problem with its message cut to what fits beside a policy state: Gatekeeper may answer with whole sources. */
export const syncProblem = (
  code: string,
  name: string,
  message: string,
  policyKeys: readonly string[] = [],
): SyncProblem => ({
  code,
  name,
  message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
  policyKeys,
});
