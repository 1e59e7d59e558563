import type { JsonValue } from '../../gatekeeper';
import type { PolicyInForce } from '../../policy';

/** One violation at admission, with everything that tells who objects to what. */
export interface AdmissionVerdict {
  readonly action: 'deny' | 'warn';
  /** Name of the constraint, as it stands in front of the message. */
  readonly constraint: string;
  readonly message: string;
  readonly policy: PolicyInForce;
  /** Where in the object the offending value stands, e.g. `spec.containers[0].securityContext.privileged`. */
  readonly path?: string;
  readonly value?: JsonValue;
}

/** A constraint that could not be evaluated, and so let the request through. */
export interface AdmissionFailure {
  readonly constraint: string;
  readonly code: string;
  readonly message: string;
}

/** What the policies in force say about a request. */
export interface AdmissionJudgement {
  /** In the order in which they are shown: by action, message and constraint. */
  readonly verdicts: readonly AdmissionVerdict[];
  readonly failures: readonly AdmissionFailure[];
}
