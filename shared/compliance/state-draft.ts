import type { Cause } from './cause';
import type { ComplianceState } from './compliance-state';
import { NO_COMPONENTS, sameCounts } from './component-counts';
import { contentHash } from './content-hash';
import type { StateDocument } from './documents';
import type { EvaluatedState } from './evaluation';
import type { ComponentCounts, PolicyState, PolicyStateContent } from './policy-state';

/** A policy state while a recording is being planned. */
export interface StateDraft {
  readonly id: string;
  readonly prior: StateDocument | undefined;
  readonly content: PolicyStateContent;
  readonly hash: string;
  readonly fromComponents: boolean;
  readonly componentsUnknown: boolean;
  readonly settled: boolean;
  readonly generation: number;
  readonly countedSince: string;
  readonly evaluatedAt: string;
  readonly counts: ComponentCounts | null;
  readonly removed: boolean;
}

/** The draft of a state as stored. */
export function draftOfStored(prior: StateDocument): StateDraft {
  const { timestamp: _t, isCompliant: _i, causedBy: _c, componentCounts, ...content } = prior.state;
  const { id, hash, fromComponents, settled, generation, countedSince, evaluatedAt } = prior;
  return {
    id,
    prior,
    content,
    hash,
    fromComponents,
    componentsUnknown: prior.componentsUnknown === true,
    settled,
    generation,
    countedSince,
    evaluatedAt,
    counts: componentCounts,
    removed: false,
  };
}

/** The draft after an evaluation that is newer than `mark`, the last one known. Counting starts afresh when the state begins to come from components. */
export function draftAfter(
  id: string,
  draft: StateDraft | undefined,
  evaluated: EvaluatedState,
  evaluatedAt: string,
  mark: string,
  sequence: number,
): StateDraft {
  const fromComponents = evaluated.fromComponents ?? false;
  const continues = draft !== undefined && draft.fromComponents === fromComponents;
  return {
    id,
    prior: draft?.prior,
    content: evaluated.content,
    hash: evaluatedHash(evaluated),
    fromComponents,
    componentsUnknown: fromComponents && evaluated.componentsUnknown === true,
    settled: continues ? draft.settled : !fromComponents,
    generation: continues ? draft.generation : sequence,
    countedSince: continues ? draft.countedSince : mark,
    evaluatedAt,
    counts: continues ? draft.counts : fromComponents ? NO_COMPONENTS : null,
    removed: false,
  };
}

/**
 * What makes two evaluations of a state equal: everything the evaluator says, compliance state, effect, reasons,
 * details, parameters and versions included; not when, and not why it was evaluated. The compliance state of a
 * policy over components is left out: it follows from the counts.
 */
export function evaluatedHash(evaluated: EvaluatedState): string {
  const { content, fromComponents = false, componentsUnknown = false } = evaluated;
  const kind = fromComponents ? (componentsUnknown ? 'unknown' : 'counted') : 'own';
  return contentHash({
    ...content,
    complianceState: kind === 'counted' ? null : content.complianceState,
    kind,
  });
}

/** The compliance state: as evaluated, or from the components (one violation is enough, then one failure). */
export function complianceStateOf(draft: StateDraft): ComplianceState {
  if (!draft.fromComponents || draft.componentsUnknown || draft.counts === null)
    return draft.content.complianceState;
  if (draft.counts.nonCompliant > 0) return 'NonCompliant';
  return draft.counts.error > 0 ? 'Error' : 'Compliant';
}

/**
 * The document of a draft, or its prior one when nothing differs. A state that comes from components is shown once
 * all of them have been looked at, or as soon as one is NonCompliant, which proves it.
 */
export function documentOf(
  draft: StateDraft,
  partition: string,
  sequence: number,
  cause: Cause,
  at: string,
): StateDocument {
  const { prior, content } = draft;
  const complianceState = complianceStateOf(draft);
  const shownBefore = prior?.live === true && prior.fromComponents === draft.fromComponents;
  const live = draft.settled || draft.componentsUnknown || complianceState === 'NonCompliant' || shownBefore;
  const same =
    prior !== undefined &&
    prior.hash === draft.hash &&
    prior.fromComponents === draft.fromComponents &&
    prior.settled === draft.settled &&
    prior.generation === draft.generation &&
    prior.state.complianceState === complianceState &&
    (prior.live === true) === live &&
    sameCounts(prior.state.componentCounts, draft.counts);
  if (same) return prior;
  const state: PolicyState = {
    ...content,
    complianceState,
    isCompliant: complianceState === 'Compliant',
    timestamp: prior && prior.state.timestamp > at ? prior.state.timestamp : at,
    causedBy: cause,
    componentCounts: draft.counts,
  };
  return {
    id: draft.id,
    partition,
    sequence,
    ...(live ? { live } : {}),
    ...policyKeysOf(content),
    managementGroupKeys: (content.managementGroupIds ?? '').toLowerCase().split(',').filter(Boolean),
    hash: draft.hash,
    fromComponents: draft.fromComponents,
    ...(draft.componentsUnknown ? { componentsUnknown: true as const } : {}),
    settled: draft.settled,
    generation: draft.generation,
    countedSince: draft.countedSince,
    evaluatedAt: draft.evaluatedAt,
    state,
  };
}

/** The lower-cased twins that queries look for. */
export function policyKeysOf(content: PolicyStateContent): {
  subscriptionKey: string;
  resourceGroupKey: string;
  assignmentKey: string;
  definitionNameKey: string;
  setDefinitionNameKey: string;
} {
  return {
    subscriptionKey: content.subscriptionId.toLowerCase(),
    resourceGroupKey: (content.resourceGroup ?? '').toLowerCase(),
    assignmentKey: content.policyAssignmentId.toLowerCase(),
    definitionNameKey: lastSegment(content.policyDefinitionId),
    setDefinitionNameKey: lastSegment(content.policySetDefinitionId ?? ''),
  };
}

function lastSegment(id: string): string {
  return id.toLowerCase().split('/').at(-1) ?? '';
}
