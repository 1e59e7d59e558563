import { describe, expect, it } from 'vitest';
import {
  createMemoryComplianceStore,
  type HistoryPage,
  type PolicyStateTransition,
} from '../../shared/compliance';
import { type FollowedHistories, followTransitions, pauseAfter } from './follow-transitions';
import { readRecordings } from './read-recordings';

interface Look {
  /** By resource, the recordings whose transitions are in the history. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** By resource, the last recording that is complete; absent: the last of the history. */
  readonly complete?: Readonly<Record<string, number>>;
}

/** Histories that give their newest entries in pages of two, and are those of the next of `looks` at each look. */
function histories(looks: readonly Look[]) {
  let at = -1;
  const read: string[] = [];
  const now = () => looks[Math.min(at, looks.length - 1)] ?? { history: {} };
  const store: FollowedHistories = {
    recordings: async () => {
      at += 1;
      read.push('|');
      const { history, complete } = now();
      return Object.entries(history).map(([resourceId, sequences]) => ({
        resourceId,
        sequence: complete?.[resourceId] ?? sequences.at(-1) ?? 0,
      }));
    },
    historyOfResource: async (resourceId, page): Promise<HistoryPage> => {
      read.push(resourceId);
      const all = (now().history[resourceId] ?? []).map((sequence, index) => ({
        id: `${resourceId}${index}`,
        sequence,
      }));
      const from = Number(page?.continuation ?? 0);
      return {
        transitions: all.reverse().slice(from, from + 2) as PolicyStateTransition[],
        ...(from + 2 < all.length ? { continuation: String(from + 2) } : {}),
      };
    },
  };
  return { store, read };
}

async function follow(store: FollowedHistories, times: number): Promise<string[][]> {
  const stop = new AbortController();
  const told: string[][] = [];
  await followTransitions(
    store,
    async (transitions) => {
      told.push(transitions.map(({ id }) => id));
      if (told.length === times) stop.abort();
    },
    stop.signal,
  );
  return told;
}

describe('followTransitions', () => {
  it('tells what comes after the start, oldest first and once, however many changes come at a time', async () => {
    const { store } = histories([
      { history: { a: [1, 1, 2] } },
      { history: { a: [1, 1, 2, 3] } },
      { history: { a: [1, 1, 2, 3] } },
      { history: { a: [1, 1, 2, 3, 4, 4, 4, 5, 6] } },
    ]);
    expect(await follow(store, 2)).toEqual([['a3'], ['a4', 'a5', 'a6', 'a7', 'a8']]);
  });

  it('reads the history of those resources alone that have something new, new ones among them', async () => {
    const { store, read } = histories([
      { history: { a: [1], b: [1] } },
      { history: { a: [1], b: [1, 2] } },
      { history: { a: [1], b: [1, 2], c: [1] } },
    ]);
    expect(await follow(store, 2)).toEqual([['b1'], ['c0']]);
    expect(read).toEqual(['|', '|', 'b', '|', 'c']);
  });

  it('leaves what a recording has not written to its end for the next look', async () => {
    const { store } = histories([
      { history: { a: [1] } },
      { history: { a: [1, 2, 3] }, complete: { a: 2 } },
      { history: { a: [1, 2, 3, 3] } },
    ]);
    expect(await follow(store, 2)).toEqual([['a1'], ['a2', 'a3']]);
  });

  it('tells of errors and goes on', async () => {
    const { store } = histories([{ history: { a: [1] } }, { history: { a: [1, 2] } }]);
    const { historyOfResource } = store;
    const refusals = [new Error('throttled')];
    const errors: unknown[] = [];
    const stop = new AbortController();
    await followTransitions(
      {
        ...store,
        historyOfResource: async (...given) => {
          const refusal = refusals.pop();
          if (refusal !== undefined) throw refusal;
          return historyOfResource(...given);
        },
      },
      async (transitions) => {
        expect(transitions.map(({ id }) => id)).toEqual(['a1']);
        stop.abort();
      },
      stop.signal,
      (error) => errors.push(error),
    );
    expect(errors).toEqual([new Error('throttled')]);
  });

  it.each([
    [0, 200],
    [10, 200],
    [100, 900],
    [60_000, 5_000],
  ])('pauses the longer the longer a look took: after %i ms, %i ms', (look, pause) => {
    expect(pauseAfter(look)).toBe(pause);
  });
});

it('reads how far histories have come, not counting recordings that still have to write', async () => {
  const store = createMemoryComplianceStore();
  const head = (partition: string, sequence: number, pending: unknown[]) =>
    store.documents.write('resources', {
      document: { id: 'head', partition, sequence, pending } as unknown as { id: string; partition: string },
    });
  await head('a', 7, []);
  await head('b', 3, [{ put: 'history' }]);
  expect(await readRecordings(store)).toEqual([
    { resourceId: 'a', sequence: 7 },
    { resourceId: 'b', sequence: 2 },
  ]);
});
