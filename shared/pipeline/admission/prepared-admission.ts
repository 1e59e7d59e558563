import type { Constraint, ConstraintIndex, Expander, MutationSystem } from '../../gatekeeper';
import type { ArmResource, PolicyInForce } from '../../policy';
import type { IndexNeeds } from '../cluster-index';
import type { Runaways } from '../evaluate';

/** The policies in force on a cluster, made ready to judge requests without reading or compiling anything. */
export interface PreparedAdmission {
  /** The cluster, its id as ARM writes it. */
  readonly cluster: ArmResource;
  /** Constraints that deny or warn at admission. */
  readonly enforced: ConstraintIndex;
  /** All constraints, those that only audit among them: what they look at has to be evaluated after a write. */
  readonly watched: ConstraintIndex;
  /** The policy that an enforced constraint was made for. */
  readonly policyOf: ReadonlyMap<Constraint, PolicyInForce>;
  /** Constraints that ran out of time. They get another chance when policies are prepared anew, within a minute. */
  readonly runaways: Runaways;
  /** Makes the Pods that workloads imply, mutated as they would be. */
  readonly expander: Expander;
  /** Absent when no policy mutates. */
  readonly mutations?: MutationSystem;
  /** Whether a mutation selects by the labels of Namespaces. */
  readonly mutationsNamespaced: boolean;
  /** What the enforced constraints need to know of the cluster. */
  readonly needs: IndexNeeds;
  /** Enforced constraints that need the Namespace of the object. */
  readonly namespaced: ReadonlySet<Constraint>;
  /** Policies that could not be prepared. They deny nothing; their states say why. */
  readonly problems: readonly AdmissionProblem[];
}

/** Why a policy takes no part in admission. */
export interface AdmissionProblem {
  readonly policyKey: string;
  readonly code: string;
  readonly message: string;
}
