import { setTimeout as sleep } from 'node:timers/promises';
import type { ComplianceStore, PolicyStateTransition } from '../../shared/compliance';

const pollMilliseconds = 200;

/**
 * Tells every change of a state as it is recorded, oldest first, until stopped. Reads the history, as any other
 * process could.
 *
 * @param onError told when the history cannot be read; following goes on
 */
export async function followTransitions(
  store: ComplianceStore,
  onTransition: (transition: PolicyStateTransition) => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void = () => undefined,
): Promise<void> {
  const seen = new Set<string>();
  const known = new Set<string>();
  const collect = async (tell: boolean): Promise<void> => {
    for (const { resourceId } of await store.resourcesWithStates('all')) known.add(resourceId.toLowerCase());
    for (const resourceId of known) {
      const { transitions } = await store.historyOfResource(resourceId);
      for (const transition of [...transitions].reverse()) {
        if (seen.has(transition.id)) continue;
        seen.add(transition.id);
        if (tell) await onTransition(transition);
      }
    }
  };
  await collect(false);
  while (!signal.aborted) {
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await collect(true).catch(onError);
  }
}
