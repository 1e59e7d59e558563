import { expect, it } from 'vitest';
import type { HistoryPage, PolicyStateTransition } from '../../shared/compliance';
import { followTransitions } from './follow-transitions';

const resourceId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';

/** A history that gives its newest entries in pages of two, and grows by the next of `looks` at each look. */
function growingHistory(looks: readonly (readonly string[])[]) {
  const ids: string[] = [];
  const remaining = [...looks];
  return {
    resourcesWithStates: async () => {
      ids.push(...(remaining.shift() ?? []));
      return [{ resourceId, evaluatedAt: null }];
    },
    historyOfResource: async (_: string, page?: { continuation?: string }): Promise<HistoryPage> => {
      const from = Number(page?.continuation ?? 0);
      const transitions = [...ids].reverse().slice(from, from + 2);
      return {
        transitions: transitions.map((id) => ({ id })) as PolicyStateTransition[],
        ...(from + 2 < ids.length ? { continuation: String(from + 2) } : {}),
      };
    },
  };
}

it('tells what comes after the start, oldest first and once, however many changes come at a time', async () => {
  const stop = new AbortController();
  const told: string[][] = [];
  await followTransitions(
    growingHistory([['1', '2', '3'], ['4'], [], ['5', '6', '7', '8', '9']]),
    async (transitions) => {
      told.push(transitions.map(({ id }) => id));
      if (told.length === 2) stop.abort();
    },
    stop.signal,
  );
  expect(told).toEqual([['4'], ['5', '6', '7', '8', '9']]);
});
