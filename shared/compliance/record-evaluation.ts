import { ComplianceStoreError } from './compliance-store-error';
import type { DocumentStore } from './document-store';
import type { Evaluation } from './evaluation';
import { inTurn } from './in-turn';
import type { PolicyStateTransition } from './policy-state-transition';
import { openRecordSession } from './record-session';
import { recordStepsOf } from './record-step';
import { resourceKeyOf } from './state-id';

/** How old an evaluation may be, in seconds. What could tell whether an older one is out of date is not kept. */
export const LATEST_SECONDS = 24 * 60 * 60;

export interface RecordResult {
  /** What changed, in the order in which it was recorded. Empty when all was as it was. */
  readonly transitions: readonly PolicyStateTransition[];
  /** Set when the evaluation was older than {@link LATEST_SECONDS}, and so nothing was recorded. */
  readonly ignored?: 'too-late';
}

/**
 * Records an evaluation of one resource: compares it with what is stored, writes the differences, and appends a
 * transition to the history for every compliance state that changed.
 *
 * Recording the same evaluation twice, late, or at the same time as others ends in the same stored states: all
 * recordings of a resource pass through one document, guarded by its ETag, and each says which inputs it saw
 * (`evaluatedAt`); a newer one is never overwritten. When the process dies half-way, the next recording of the
 * resource finishes what was begun.
 *
 * @param now ISO 8601.
 * @throws ComplianceStoreError `contention` when others keep being faster, `invalid-evaluation` for a bad date or
 * an evaluation about another resource, and what the store rejects with. Delivering it again is always safe.
 */
export async function recordEvaluation(
  store: { readonly documents: DocumentStore },
  evaluation: Evaluation,
  { now }: { readonly now: string },
): Promise<RecordResult> {
  const checked = check(evaluation);
  const age = Date.parse(now) - Date.parse(checked.evaluatedAt);
  if (age > LATEST_SECONDS * 1000) return { transitions: [], ignored: 'too-late' };
  return inTurn(store.documents, resourceKeyOf(checked.resourceId), async () => {
    const { covers } = checked;
    const found = new Set(checked.components?.map(({ componentId }) => componentId));
    const isFound = (componentId: string): boolean =>
      found.has(componentId) || (covers.kind === 'cluster' && covers.present?.has(componentId) === true);
    const session = openRecordSession(store.documents, checked.resourceId, isFound);
    const vanished = covers.kind === 'cluster' ? await session.vanished() : [];
    const components = [...(checked.components ?? []), ...vanished];
    const transitions: PolicyStateTransition[] = [];
    for (const step of recordStepsOf(checked, components)) transitions.push(...(await session.record(step)));
    return { transitions };
  });
}

/** The evaluation with its date in the one form that can be compared as text. */
function check(evaluation: Evaluation): Evaluation {
  const time = Date.parse(evaluation.evaluatedAt);
  if (Number.isNaN(time)) {
    throw new ComplianceStoreError(
      'invalid-evaluation',
      evaluation.resourceId,
      `evaluatedAt is ${JSON.stringify(evaluation.evaluatedAt)}: give the ISO 8601 date at which the inputs were read.`,
    );
  }
  const key = resourceKeyOf(evaluation.resourceId);
  const other = evaluation.states.find(({ content }) => resourceKeyOf(content.resourceId) !== key);
  if (other !== undefined) {
    throw new ComplianceStoreError(
      'invalid-evaluation',
      evaluation.resourceId,
      `A state of ${other.content.resourceId} is in the evaluation of ${evaluation.resourceId}: record one resource at a time.`,
    );
  }
  return { ...evaluation, evaluatedAt: new Date(time).toISOString() };
}
