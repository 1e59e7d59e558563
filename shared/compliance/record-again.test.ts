import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ComplianceStore } from './compliance-store';
import type { Evaluation } from './evaluation';
import { recordEvaluation } from './record-evaluation';
import { assignmentId, CHAMBER, evaluation, keyOf, NOW, permutations, picture, pod, story } from './test-kit';
import { describeStores } from './test-stores';

const tools = { afterAll, beforeAll, beforeEach, createHttpServer, describe };

describeStores(tools, 'recording again', (under) => {
  describe('does not care in which order, how often or by how many it is told', () => {
    const p = 'p=components';
    const told: readonly [string, readonly Evaluation[], readonly string[]][] = [
      [
        'evaluations of one resource',
        [
          evaluation(1, 'resource', ['a=Compliant', 'b=Compliant']),
          evaluation(2, 'resource', ['a=NonCompliant', 'c=Compliant']),
          evaluation(3, 'resource', ['a=NonCompliant', 'c=NonCompliant']),
          evaluation(4, 'resource', ['a=Compliant', 'c=NonCompliant']),
        ],
        ['a: Compliant', 'c: NonCompliant'],
      ],
      [
        'evaluations of different policies',
        [
          evaluation(1, { kind: 'resource', policies: { policies: [keyOf('a')] } }, ['a=NonCompliant']),
          evaluation(2, { kind: 'resource', policies: { assignments: [assignmentId('b')] } }, [
            'b=Compliant',
          ]),
          evaluation(3, 'resource', ['a=Compliant', 'b=NonCompliant']),
          evaluation(4, { kind: 'resource', policies: { policies: [keyOf('b')] } }, []),
        ],
        ['a: Compliant'],
      ],
      [
        'a scan and events around it',
        [
          evaluation(1, 'components', [p], [pod('x', 'p=NonCompliant')]),
          evaluation(2, 'cluster', [p], [pod('x', 'p=NonCompliant'), pod('y', 'p=Compliant')]),
          evaluation(3, 'components', [p], [pod('x')]),
          evaluation(4, 'components', [p], [pod('z', 'p=Error')]),
        ],
        ['p / default/z: Error', 'p: Error 1/0/1'],
      ],
      [
        'two evaluations of the same moment',
        [
          evaluation(1, 'cluster', ['a=Compliant', p], [pod('x', 'p=NonCompliant: one')]),
          evaluation(1, 'cluster', ['a=Compliant', p], [pod('x', 'p=NonCompliant: one')]),
          evaluation(1, 'resource', ['a=Compliant', p]),
        ],
        ['a: Compliant', 'p / default/x: NonCompliant (one)', 'p: NonCompliant 0/1/0'],
      ],
    ];

    it.each(told)('%s, one after the other', async (_, evaluations, expected) => {
      // Each order needs a database of its own there, which takes a while.
      const orders = permutations(evaluations).filter(
        (_order, index) => under.kind === 'in memory' || index % 5 === 0,
      );
      for (const order of orders) {
        await under.startAfresh();
        await under.record(...order, ...order);
        const what = order.map(({ evaluatedAt, covers }) => `${evaluatedAt} ${covers.kind}`).join(', ');
        expect([what, ...(await picture(under.store))]).toEqual([what, ...expected]);
        expectChained(await under.store.historyOfResource(CHAMBER, { size: 1000 }));
      }
    });

    it.each(told)('%s, all at once by several processes', async (_, evaluations, expected) => {
      const processes = [0, 1, 2].map(() => ({ documents: { ...under.store.documents } }));
      await Promise.all(
        processes.flatMap((process) =>
          evaluations.map((one) => recordEvaluation(process, one, { now: NOW })),
        ),
      );

      expect(await picture(under.store)).toEqual(expected);
      expectChained(await under.store.historyOfResource(CHAMBER, { size: 1000 }));
    });

    it('gives the same history however often each is told', async () => {
      const evaluations = told[0]?.[1] ?? [];
      await under.record(...evaluations);
      const once = await story(under.store);

      await under.record(...evaluations, ...evaluations);

      expect(await story(under.store)).toEqual(once);
    });
  });

  describe('finishes what a process that died has begun', () => {
    it.each(['policyStates', 'componentStates', 'components', 'history'] as const)(
      'before it wrote to %s',
      async (collection) => {
        const evaluations = [
          evaluation(1, 'cluster', ['p=components'], [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')]),
          evaluation(2, 'cluster', ['p=components'], [pod('a', 'p=Compliant'), pod('b', 'p=Compliant')]),
        ];
        const dying = {
          documents: {
            ...under.store.documents,
            writeMany: async (...args: Parameters<typeof under.store.documents.writeMany>) => {
              if (args[0] === collection) throw new Error('Avada Kedavra');
              return under.store.documents.writeMany(...args);
            },
          },
        };
        for (const one of evaluations) {
          await expect(recordEvaluation(dying, one, { now: NOW })).rejects.toThrow('Avada Kedavra');
          await under.record(one);
        }

        expect(await picture(under.store)).toEqual(['p: Compliant 2/0/0']);
        expect((await story(under.store)).length).toBe(4);
      },
    );
  });
});

/** Every transition begins where the one before it, of the same state, ended; components may end with their policy. */
function expectChained({ transitions }: Awaited<ReturnType<ComplianceStore['historyOfResource']>>): void {
  const last = new Map<string, string | null>();
  const seen = new Set<string>();
  for (const { id, stateId: ofState, component, from, to } of [...transitions].reverse()) {
    expect(seen.has(id)).toBe(false);
    seen.add(id);
    if (component === undefined) expect(from).toBe(last.get(ofState) ?? null);
    if (component === undefined) last.set(ofState, to);
    expect(from).not.toBe(to);
  }
}
