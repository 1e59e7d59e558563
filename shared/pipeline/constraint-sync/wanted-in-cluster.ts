import type { Constraint } from '../../gatekeeper';
import type { JsonObject } from '../../policy';
import type { TemplateOrigin } from '../evaluate';
import type { SyncProblem } from './sync-problem';

/** What the policies in force want in a cluster. */
export interface WantedInCluster {
  /** The template of each constraint as it was given. */
  readonly origins: ReadonlyMap<Constraint, TemplateOrigin>;
  /** The key of the policy of each constraint. */
  readonly constraints: ReadonlyMap<Constraint, string>;
  readonly mutators: readonly { readonly policyKey: string; readonly mutator: JsonObject }[];
  /** Policies that ask for an object that cannot be made. */
  readonly problems: readonly SyncProblem[];
  /** Keys of policies that are broken at the moment: what the cluster has of them stays, as the last good one. */
  readonly broken: ReadonlySet<string>;
}
