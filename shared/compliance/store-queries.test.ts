import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { componentStateId, stateId } from './state-id';
import { assignmentId, CHAMBER, evaluation, keyOf, minute, pod, ROOM, SUBSCRIPTION } from './test-kit';
import { describeStores } from './test-stores';

const tools = { afterAll, beforeAll, beforeEach, createHttpServer, describe };

describeStores(tools, 'a compliance store answers questions', (under) => {
  beforeEach(async () => {
    await under.record(
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
    expect(await under.store.states(scope)).toHaveLength(count);
  });

  it('about the component states of a scope', async () => {
    const found = [];
    for await (const page of under.store.componentStates({ subscriptionId: SUBSCRIPTION }))
      found.push(...page);

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

  it('about when the objects of a cluster were last evaluated, by all policies or by some', async () => {
    const some = (at: number, policy: string) =>
      under.record(
        evaluation(at, { kind: 'cluster', policies: { policies: [keyOf(policy)] } }, [
          `${policy}=components`,
        ]),
      );
    expect(await under.store.objectsEvaluatedAt(CHAMBER.toUpperCase())).toBe(minute(1));
    expect(await under.store.objectsEvaluatedAt(ROOM)).toBeUndefined();
    await some(3, 'baseline#privileged');
    expect(await under.store.objectsEvaluatedAt(CHAMBER)).toBe(minute(1));
    const both = [keyOf('baseline#privileged'), keyOf('labels')];
    expect(await under.store.objectsEvaluatedAt(CHAMBER, both.slice(0, 1))).toBe(minute(3));
    expect(await under.store.objectsEvaluatedAt(CHAMBER, both)).toBe(minute(1));
    await some(4, 'labels');
    expect(await under.store.objectsEvaluatedAt(CHAMBER, both)).toBe(minute(3));
  });

  it('about the history of a state, newest first and page by page', async () => {
    for (const [at, outcome] of [
      [3, 'NonCompliant'],
      [4, 'Compliant'],
      [5, 'Error'],
    ] as const) {
      const one = { kind: 'resource', policies: { policies: [keyOf('location')] } } as const;
      await under.record(evaluation(at, one, [`location=${outcome}`]));
    }
    const id = stateId(CHAMBER, keyOf('location'));
    const first = await under.store.historyOfState(CHAMBER, id, { size: 3 });
    const rest = await under.store.historyOfState(CHAMBER, id, { size: 3, ...pick(first) });

    expect(first.transitions.map(({ to }) => to)).toEqual(['Error', 'Compliant', 'NonCompliant']);
    expect(rest).toMatchObject({ transitions: [{ from: null, to: 'Compliant' }] });
    expect(rest.continuation).toBeUndefined();
  });

  it('about the history of one component', async () => {
    const id = componentStateId(stateId(CHAMBER, keyOf('baseline#privileged')), pod('a').componentId);

    expect(await under.store.historyOfState(CHAMBER, id)).toMatchObject({
      transitions: [{ component: { componentName: 'default/a' }, from: null, to: 'NonCompliant' }],
    });
  });

  it('about the resources that have states', async () => {
    expect((await under.store.resourcesWithStates({ subscriptionId: SUBSCRIPTION })).sort(byId)).toEqual([
      { resourceId: CHAMBER, evaluatedAt: minute(1) },
      { resourceId: ROOM, evaluatedAt: minute(2) },
    ]);
  });
});

function pick({ continuation }: { continuation?: string }): { continuation?: string } {
  return continuation === undefined ? {} : { continuation };
}

function byId(a: { resourceId: string }, b: { resourceId: string }): number {
  return a.resourceId < b.resourceId ? -1 : 1;
}
