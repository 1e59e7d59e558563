import type { AddressInfo } from 'node:net';
import { CosmosClient } from '@azure/cosmos';
import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ComplianceStore } from './compliance-store';
import { createCosmosComplianceStore } from './create-cosmos-compliance-store';
import { createMemoryComplianceStore } from './create-memory-compliance-store';
import { ensureCosmosContainers } from './ensure-cosmos-containers';
import type { Evaluation } from './evaluation';
import { recordAssignmentGone } from './record-assignment-gone';
import { recordEvaluation } from './record-evaluation';
import { componentStateId, stateId } from './state-id';
import {
  assignmentId,
  CAUSE,
  CHAMBER,
  evaluation,
  keyOf,
  minute,
  NOW,
  permutations,
  picture,
  pod,
  ROOM,
  SUBSCRIPTION,
  state,
  story,
} from './test-kit';

const server = createHttpServer({ keepAlive: true });
let client: CosmosClient;
let databases = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new CosmosClient({
    endpoint: `http://127.0.0.1:${port}`,
    key: 'bm90IGEgc2VjcmV0',
    connectionPolicy: { enableEndpointDiscovery: false },
  });
});

afterAll(async () => {
  client.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const stores: Record<string, () => Promise<ComplianceStore>> = {
  'in memory': async () => createMemoryComplianceStore(),
  'in Cosmos DB': async () => {
    databases += 1;
    const { database } = await client.databases.createIfNotExists({ id: `compliance-${databases}` });
    await ensureCosmosContainers(database);
    return createCosmosComplianceStore({ database });
  },
};

describe.each(Object.keys(stores))('a compliance store %s', (name) => {
  let store: ComplianceStore;

  beforeEach(async () => {
    store = (await stores[name]?.()) as ComplianceStore;
  });

  const record = (...evaluations: readonly Evaluation[]) => recordAll(store, evaluations);

  describe('records policy states', () => {
    it('stores what an evaluation says, with a transition for each new state', async () => {
      const transitions = await record(
        evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant']),
      );

      expect(transitions).toMatchObject([
        { kind: 'Created', from: null, to: 'NonCompliant', timestamp: minute(1), cause: CAUSE, sequence: 1 },
        { kind: 'Created', from: null, to: 'Compliant' },
      ]);
      expect(await picture(store)).toEqual(['addon: Compliant', 'location: NonCompliant']);
    });

    it('writes no state when nothing changed, but knows that it was evaluated', async () => {
      await record(evaluation(1, 'resource', ['location=NonCompliant']));
      const before = await store.documents.query('policyStates', {});

      expect(await record(evaluation(2, 'resource', ['location=NonCompliant']))).toEqual([]);

      expect(await store.documents.query('policyStates', {})).toEqual(before);
      expect(await store.states({ resourceId: CHAMBER })).toMatchObject([{ timestamp: minute(2) }]);
    });

    it('updates what is said about a state without a transition when the compliance state stays', async () => {
      await record(evaluation(1, 'resource', ['location=NonCompliant']));
      const changed = state('location=NonCompliant', { policyDefinitionVersion: '2.0.0' });

      expect(await record(evaluation(2, 'resource', [changed]))).toEqual([]);

      expect(await store.states({ resourceId: CHAMBER })).toMatchObject([
        { policyDefinitionVersion: '2.0.0' },
      ]);
    });

    it('removes states of policies that no longer apply', async () => {
      await record(evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant']));

      const transitions = await record(evaluation(2, 'resource', ['addon=Compliant']));

      expect(transitions).toMatchObject([{ kind: 'Deleted', from: 'NonCompliant', to: null }]);
      expect(await picture(store)).toEqual(['addon: Compliant']);
    });

    it('touches only the policies that the evaluation covers', async () => {
      await record(
        evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant', 'defender=Compliant']),
      );

      await record(
        evaluation(2, { kind: 'resource', policies: { policies: [keyOf('addon')] } }, ['addon=NonCompliant']),
      );
      await record(
        evaluation(3, { kind: 'resource', policies: { assignments: [assignmentId('LOCATION')] } }),
      );

      expect(await picture(store)).toEqual(['addon: NonCompliant', 'defender: Compliant']);
    });

    it('forgets a resource that is gone, and evaluations of it that come late', async () => {
      await record(
        evaluation(1, 'cluster', ['addon=Compliant', 'p=components'], [pod('a', 'p=NonCompliant')]),
      );
      await record(evaluation(3, 'gone'));

      await record(
        evaluation(2, 'cluster', ['addon=NonCompliant', 'p=components'], [pod('a', 'p=NonCompliant')]),
      );

      expect(await picture(store)).toEqual([]);
      expect(await store.resourcesWithStates('all')).toEqual([]);
      expect((await story(store)).sort()).toEqual([
        'addon: - > Compliant',
        'addon: Compliant > -',
        'p / default/a: - > NonCompliant',
        'p: - > NonCompliant',
        'p: NonCompliant > -',
      ]);
    });

    it('knows a resource again that came back', async () => {
      await record(
        evaluation(1, 'cluster', ['p=components'], [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')]),
      );
      await record(evaluation(2, 'gone'));
      await record(evaluation(3, 'cluster', ['p=components'], [pod('b', 'p=NonCompliant')]));

      expect(await picture(store)).toEqual(['p / default/b: NonCompliant', 'p: NonCompliant 0/1/0']);
    });

    it('removes the states of an assignment everywhere', async () => {
      await record(
        evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant']),
        evaluation(1, 'resource', ['location=Compliant'], [], ROOM),
      );

      const gone = { assignmentId: assignmentId('Location'), evaluatedAt: minute(2), cause: CAUSE };
      const transitions = await recordAssignmentGone(store, gone, { now: NOW });

      expect(transitions.map(({ resourceId, to }) => [resourceId, to]).sort()).toEqual([
        [CHAMBER, null],
        [ROOM, null],
      ]);
      expect(await picture(store)).toEqual(['addon: Compliant']);
      expect(await picture(store, ROOM)).toEqual([]);
    });

    it('ignores an evaluation that is more than a day old', async () => {
      const late = recordEvaluation(store, evaluation(0, 'resource', ['addon=Compliant']), {
        now: '2026-03-03T12:00:01Z',
      });

      await expect(late).resolves.toEqual({ transitions: [], ignored: 'too-late' });
      expect(await picture(store)).toEqual([]);
    });

    it.each([
      ['a date that is none', { ...evaluation(1, 'resource'), evaluatedAt: 'yesterday' }],
      [
        'a state of another resource',
        evaluation(1, 'resource', [state('addon=Compliant', { resourceId: ROOM })]),
      ],
    ])('refuses %s', async (_, bad) => {
      await expect(record(bad)).rejects.toMatchObject({ code: 'invalid-evaluation', about: CHAMBER });
    });
  });

  describe('records components', () => {
    const cluster = (at: number, ...pods: Parameters<typeof evaluation>[3] & object) =>
      evaluation(at, 'cluster', ['p=components'], pods);
    const event = (at: number, ...pods: Parameters<typeof evaluation>[3] & object) =>
      evaluation(at, 'components', ['p=components'], pods);

    it('counts all of them and stores those that violate or fail', async () => {
      await record(
        cluster(
          1,
          pod('a', 'p=NonCompliant: too bold'),
          pod('b', 'p=Compliant'),
          pod('c', 'p=Error: budget'),
        ),
      );

      expect(await picture(store)).toEqual([
        'p / default/a: NonCompliant (too bold)',
        'p / default/c: Error (budget)',
        'p: NonCompliant 1/1/1',
      ]);
      expect(await store.states({ resourceId: CHAMBER })).toMatchObject([
        { componentCounts: { byKind: { Pod: { compliant: 1, nonCompliant: 1, error: 1 } } } },
      ]);
    });

    it.each([
      ['one violates', ['NonCompliant', 'Error', 'Compliant'], 'p: NonCompliant 1/1/1'],
      ['none violates and one fails', ['Error', 'Compliant'], 'p: Error 1/0/1'],
      ['all comply', ['Compliant', 'Compliant'], 'p: Compliant 2/0/0'],
      ['there are none', [], 'p: Compliant 0/0/0'],
    ])('gives the cluster its state when %s', async (_, outcomes, expected) => {
      await record(cluster(1, ...outcomes.map((outcome, index) => pod(`pod-${index}`, `p=${outcome}`))));

      expect(await picture(store)).toContain(expected);
    });

    it.each([
      [
        'turns bad',
        pod('b', 'p=NonCompliant'),
        ['p / default/a: NonCompliant', 'p / default/b: NonCompliant', 'p: NonCompliant 0/2/0'],
      ],
      ['turns good', pod('a', 'p=Compliant'), ['p: Compliant 2/0/0']],
      ['goes away', pod('a'), ['p: Compliant 1/0/0']],
      ['is new', pod('c', 'p=Compliant'), ['p / default/a: NonCompliant', 'p: NonCompliant 2/1/0']],
      ['stays as it is', pod('b', 'p=Compliant'), ['p / default/a: NonCompliant', 'p: NonCompliant 1/1/0']],
      ['was never there', pod('d'), ['p / default/a: NonCompliant', 'p: NonCompliant 1/1/0']],
    ])('follows a single one that %s, however often it is told', async (_, changed, expected) => {
      await record(cluster(1, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));

      await record(event(2, changed), event(2, changed), event(3, changed));

      expect(await picture(store)).toEqual(expected);
    });

    it('does not believe an older evaluation of a component, even when the newer one changed nothing', async () => {
      await record(cluster(1, pod('a', 'p=Compliant')), event(5, pod('a', 'p=Compliant')));

      await record(
        event(4, pod('a', 'p=NonCompliant')),
        cluster(3, pod('a', 'p=NonCompliant')),
        event(2, pod('a')),
      );

      expect(await picture(store)).toEqual(['p: Compliant 1/0/0']);
      expect(await story(store)).toEqual(['p: - > Compliant']);
    });

    it('does not bring back a component that was deleted', async () => {
      await record(cluster(1, pod('a', 'p=NonCompliant')), event(5, pod('a')));

      await record(
        event(4, pod('a', 'p=NonCompliant')),
        event(5, pod('b')),
        event(4, pod('b', 'p=NonCompliant')),
      );

      expect(await picture(store)).toEqual(['p: Compliant 0/0/0']);
    });

    it('shows no state of a cluster that was not looked at as a whole, unless something violates', async () => {
      expect(await record(event(1, pod('a', 'p=Compliant')))).toEqual([]);
      expect(await picture(store)).toEqual([]);

      await record(event(2, pod('b', 'p=NonCompliant')));
      expect(await picture(store)).toEqual(['p / default/b: NonCompliant', 'p: NonCompliant 1/1/0']);

      await record(event(3, pod('b', 'p=Compliant')));
      expect(await picture(store)).toEqual(['p: Compliant 2/0/0']);
    });

    it('records a large cluster in pages, then closes it', async () => {
      const page = (from: number) =>
        evaluation(
          1,
          'page',
          ['p=components'],
          Array.from({ length: 120 }, (_, index) => pod(`pod-${from + index}`, 'p=Compliant')),
        );
      await record(evaluation(0, 'cluster', ['p=components'], [pod('old', 'p=NonCompliant')]));
      await record(page(0), page(120));
      const present = new Set(Array.from({ length: 240 }, (_, index) => pod(`pod-${index}`).componentId));

      await record(evaluation(1, { kind: 'cluster', present }, ['p=components']));

      expect(await picture(store)).toEqual(['p: Compliant 240/0/0']);
      expect((await story(store)).sort()).toEqual([
        'p / default/old: - > NonCompliant',
        'p / default/old: NonCompliant > -',
        'p: - > NonCompliant',
        'p: NonCompliant > Compliant',
      ]);
    });

    it('writes nothing about components on a rescan without changes', async () => {
      const pods = Array.from({ length: 230 }, (_, index) =>
        pod(`pod-${index}`, `p=${index % 9 ? 'Compliant' : 'NonCompliant'}`),
      );
      await record(cluster(1, ...pods));
      const all = () =>
        Promise.all(
          (['policyStates', 'componentStates', 'components', 'history'] as const).map((collection) =>
            store.documents.query(collection, {}),
          ),
        );
      const before = await all();

      expect(await record(cluster(2, ...pods))).toEqual([]);

      expect(await all()).toEqual(before);
    });

    it('cuts what is too large to write down in one go', async () => {
      const policies = Array.from({ length: 5 }, (_, index) => `p${index}`);
      const long = 'x'.repeat(5000);
      const pods = Array.from({ length: 90 }, (_, index) =>
        pod(`pod-${index}`, ...policies.map((policy) => `${policy}=NonCompliant: ${long}`)),
      );
      await record(
        evaluation(
          1,
          'cluster',
          policies.map((policy) => `${policy}=components`),
          pods,
        ),
      );

      const lines = await picture(store);
      expect(lines.filter((line) => line.endsWith(': NonCompliant 0/90/0'))).toHaveLength(5);
      expect(lines.filter((line) => line.endsWith(`(${'x'.repeat(4096)}…)`))).toHaveLength(5 * 90);
    });

    it('looks at some policies only', async () => {
      await record(
        evaluation(
          1,
          'cluster',
          ['p=components', 'q=components'],
          [pod('a', 'p=Compliant', 'q=NonCompliant')],
        ),
      );

      await record(
        evaluation(
          2,
          { kind: 'cluster', policies: { policies: [keyOf('p')] } },
          ['p=components'],
          [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')],
        ),
      );

      expect(await picture(store)).toEqual([
        'p / default/a: NonCompliant',
        'p: NonCompliant 1/1/0',
        'q / default/a: NonCompliant',
        'q: NonCompliant 0/1/0',
      ]);
    });

    it('drops the components of a policy that became exempt, and counts afresh afterwards', async () => {
      await record(cluster(1, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));
      await record(evaluation(2, 'cluster', ['p=Exempt']));
      expect(await picture(store)).toEqual(['p: Exempt']);

      await record(cluster(3, pod('b', 'p=NonCompliant')));
      expect(await picture(store)).toEqual(['p / default/b: NonCompliant', 'p: NonCompliant 0/1/0']);
    });

    it('keeps what it knows of a cluster that does not answer', async () => {
      await record(cluster(1, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));
      const silent = { ...state('p=components', { complianceState: 'Error' }), componentsUnknown: true };

      await record(evaluation(2, 'resource', [silent]));
      expect(await picture(store)).toEqual(['p / default/a: NonCompliant', 'p: Error 1/1/0']);

      await record(cluster(3, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));
      expect(await picture(store)).toEqual(['p / default/a: NonCompliant', 'p: NonCompliant 1/1/0']);
      expect((await story(store)).filter((line) => line.startsWith('p:'))).toEqual([
        'p: - > NonCompliant',
        'p: NonCompliant > Error',
        'p: Error > NonCompliant',
      ]);
    });

    it('says that a cluster does not answer that never did', async () => {
      const silent = { ...state('p=components', { complianceState: 'Error' }), componentsUnknown: true };

      await record(evaluation(1, 'resource', [silent]));

      expect(await picture(store)).toEqual(['p: Error 0/0/0']);
    });

    it('joins several outcomes of one policy for one object', async () => {
      await record(cluster(1, pod('a', 'p=NonCompliant: one', 'p=NonCompliant: two', 'p=Compliant')));

      expect(await picture(store)).toEqual([
        'p / default/a: NonCompliant (one\ntwo)',
        'p: NonCompliant 0/1/0',
      ]);
    });
  });

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
        (_order, index) => name === 'in memory' || index % 5 === 0,
      );
      for (const order of orders) {
        store = (await stores[name]?.()) as ComplianceStore;
        await record(...order, ...order);
        const what = order.map(({ evaluatedAt, covers }) => `${evaluatedAt} ${covers.kind}`).join(', ');
        expect([what, ...(await picture(store))]).toEqual([what, ...expected]);
        expectChained(await store.historyOfResource(CHAMBER, { size: 1000 }));
      }
    });

    it.each(told)('%s, all at once by several processes', async (_, evaluations, expected) => {
      const processes = [0, 1, 2].map(() => ({ documents: { ...store.documents } }));
      await Promise.all(
        processes.flatMap((process) =>
          evaluations.map((one) => recordEvaluation(process, one, { now: NOW })),
        ),
      );

      expect(await picture(store)).toEqual(expected);
      expectChained(await store.historyOfResource(CHAMBER, { size: 1000 }));
    });

    it('gives the same history however often each is told', async () => {
      const evaluations = told[0]?.[1] ?? [];
      await record(...evaluations);
      const once = await story(store);

      await record(...evaluations, ...evaluations);

      expect(await story(store)).toEqual(once);
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
            ...store.documents,
            writeMany: async (...args: Parameters<typeof store.documents.writeMany>) => {
              if (args[0] === collection) throw new Error('Avada Kedavra');
              return store.documents.writeMany(...args);
            },
          },
        };
        for (const one of evaluations) {
          await expect(recordEvaluation(dying, one, { now: NOW })).rejects.toThrow('Avada Kedavra');
          await record(one);
        }

        expect(await picture(store)).toEqual(['p: Compliant 2/0/0']);
        expect((await story(store)).length).toBe(4);
      },
    );
  });

  describe('answers questions', () => {
    beforeEach(async () => {
      await record(
        evaluation(
          1,
          'cluster',
          ['baseline#privileged=components', 'location=Compliant'],
          [pod('a', 'baseline#privileged=NonCompliant')],
        ),
        evaluation(2, 'resource', ['location=NonCompliant'], [], ROOM),
      );
    });

    it.each([
      ['all', 'all', 3],
      ['a subscription', { subscriptionId: SUBSCRIPTION.toUpperCase() }, 3],
      ['another subscription', { subscriptionId: 'another' }, 0],
      ['a resource group', { subscriptionId: SUBSCRIPTION, resourceGroup: 'Hogwarts-RG' }, 3],
      ['another resource group', { subscriptionId: SUBSCRIPTION, resourceGroup: 'durmstrang-rg' }, 0],
      ['a management group', { managementGroup: 'Wizarding-World' }, 3],
      ['a resource', { resourceId: ROOM.toUpperCase() }, 1],
      ['an assignment', { assignmentId: assignmentId('LOCATION') }, 2],
      ['a definition', { subscriptionId: SUBSCRIPTION, definitionName: 'Privileged' }, 1],
      ['an initiative', { subscriptionId: SUBSCRIPTION, setDefinitionName: 'set-of-baseline' }, 1],
    ] as const)('about the states of %s', async (_, scope, count) => {
      expect(await store.states(scope)).toHaveLength(count);
    });

    it('about the component states of a scope', async () => {
      const found = [];
      for await (const page of store.componentStates({ subscriptionId: SUBSCRIPTION })) found.push(...page);

      expect(found).toMatchObject([
        {
          componentId: '/api/v1/namespaces/default/pods/a',
          componentType: 'Pod',
          componentName: 'default/a',
          policyDefinitionReferenceId: 'privileged',
          complianceState: 'NonCompliant',
          timestamp: minute(1),
        },
      ]);
    });

    it('about the history of a state, newest first and page by page', async () => {
      for (const [at, outcome] of [
        [3, 'NonCompliant'],
        [4, 'Compliant'],
        [5, 'Error'],
      ] as const) {
        const one = { kind: 'resource', policies: { policies: [keyOf('location')] } } as const;
        await record(evaluation(at, one, [`location=${outcome}`]));
      }
      const id = stateId(CHAMBER, keyOf('location'));
      const first = await store.historyOfState(CHAMBER, id, { size: 3 });
      const rest = await store.historyOfState(CHAMBER, id, { size: 3, ...pick(first) });

      expect(first.transitions.map(({ to }) => to)).toEqual(['Error', 'Compliant', 'NonCompliant']);
      expect(rest).toMatchObject({ transitions: [{ from: null, to: 'Compliant' }] });
      expect(rest.continuation).toBeUndefined();
    });

    it('about the history of one component', async () => {
      const id = componentStateId(stateId(CHAMBER, keyOf('baseline#privileged')), pod('a').componentId);

      expect(await store.historyOfState(CHAMBER, id)).toMatchObject({
        transitions: [{ component: { componentName: 'default/a' }, from: null, to: 'NonCompliant' }],
      });
    });

    it('about the resources that have states', async () => {
      expect((await store.resourcesWithStates({ subscriptionId: SUBSCRIPTION })).sort(byId)).toEqual([
        { resourceId: CHAMBER, evaluatedAt: minute(1) },
        { resourceId: ROOM, evaluatedAt: minute(2) },
      ]);
    });
  });

  describe('keeps scans', () => {
    const scope = `/subscriptions/${SUBSCRIPTION}`;
    const request = { scope, cause: CAUSE, now: minute(0) };
    const result = { resources: 1, components: 10 };

    it('follows one from its request to its end', async () => {
      const { scan, started } = await store.startOrJoinScan(request);
      expect([started, scan.status, scan.scope, scan.requestedAt]).toEqual([
        true,
        'Queued',
        scope,
        minute(0),
      ]);

      const plan = { items: [{ key: CHAMBER }, { key: ROOM }], done: true, policies: 7, now: minute(1) };
      expect(await store.planScanItems(scan.id, plan)).toMatchObject({
        status: 'Running',
        planned: 2,
        completed: 0,
      });

      const first = await store.completeScanItem(scan.id, { key: CHAMBER, result, now: minute(2) });
      expect(first).toMatchObject({
        counted: true,
        finished: false,
        scan: { status: 'Running', completed: 1 },
      });

      const last = await store.completeScanItem(scan.id, { key: ROOM, result, now: minute(3) });
      expect(last).toMatchObject({ counted: true, finished: true });
      expect(last.scan).toEqual({
        id: scan.id,
        scope,
        status: 'Succeeded',
        requestedAt: minute(0),
        startedAt: minute(1),
        finishedAt: minute(3),
        cause: CAUSE,
        planned: 2,
        completed: 2,
        counts: { resources: 2, components: 20, policies: 7 },
      });
      expect(await store.latestScan(scope.toUpperCase())).toEqual(last.scan);
    });

    it('lets a second request join the scan that runs, and starts a new one after its end', async () => {
      const requests = await Promise.all([1, 2, 3].map(() => store.startOrJoinScan(request)));
      expect(new Set(requests.map(({ scan }) => scan.id)).size).toBe(1);
      expect(requests.filter(({ started }) => started)).toHaveLength(1);

      const id = requests[0]?.scan.id ?? '';
      await store.planScanItems(id, { items: [], done: true, now: minute(1) });
      expect(await store.scan(id)).toMatchObject({ status: 'Succeeded' });

      const next = await store.startOrJoinScan({ ...request, now: minute(2) });
      expect([next.started, next.scan.id === id]).toEqual([true, false]);
      expect(await store.scan(id)).toMatchObject({ status: 'Succeeded' });
    });

    it('counts an item once however often it is planned and completed', async () => {
      const { scan } = await store.startOrJoinScan(request);
      const items = [{ key: CHAMBER }, { key: ROOM }];
      await store.planScanItems(scan.id, { items, done: false, now: minute(1) });
      await store.completeScanItem(scan.id, { key: CHAMBER, result, now: minute(1) });
      await store.planScanItems(scan.id, { items, done: true, now: minute(1) });

      const completions = await Promise.all(
        [CHAMBER, ROOM, ROOM, ROOM, 'never planned'].map((key) =>
          store.completeScanItem(scan.id, { key, result, now: minute(2) }),
        ),
      );

      expect(completions.filter(({ counted }) => counted)).toHaveLength(1);
      expect(completions.filter(({ finished }) => finished)).toHaveLength(1);
      expect(await store.scan(scan.id)).toMatchObject({ planned: 2, completed: 2, counts: { resources: 2 } });
    });

    it('fails one with its error, and nothing that comes later changes that', async () => {
      const { scan } = await store.startOrJoinScan(request);
      await store.planScanItems(scan.id, { items: [{ key: ROOM }], done: true, now: minute(1) });
      const error = { code: 'Unreachable', message: 'The Whomping Willow is in the way.' };

      expect(await store.failScan(scan.id, { error, now: minute(2) })).toMatchObject({
        status: 'Failed',
        error,
      });
      const late = await store.completeScanItem(scan.id, { key: ROOM, result, now: minute(3) });

      expect(late).toMatchObject({
        finished: false,
        scan: { status: 'Failed', finishedAt: minute(2), error },
      });
    });

    it('gives up a scan that never ended when somebody asks again', async () => {
      const { scan } = await store.startOrJoinScan(request);

      const again = await store.startOrJoinScan({ ...request, now: minute(30), abandonedAfter: 600 });

      expect(again.started).toBe(true);
      expect(await store.scan(scan.id)).toMatchObject({ status: 'Failed', error: { code: 'ScanAbandoned' } });
    });

    it('knows nothing of a scan that never was', async () => {
      const plan = { items: [], done: true, now: NOW };
      await expect(store.planScanItems('none', plan)).rejects.toMatchObject({
        code: 'unknown-scan',
        about: 'none',
      });
      expect(await store.scan('none')).toBeUndefined();
      expect(await store.failScan('none', { error: { code: 'x', message: 'y' }, now: NOW })).toBeUndefined();
      expect(await store.completeScanItem('none', { key: 'x', result, now: NOW })).toEqual({
        scan: undefined,
        counted: false,
        finished: false,
      });
    });
  });
});

async function recordAll(store: ComplianceStore, evaluations: readonly Evaluation[]) {
  const transitions = [];
  for (const one of evaluations)
    transitions.push(...(await recordEvaluation(store, one, { now: NOW })).transitions);
  return transitions;
}

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

function pick({ continuation }: { continuation?: string }): { continuation?: string } {
  return continuation === undefined ? {} : { continuation };
}

function byId(a: { resourceId: string }, b: { resourceId: string }): number {
  return a.resourceId < b.resourceId ? -1 : 1;
}
