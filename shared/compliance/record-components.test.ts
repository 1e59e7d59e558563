import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHAMBER, evaluation, keyOf, picture, pod, state, story } from './test-kit';
import { describeStores } from './test-stores';

const tools = { afterAll, beforeAll, beforeEach, createHttpServer, describe };

describeStores(tools, 'recording components', (under) => {
  const cluster = (at: number, ...pods: Parameters<typeof evaluation>[3] & object) =>
    evaluation(at, 'cluster', ['p=components'], pods);
  const event = (at: number, ...pods: Parameters<typeof evaluation>[3] & object) =>
    evaluation(at, 'components', ['p=components'], pods);

  it('counts all of them and stores those that violate or fail', async () => {
    await under.record(
      cluster(1, pod('a', 'p=NonCompliant: too bold'), pod('b', 'p=Compliant'), pod('c', 'p=Error: budget')),
    );

    expect(await picture(under.store)).toEqual([
      'p / default/a: NonCompliant (too bold)',
      'p / default/c: Error (budget)',
      'p: NonCompliant 1/1/1',
    ]);
    expect(await under.store.states({ resourceId: CHAMBER })).toMatchObject([
      { componentCounts: { byKind: { Pod: { compliant: 1, nonCompliant: 1, error: 1 } } } },
    ]);
  });

  it.each([
    ['one violates', ['NonCompliant', 'Error', 'Compliant'], 'p: NonCompliant 1/1/1'],
    ['none violates and one fails', ['Error', 'Compliant'], 'p: Error 1/0/1'],
    ['all comply', ['Compliant', 'Compliant'], 'p: Compliant 2/0/0'],
    ['there are none', [], 'p: Compliant 0/0/0'],
  ])('gives the cluster its state when %s', async (_, outcomes, expected) => {
    await under.record(cluster(1, ...outcomes.map((outcome, index) => pod(`pod-${index}`, `p=${outcome}`))));

    expect(await picture(under.store)).toContain(expected);
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
    await under.record(cluster(1, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));

    await under.record(event(2, changed), event(2, changed), event(3, changed));

    expect(await picture(under.store)).toEqual(expected);
  });

  it('does not believe an older evaluation of a component, even when the newer one changed nothing', async () => {
    await under.record(cluster(1, pod('a', 'p=Compliant')), event(5, pod('a', 'p=Compliant')));

    await under.record(
      event(4, pod('a', 'p=NonCompliant')),
      cluster(3, pod('a', 'p=NonCompliant')),
      event(2, pod('a')),
    );

    expect(await picture(under.store)).toEqual(['p: Compliant 1/0/0']);
    expect(await story(under.store)).toEqual(['p: - > Compliant']);
  });

  it('does not bring back a component that was deleted', async () => {
    await under.record(cluster(1, pod('a', 'p=NonCompliant')), event(5, pod('a')));

    await under.record(
      event(4, pod('a', 'p=NonCompliant')),
      event(5, pod('b')),
      event(4, pod('b', 'p=NonCompliant')),
    );

    expect(await picture(under.store)).toEqual(['p: Compliant 0/0/0']);
  });

  it('shows no state of a cluster that was not looked at as a whole, unless something violates', async () => {
    expect(await under.record(event(1, pod('a', 'p=Compliant')))).toEqual([]);
    expect(await picture(under.store)).toEqual([]);

    await under.record(event(2, pod('b', 'p=NonCompliant')));
    expect(await picture(under.store)).toEqual(['p / default/b: NonCompliant', 'p: NonCompliant 1/1/0']);

    await under.record(event(3, pod('b', 'p=Compliant')));
    expect(await picture(under.store)).toEqual(['p: Compliant 2/0/0']);
  });

  it('records a large cluster in pages, then closes it', async () => {
    const page = (from: number) =>
      evaluation(
        1,
        'page',
        ['p=components'],
        Array.from({ length: 120 }, (_, index) => pod(`pod-${from + index}`, 'p=Compliant')),
      );
    await under.record(evaluation(0, 'cluster', ['p=components'], [pod('old', 'p=NonCompliant')]));
    await under.record(page(0), page(120));
    const present = new Set(Array.from({ length: 240 }, (_, index) => pod(`pod-${index}`).componentId));

    await under.record(evaluation(1, { kind: 'cluster', present }, ['p=components']));

    expect(await picture(under.store)).toEqual(['p: Compliant 240/0/0']);
    expect((await story(under.store)).sort()).toEqual([
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
    await under.record(cluster(1, ...pods));
    const all = () =>
      Promise.all(
        (['policyStates', 'componentStates', 'components', 'history'] as const).map((collection) =>
          under.store.documents.query(collection, {}),
        ),
      );
    const before = await all();

    expect(await under.record(cluster(2, ...pods))).toEqual([]);

    expect(await all()).toEqual(before);
  });

  it('cuts what is too large to write down in one go', async () => {
    const policies = Array.from({ length: 5 }, (_, index) => `p${index}`);
    const long = 'x'.repeat(5000);
    const pods = Array.from({ length: 90 }, (_, index) =>
      pod(`pod-${index}`, ...policies.map((policy) => `${policy}=NonCompliant: ${long}`)),
    );
    await under.record(
      evaluation(
        1,
        'cluster',
        policies.map((policy) => `${policy}=components`),
        pods,
      ),
    );

    const lines = await picture(under.store);
    expect(lines.filter((line) => line.endsWith(': NonCompliant 0/90/0'))).toHaveLength(5);
    expect(lines.filter((line) => line.endsWith(`(${'x'.repeat(4096)}…)`))).toHaveLength(5 * 90);
  });

  it('looks at some policies only', async () => {
    await under.record(
      evaluation(1, 'cluster', ['p=components', 'q=components'], [pod('a', 'p=Compliant', 'q=NonCompliant')]),
    );

    await under.record(
      evaluation(
        2,
        { kind: 'cluster', policies: { policies: [keyOf('p')] } },
        ['p=components'],
        [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')],
      ),
    );

    expect(await picture(under.store)).toEqual([
      'p / default/a: NonCompliant',
      'p: NonCompliant 1/1/0',
      'q / default/a: NonCompliant',
      'q: NonCompliant 0/1/0',
    ]);
  });

  it('drops the components of a policy that became exempt, and counts afresh afterwards', async () => {
    await under.record(cluster(1, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));
    await under.record(evaluation(2, 'cluster', ['p=Exempt']));
    expect(await picture(under.store)).toEqual(['p: Exempt']);

    await under.record(cluster(3, pod('b', 'p=NonCompliant')));
    expect(await picture(under.store)).toEqual(['p / default/b: NonCompliant', 'p: NonCompliant 0/1/0']);
  });

  it('keeps what it knows of a cluster that does not answer', async () => {
    await under.record(cluster(1, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));
    const silent = { ...state('p=components', { complianceState: 'Error' }), componentsUnknown: true };

    await under.record(evaluation(2, 'resource', [silent]));
    expect(await picture(under.store)).toEqual(['p / default/a: NonCompliant', 'p: Error 1/1/0']);

    await under.record(cluster(3, pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')));
    expect(await picture(under.store)).toEqual(['p / default/a: NonCompliant', 'p: NonCompliant 1/1/0']);
    expect((await story(under.store)).filter((line) => line.startsWith('p:'))).toEqual([
      'p: - > NonCompliant',
      'p: NonCompliant > Error',
      'p: Error > NonCompliant',
    ]);
  });

  it('says that a cluster does not answer that never did', async () => {
    const silent = { ...state('p=components', { complianceState: 'Error' }), componentsUnknown: true };

    await under.record(evaluation(1, 'resource', [silent]));

    expect(await picture(under.store)).toEqual(['p: Error 0/0/0']);
  });

  it('joins several outcomes of one policy for one object', async () => {
    await under.record(cluster(1, pod('a', 'p=NonCompliant: one', 'p=NonCompliant: two', 'p=Compliant')));

    expect(await picture(under.store)).toEqual([
      'p / default/a: NonCompliant (one\ntwo)',
      'p: NonCompliant 0/1/0',
    ]);
  });
});
