import { setTimeout as sleep } from 'node:timers/promises';
import type { ComplianceStore, PolicyStateTransition } from '../../shared/compliance';

const pollMilliseconds = 200;

/**
 * Tells every change of a state as it is recorded, oldest first, until stopped. Reads the history, as any other
 * process could.
 *
 * @param onTransitions told what one look at the history of a resource found new; never nothing
 * @param onError told when the history cannot be read; following goes on
 */
export async function followTransitions(
  store: Pick<ComplianceStore, 'resourcesWithStates' | 'historyOfResource'>,
  onTransitions: (transitions: readonly PolicyStateTransition[]) => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void = () => undefined,
): Promise<void> {
  /** By resource, the newest page of its history as it was last seen: what is new comes before. */
  const seen = new Map<string, ReadonlySet<string>>();
  const collect = async (tell: boolean): Promise<void> => {
    for (const { resourceId } of await store.resourcesWithStates('all')) {
      const key = resourceId.toLowerCase();
      if (!seen.has(key)) seen.set(key, new Set());
    }
    for (const [resourceId, before] of seen) {
      const { fresh, newest } = await readSince(store, resourceId, before, tell);
      if (tell && fresh.length > 0) await onTransitions(fresh.reverse());
      seen.set(resourceId, newest);
    }
  };
  await collect(false);
  while (!signal.aborted) {
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await collect(true).catch(onError);
  }
}

/** The transitions that are not among `before`, newest first, and the ids of the newest page. */
async function readSince(
  store: Pick<ComplianceStore, 'historyOfResource'>,
  resourceId: string,
  before: ReadonlySet<string>,
  allPages: boolean,
): Promise<{ fresh: PolicyStateTransition[]; newest: ReadonlySet<string> }> {
  const fresh: PolicyStateTransition[] = [];
  let newest: ReadonlySet<string> | undefined;
  let continuation: string | undefined;
  do {
    const page = await store.historyOfResource(
      resourceId,
      continuation === undefined ? {} : { continuation },
    );
    newest ??= new Set(page.transitions.map(({ id }) => id));
    const unknown = page.transitions.filter(({ id }) => !before.has(id));
    fresh.push(...unknown);
    continuation = unknown.length === page.transitions.length ? page.continuation : undefined;
  } while (allPages && continuation !== undefined);
  return { fresh, newest };
}
