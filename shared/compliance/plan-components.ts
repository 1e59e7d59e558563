import { moveComponent } from './component-counts';
import {
  componentStateOf,
  type EvaluatedPair,
  evaluatedPair,
  outcomesByPolicy,
  pairOrder,
} from './component-pair';
import type {
  ComponentDocument,
  ComponentPair,
  EvaluationMarks,
  PlannedWrite,
  TransitionDocument,
} from './documents';
import type { EvaluatedComponent } from './evaluation';
import { NEVER, newest, pairMark } from './marks';
import type { Selects } from './plan-states';
import type { RecordStep } from './record-step';
import { policyKeysOf, type StateDraft } from './state-draft';
import { componentKeyOf, componentStateId, resourceKeyOf, stateId } from './state-id';
import { TOMBSTONE_SECONDS, tombstoneOf } from './tombstone';
import { transitionOf } from './transition-of';

const STATE_OF = { C: 'Compliant', N: 'NonCompliant', E: 'Error', '-': null } as const;

/** What recording one object comes to. */
interface ComponentPlan {
  readonly writes: readonly PlannedWrite[];
  readonly transitions: readonly TransitionDocument[];
}

/**
 * Plans one object of a cluster: its place in the inventory, its states, and the counts of the policies (in
 * `drafts`). The counts change by exactly what the inventory says about this object changes, so that doing it
 * again, or late, does not count twice.
 */
export function planComponent(
  component: EvaluatedComponent,
  stored: ComponentDocument | undefined,
  drafts: Map<string, StateDraft>,
  step: RecordStep,
  selects: Selects,
  marks: EvaluationMarks,
  sequence: number,
): ComponentPlan {
  const partition = resourceKeyOf(step.resourceId);
  const at = step.evaluatedAt;
  const whole = step.selection === 'all';
  const writes: PlannedWrite[] = [];
  const transitions: TransitionDocument[] = [];
  const pairs = new Map<string, ComponentPair>(Object.entries(stored?.pairs ?? {}));
  const outcomes = new Map(
    [...outcomesByPolicy(component)].map(([key, outcome]) => [stateId(step.resourceId, key), outcome]),
  );
  let changed = false;
  let moved = at > newest(marks.components, stored?.evaluatedAt) && whole;

  for (const id of new Set([...outcomes.keys(), ...pairs.keys()])) {
    const draft = drafts.get(id);
    if (draft === undefined || draft.removed || !draft.fromComponents) {
      pairs.delete(id);
      continue;
    }
    const known = pairs.get(id);
    const before = known?.generation === draft.generation ? known : undefined;
    if (known !== undefined && before === undefined) pairs.delete(id);
    if (!selects(id, draft.content.policyAssignmentId.toLowerCase())) continue;
    const after = evaluatedPair(component, outcomes.get(id), draft.content);
    const mark = pairMark(marks, id, stored);
    if (at < mark || at < draft.countedSince || (at === mark && pairOrder(after) <= pairOrder(before)))
      continue;
    if (at > mark && !whole) moved = true;
    pairs.set(id, {
      is: after?.is ?? '-',
      ...(after?.hash === undefined ? {} : { hash: after.hash }),
      generation: draft.generation,
      evaluatedAt: at,
    });
    if (pairOrder(before) === pairOrder(after)) continue;
    changed = true;
    drafts.set(id, {
      ...draft,
      counts: moveComponent(
        draft.counts ?? { compliant: 0, nonCompliant: 0, error: 0, byKind: {} },
        component.componentType,
        before?.is,
        after?.is,
      ),
    });
    writes.push(...stateWrite(id, component, draft, before, after));
    transitions.push(...stateTransition(id, component, draft, before, after));
  }

  if (changed || (step.marksEachComponent && moved))
    writes.push({ put: 'components', document: inventoryDocument() });
  return { writes, transitions };

  function stateWrite(
    id: string,
    { componentId }: EvaluatedComponent,
    draft: StateDraft,
    before: ComponentPair | undefined,
    after: EvaluatedPair | undefined,
  ): PlannedWrite[] {
    const documentId = componentStateId(id, componentId);
    if (after?.state !== undefined) {
      const state = componentStateOf(after.state, at, step.cause);
      const { subscriptionKey, resourceGroupKey, assignmentKey, definitionNameKey, setDefinitionNameKey } =
        policyKeysOf(draft.content);
      const document = {
        id: documentId,
        partition,
        sequence,
        live: true as const,
        stateId: id,
        subscriptionKey,
        resourceGroupKey,
        assignmentKey,
        definitionNameKey,
        setDefinitionNameKey,
        component: state,
      };
      return [{ put: 'componentStates', document }];
    }
    const wasStored = before?.is === 'N' || before?.is === 'E';
    return wasStored
      ? [{ put: 'componentStates', document: tombstoneOf(documentId, partition, sequence) }]
      : [];
  }

  function stateTransition(
    id: string,
    { componentId, componentType, componentName }: EvaluatedComponent,
    draft: StateDraft,
    before: ComponentPair | undefined,
    after: EvaluatedPair | undefined,
  ): TransitionDocument[] {
    const from = before ? STATE_OF[before.is] : null;
    const to = after ? STATE_OF[after.is] : null;
    const violates = (state: string | null): boolean => state === 'NonCompliant' || state === 'Error';
    if (from === to || !(violates(from) || violates(to))) return [];
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
    return [transitionOf(change, { partition, sequence, evaluatedAt: at, cause: step.cause })];
  }

  function inventoryDocument(): ComponentDocument {
    const evaluatedAt = whole ? newest(stored?.evaluatedAt, at) : (stored?.evaluatedAt ?? NEVER);
    const kept = [...pairs].flatMap(([id, { evaluatedAt: pairAt, ...pair }]): [string, ComponentPair][] => {
      const newer = pairAt !== undefined && pairAt > evaluatedAt;
      if (pair.is === '-' && !newer) return [];
      return [[id, newer ? { ...pair, evaluatedAt: pairAt } : pair]];
    });
    const live = kept.some(([, pair]) => pair.is !== '-');
    return {
      id: componentKeyOf(step.resourceId, component.componentId),
      partition,
      sequence,
      ...(live ? { live } : { ttl: TOMBSTONE_SECONDS }),
      componentId: component.componentId,
      componentType: component.componentType,
      componentName: component.componentName,
      evaluatedAt,
      pairs: Object.fromEntries(kept),
    };
  }
}
