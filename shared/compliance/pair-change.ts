import { componentStateOf, type EvaluatedPair } from './component-pair';
import type { ComponentPair, ComponentStateDocument, PlannedWrite, TransitionDocument } from './documents';
import type { EvaluatedComponent } from './evaluation';
import type { PlanContext } from './plan-context';
import { policyKeysOf, type StateDraft } from './state-draft';
import { componentStateId } from './state-id';
import { tombstoneOf } from './tombstone';
import { transitionOf } from './transition-of';

const STATE_OF = { C: 'Compliant', N: 'NonCompliant', E: 'Error', '-': null } as const;

/** What a policy says about an object, before and after. `id` is the policy state's. */
export interface PairChange {
  readonly id: string;
  readonly component: EvaluatedComponent;
  readonly draft: StateDraft;
  readonly before: ComponentPair | undefined;
  readonly after: EvaluatedPair | undefined;
}

/** The state of the object to store, or to remove; nothing when it had none and has none. */
export function pairWrite(
  { step, sequence, partition }: PlanContext,
  { id, component, draft, before, after }: PairChange,
): PlannedWrite[] {
  const documentId = componentStateId(id, component.componentId);
  if (after?.state === undefined) {
    const wasStored = before?.is === 'N' || before?.is === 'E';
    return wasStored
      ? [{ put: 'componentStates', document: tombstoneOf(documentId, partition, sequence) }]
      : [];
  }
  const document: ComponentStateDocument = {
    id: documentId,
    partition,
    sequence,
    live: true,
    stateId: id,
    ...policyKeysOf(draft.content),
    component: componentStateOf(after.state, step.evaluatedAt, step.cause),
  };
  return [{ put: 'componentStates', document }];
}

/** History of what is stored: compliant objects that come and go leave no trace. */
export function pairTransition(
  { step, sequence, partition }: PlanContext,
  { id, component, draft, before, after }: PairChange,
): TransitionDocument[] {
  const from = before ? STATE_OF[before.is] : null;
  const to = after ? STATE_OF[after.is] : null;
  const isStored = (state: string | null): boolean => state === 'NonCompliant' || state === 'Error';
  if (from === to || !(isStored(from) || isStored(to))) return [];
  const { componentId, componentType, componentName } = component;
  const change = {
    id: componentStateId(id, componentId),
    stateId: id,
    columns: draft.content,
    component: { componentId, componentType, componentName },
    from,
    to,
    details: after?.state?.policyEvaluationDetails ?? null,
    complianceReasonCode: after?.state?.complianceReasonCode ?? null,
  };
  return [transitionOf(change, { partition, sequence, evaluatedAt: step.evaluatedAt, cause: step.cause })];
}
