import type { ComplianceState, PolicyEvaluationDetails } from '../../compliance';

/** What one policy says about one resource, before it is put into the columns of a policy state. */
export interface Verdict {
  readonly complianceState: ComplianceState;
  readonly reasonCode?: string;
  readonly details?: PolicyEvaluationDetails;
}

/** A policy that cannot be evaluated: never silence, always a state that says why. */
export function failed(code: string, message: string): Verdict {
  return {
    complianceState: 'Error',
    reasonCode: code,
    details: { evaluatedExpressions: [], reason: message },
  };
}
