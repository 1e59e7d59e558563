import type { Constraint, ConstraintIndex, Expander, MutationSystem } from '../../gatekeeper';
import type { PolicyInForce } from '../../policy';

/** The policies in force on a cluster, made ready to judge requests without reading or compiling anything. */
export interface PreparedAdmission {
  /** As ARM writes it. */
  readonly clusterId: string;
  /** Constraints that deny or warn at admission. */
  readonly enforced: ConstraintIndex;
  /** All constraints, those that only audit among them: what they look at has to be evaluated after a write. */
  readonly watched: ConstraintIndex;
  /** The policy that an enforced constraint was made for. */
  readonly policyOf: ReadonlyMap<Constraint, PolicyInForce>;
  /** Makes the Pods that workloads imply, mutated as they would be. */
  readonly expander: Expander;
  /** Absent when no policy mutates. */
  readonly mutations?: MutationSystem;
  /** Policies that could not be prepared. They deny nothing; their states say why. */
  readonly problems: readonly AdmissionProblem[];
}

/** Why a policy takes no part in admission. */
export interface AdmissionProblem {
  readonly policyKey: string;
  readonly code: string;
  readonly message: string;
}
