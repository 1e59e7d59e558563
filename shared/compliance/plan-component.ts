import { moveComponent, NO_COMPONENTS } from './component-counts';
import { evaluatedPair, outcomesByPolicy, pairOrder } from './component-pair';
import type { ComponentDocument, ComponentPair, PlannedWrite, TransitionDocument } from './documents';
import type { EvaluatedComponent } from './evaluation';
import { NEVER, newest, pairMark } from './marks';
import { type PairChange, pairTransition, pairWrite } from './pair-change';
import type { PlanContext } from './plan-context';
import type { StateDraft } from './state-draft';
import { componentKeyOf } from './state-id';
import { TOMBSTONE_SECONDS } from './tombstone';

/** What recording one object comes to. */
export interface ComponentPlan {
  readonly writes: readonly PlannedWrite[];
  readonly transitions: readonly TransitionDocument[];
}

/**
 * Plans one object of a cluster: its place in the inventory, its states, and the counts of the policies (in
 * `drafts`). The counts change by exactly what changes in the inventory about this object, so that doing it again,
 * or late, does not count twice.
 */
export function planComponent(
  context: PlanContext,
  component: EvaluatedComponent,
  stored: ComponentDocument | undefined,
  drafts: Map<string, StateDraft>,
): ComponentPlan {
  const { step, marks, selects } = context;
  const at = step.evaluatedAt;
  const whole = step.selection === 'all';
  const pairs = new Map<string, ComponentPair>(Object.entries(stored?.pairs ?? {}));
  const outcomes = new Map(
    [...outcomesByPolicy(component)].map(([key, outcome]) => [context.idOf(key), outcome]),
  );
  const changes: PairChange[] = [];
  let moved = whole && at > newest(marks.components, stored?.evaluatedAt);

  for (const id of new Set([...outcomes.keys(), ...pairs.keys()])) {
    const draft = drafts.get(id);
    const known = pairs.get(id);
    const before = known?.generation === draft?.generation ? known : undefined;
    // What an earlier life of the policy's state said is not counted any more.
    if (before === undefined) pairs.delete(id);
    if (draft === undefined || draft.removed || !draft.fromComponents) {
      pairs.delete(id);
      continue;
    }
    if (!selects(id, draft.content.policyAssignmentId.toLowerCase())) continue;
    const after = evaluatedPair(component, outcomes.get(id), draft.content);
    const mark = newest(pairMark(marks, id, stored), draft.countedSince);
    if (at < mark || (at === mark && pairOrder(after) <= pairOrder(before))) continue;
    if (!whole && at > mark) moved = true;
    pairs.set(id, {
      is: after?.is ?? '-',
      ...(after?.hash === undefined ? {} : { hash: after.hash }),
      generation: draft.generation,
      evaluatedAt: at,
    });
    if (pairOrder(before) === pairOrder(after)) continue;
    changes.push({ id, component, draft, before, after });
    const counts = moveComponent(
      draft.counts ?? NO_COMPONENTS,
      component.componentType,
      before?.is,
      after?.is,
    );
    drafts.set(id, { ...draft, counts });
  }

  const isWritten = changes.length > 0 || (step.marksEachComponent && moved);
  const inventory = isWritten ? [inventoryWrite(context, component, stored, pairs)] : [];
  return {
    writes: [...changes.flatMap((change) => pairWrite(context, change)), ...inventory],
    transitions: changes.flatMap((change) => pairTransition(context, change)),
  };
}

function inventoryWrite(
  { step, sequence, partition }: PlanContext,
  { componentId, componentType, componentName }: EvaluatedComponent,
  stored: ComponentDocument | undefined,
  pairs: ReadonlyMap<string, ComponentPair>,
): PlannedWrite {
  const evaluatedAt =
    step.selection === 'all' ? newest(stored?.evaluatedAt, step.evaluatedAt) : (stored?.evaluatedAt ?? NEVER);
  const kept = [...pairs].flatMap(([id, { evaluatedAt: pairAt, ...pair }]): [string, ComponentPair][] => {
    const isNewer = pairAt !== undefined && pairAt > evaluatedAt;
    if (pair.is === '-' && !isNewer) return [];
    return [[id, isNewer ? { ...pair, evaluatedAt: pairAt } : pair]];
  });
  const live = kept.some(([, pair]) => pair.is !== '-');
  const document: ComponentDocument = {
    id: componentKeyOf(step.resourceId, componentId),
    partition,
    sequence,
    ...(live ? { live } : { ttl: TOMBSTONE_SECONDS }),
    componentId,
    componentType,
    componentName,
    evaluatedAt,
    pairs: Object.fromEntries(kept),
  };
  return { put: 'components', document };
}
