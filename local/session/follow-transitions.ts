import { setTimeout as sleep } from 'node:timers/promises';
import type { ComplianceStore, PolicyStateTransition } from '../../shared/compliance';
import type { Recording } from './read-recordings';

/** What is followed: the histories of resources, and how far each has come. */
export interface FollowedHistories extends Pick<ComplianceStore, 'historyOfResource'> {
  recordings(): Promise<readonly Recording[]>;
}

const shortestPause = 200;
const longestPause = 5_000;
/** How much longer to pause than a look took, so that looking stays a small part of the load. */
const pausePerLook = 9;

/**
 * Tells every change of a state as it is recorded until stopped: those of a resource oldest first. Reads the history,
 * as any other process could: one query tells which resources have something new, and only those are read. The more a
 * look costs, the rarer they become.
 *
 * @param onTransitions told what one look found new; never nothing
 * @param onError told when the history cannot be read; following goes on
 */
export async function followTransitions(
  store: FollowedHistories,
  onTransitions: (transitions: readonly PolicyStateTransition[]) => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void = () => undefined,
): Promise<void> {
  /** By resource, the recording up to which its history was told. */
  const told = new Map<string, number>();
  for (const { resourceId, sequence } of await store.recordings()) told.set(resourceId, sequence);

  const look = async (): Promise<void> => {
    const moved = (await store.recordings()).filter(
      ({ resourceId, sequence }) => sequence > (told.get(resourceId) ?? 0),
    );
    const fresh: PolicyStateTransition[] = [];
    for (const recording of moved)
      fresh.push(...(await readBetween(store, told.get(recording.resourceId) ?? 0, recording)));
    if (fresh.length > 0) await onTransitions(fresh);
    for (const { resourceId, sequence } of moved) told.set(resourceId, sequence);
  };

  let pause = shortestPause;
  while (!signal.aborted) {
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const began = performance.now();
    await look().catch(onError);
    pause = pauseAfter(performance.now() - began);
  }
}

/** How long to wait after a look that took so long, both in milliseconds. */
export const pauseAfter = (look: number): number =>
  Math.min(longestPause, Math.max(shortestPause, look * pausePerLook));

/** The transitions of the recordings after `told`, up to the one given, oldest first. */
async function readBetween(
  store: FollowedHistories,
  told: number,
  { resourceId, sequence }: Recording,
): Promise<PolicyStateTransition[]> {
  const found: PolicyStateTransition[] = [];
  let continuation: string | undefined;
  do {
    const page = await store.historyOfResource(
      resourceId,
      continuation === undefined ? {} : { continuation },
    );
    const unknown = page.transitions.filter((transition) => transition.sequence > told);
    found.push(...unknown.filter((transition) => transition.sequence <= sequence));
    continuation = unknown.length === page.transitions.length ? page.continuation : undefined;
  } while (continuation !== undefined);
  return found.reverse();
}
