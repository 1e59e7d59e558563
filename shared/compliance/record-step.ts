import type { Cause } from './cause';
import type { EvaluatedComponent, EvaluatedState, Evaluation, PolicySelection } from './evaluation';

/** A part of an evaluation that is recorded in one go: small enough to be written down in the resource's head. */
export interface RecordStep {
  readonly resourceId: string;
  readonly evaluatedAt: string;
  readonly cause: Cause;
  readonly selection: PolicySelection;
  readonly states: readonly EvaluatedState[];
  readonly components: readonly EvaluatedComponent[];
  /** Stored states that are selected and not in `states` go away. */
  readonly removesOthers: boolean;
  /** What to remember as evaluated: all selected policies, only those in `states`, or none yet. */
  readonly marksPolicies: 'selected' | 'given' | 'none';
  /** Every object is remembered as evaluated now, even when nothing about it changed. */
  readonly marksEachComponent: boolean;
  /** With this step all components have been looked at. */
  readonly closes: boolean;
  readonly gone: boolean;
}

/** How many objects are recorded in one go. */
export const COMPONENTS_PER_STEP = 100;

/**
 * Cuts an evaluation into steps. `components` are the objects to record: those of the evaluation, and for a
 * `cluster` also the stored ones that it did not find, without outcomes.
 */
export function recordStepsOf(
  evaluation: Evaluation,
  components: readonly EvaluatedComponent[],
): RecordStep[] {
  const { covers } = evaluation;
  const base: RecordStep = {
    resourceId: evaluation.resourceId,
    evaluatedAt: evaluation.evaluatedAt,
    cause: evaluation.cause,
    selection: covers.kind === 'gone' ? 'all' : (covers.policies ?? 'all'),
    states: covers.kind === 'gone' ? [] : evaluation.states,
    components: [],
    removesOthers: false,
    marksPolicies: covers.kind === 'components' ? 'given' : 'none',
    marksEachComponent: covers.kind === 'components',
    closes: false,
    gone: covers.kind === 'gone',
  };
  const wholePolicies = covers.kind === 'resource' || covers.kind === 'cluster' || covers.kind === 'gone';
  // Lists of a changing cluster may give an object twice: the later one is the newer one.
  const once = new Map(components.map((component) => [component.componentId, component]));
  const chunks = chunksOf([...once.values()]);
  return chunks.map((chunk, index) => ({
    ...base,
    components: chunk,
    ...(wholePolicies && index === 0 ? { removesOthers: true, marksPolicies: 'selected' as const } : {}),
    closes: index === chunks.length - 1 && (covers.kind === 'cluster' || covers.kind === 'gone'),
  }));
}

function chunksOf(components: readonly EvaluatedComponent[]): (readonly EvaluatedComponent[])[] {
  const chunks: (readonly EvaluatedComponent[])[] = [];
  for (let from = 0; from < components.length; from += COMPONENTS_PER_STEP) {
    chunks.push(components.slice(from, from + COMPONENTS_PER_STEP));
  }
  return chunks.length === 0 ? [[]] : chunks;
}
