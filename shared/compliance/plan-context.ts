import type { EvaluationMarks } from './documents';
import type { RecordStep } from './record-step';
import { type Selects, selectorOf } from './selector-of';
import { resourceKeyOf, stateId } from './state-id';

/** What the parts of one plan share. */
export interface PlanContext {
  readonly step: RecordStep;
  readonly marks: EvaluationMarks;
  /** The number of this recording. */
  readonly sequence: number;
  readonly partition: string;
  readonly selects: Selects;
  /** The id of the resource's state under a policy key. */
  readonly idOf: (policyKey: string) => string;
}

export function planContext(step: RecordStep, marks: EvaluationMarks, sequence: number): PlanContext {
  const ids = new Map<string, string>();
  return {
    step,
    marks,
    sequence,
    partition: resourceKeyOf(step.resourceId),
    selects: selectorOf(step.resourceId, step.selection),
    // Hashed once per policy, not once per object and policy.
    idOf(policyKey) {
      const id = ids.get(policyKey) ?? stateId(step.resourceId, policyKey);
      ids.set(policyKey, id);
      return id;
    },
  };
}
