import type {
  ComponentDocument,
  EvaluationMarks,
  PlannedWrite,
  ResourceHead,
  StateDocument,
  TransitionDocument,
} from './documents';
import { advanceMarks, type MarkAdvance, NO_MARKS, newest } from './marks';
import { planComponent } from './plan-component';
import { type PlanContext, planContext } from './plan-context';
import { planStates } from './plan-states';
import type { PolicyStateTransition } from './policy-state-transition';
import type { RecordStep } from './record-step';
import { documentOf, draftOfStored, type StateDraft } from './state-draft';
import { componentKeyOf } from './state-id';
import { tombstoneOf } from './tombstone';
import { transitionOf } from './transition-of';

/** What is stored about a resource, as far as a step needs it: the states and objects it names, or all states. */
export interface StoredResource {
  readonly head: ResourceHead | undefined;
  /** By state id. */
  readonly states: ReadonlyMap<string, StateDocument>;
  /** By component key. */
  readonly components: ReadonlyMap<string, ComponentDocument>;
}

/** What a step comes to. */
export interface RecordPlan {
  /** The head to write, with the writes pending; undefined when there is nothing to write at all. */
  readonly head: ResourceHead | undefined;
  readonly transitions: readonly PolicyStateTransition[];
  /** The states as they are after it, by id. */
  readonly states: ReadonlyMap<string, StateDocument>;
}

/**
 * Compares what is stored about a resource with a step of an evaluation and plans only the differences: no writes
 * when nothing changed, none for what the step does not cover, and none when something newer has been recorded.
 * Pure: the same arguments give the same plan, with the same ids.
 */
export function planRecord(stored: StoredResource, step: RecordStep): RecordPlan {
  const marks = stored.head?.marks ?? NO_MARKS;
  const context = planContext(step, marks, (stored.head?.sequence ?? 0) + 1);
  const drafts = new Map([...stored.states].map(([id, state]) => [id, draftOfStored(state)]));

  const given = planStates(context, drafts);
  const components = step.components.map((component) => {
    const known = stored.components.get(componentKeyOf(step.resourceId, component.componentId));
    return planComponent(context, component, known, drafts);
  });
  if (step.closes) settle(context, drafts);

  const states = finish(context, drafts);
  const writes = [...states.writes, ...components.flatMap((plan) => plan.writes)];
  if (step.gone && states.stored.size === 0 && step.evaluatedAt >= newest(marks.components)) {
    writes.push({ sweep: 'components' });
  }
  const history = [...states.transitions, ...components.flatMap((plan) => plan.transitions)];
  writes.push(...history.map((document): PlannedWrite => ({ put: 'history', document })));

  const nextMarks = advanceMarks(marks, advanceOf(context, given, drafts));
  if (writes.length === 0 && nextMarks === marks) {
    return { head: undefined, transitions: [], states: stored.states };
  }
  // A step that does not load all states cannot tell that the last one went away.
  const isLive = states.stored.size > 0 || (!step.removesOthers && stored.head?.live === true);
  return {
    head: headOf(context, nextMarks, writes, isLive),
    transitions: history.map((document) => document.transition),
    states: states.stored,
  };
}

/** States of policies over components are settled once all components have been looked at since they began. */
function settle({ step, selects }: PlanContext, drafts: Map<string, StateDraft>): void {
  for (const [id, draft] of drafts) {
    const covered = selects(id, draft.content.policyAssignmentId.toLowerCase());
    if (covered && draft.countedSince <= step.evaluatedAt) drafts.set(id, { ...draft, settled: true });
  }
}

function finish(
  { step, partition, sequence }: PlanContext,
  drafts: ReadonlyMap<string, StateDraft>,
): { writes: PlannedWrite[]; transitions: TransitionDocument[]; stored: Map<string, StateDocument> } {
  const writes: PlannedWrite[] = [];
  const transitions: TransitionDocument[] = [];
  const stored = new Map<string, StateDocument>();
  const recording = { partition, sequence, evaluatedAt: step.evaluatedAt, cause: step.cause };
  for (const draft of drafts.values()) {
    const { prior } = draft;
    const document = draft.removed
      ? undefined
      : documentOf(draft, partition, sequence, step.cause, step.evaluatedAt);
    if (document !== undefined) stored.set(draft.id, document);
    if (document === prior) continue;
    writes.push({ put: 'policyStates', document: document ?? tombstoneOf(draft.id, partition, sequence) });
    if (prior?.fromComponents && document?.generation !== prior.generation) {
      writes.push({ sweep: 'componentStates', stateId: draft.id });
    }
    const from = prior?.live ? prior.state.complianceState : null;
    const to = document?.live ? document.state.complianceState : null;
    if (from === to) continue;
    const { content } = draft;
    const change = {
      id: draft.id,
      stateId: draft.id,
      columns: content,
      from,
      to,
      details: content.policyEvaluationDetails,
      complianceReasonCode: content.complianceReasonCode,
    };
    transitions.push(transitionOf(change, recording));
  }
  return { writes, transitions, stored };
}

function advanceOf(
  { step, selects }: PlanContext,
  given: ReadonlySet<string>,
  drafts: ReadonlyMap<string, StateDraft>,
): MarkAdvance {
  const selected = [...drafts.values()]
    .filter((draft) => selects(draft.id, draft.content.policyAssignmentId.toLowerCase()))
    .map((draft) => draft.id);
  const all = step.selection === 'all';
  const assignments =
    typeof step.selection === 'object' && 'assignments' in step.selection
      ? step.selection.assignments.map((id) => id.toLowerCase())
      : [];
  const policies = {
    selected: all ? ('all' as const) : { states: [...new Set([...given, ...selected])], assignments },
    given: { states: [...given], assignments: [] },
    none: 'none' as const,
  }[step.marksPolicies];
  return { at: step.evaluatedAt, policies, components: step.closes ? (all ? 'all' : selected) : 'none' };
}

function headOf(
  { step, partition, sequence }: PlanContext,
  marks: EvaluationMarks,
  pending: readonly PlannedWrite[],
  live: boolean,
): ResourceHead {
  const segments = partition.split('/');
  return {
    id: HEAD_ID,
    partition,
    sequence,
    ...(live ? { live } : {}),
    resourceId: step.resourceId,
    subscriptionKey: segmentAfter(segments, 'subscriptions'),
    resourceGroupKey: segmentAfter(segments, 'resourcegroups'),
    marks,
    pending,
  };
}

/** The id of a resource's head within its partition. */
export const HEAD_ID = 'head';

function segmentAfter(segments: readonly string[], name: string): string {
  const at = segments.indexOf(name);
  return at < 0 ? '' : (segments[at + 1] ?? '');
}
