import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordAssignmentGone } from './record-assignment-gone';
import { recordEvaluation } from './record-evaluation';
import {
  assignmentId,
  CAUSE,
  CHAMBER,
  evaluation,
  keyOf,
  minute,
  NOW,
  picture,
  pod,
  ROOM,
  state,
  story,
} from './test-kit';
import { describeStores } from './test-stores';

const tools = { afterAll, beforeAll, beforeEach, createHttpServer, describe };

describeStores(tools, 'recording policy states', (under) => {
  it('stores what an evaluation says, with a transition for each new state', async () => {
    const transitions = await under.record(
      evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant']),
    );

    expect(transitions).toMatchObject([
      { kind: 'Created', from: null, to: 'NonCompliant', timestamp: minute(1), cause: CAUSE, sequence: 1 },
      { kind: 'Created', from: null, to: 'Compliant' },
    ]);
    expect(await picture(under.store)).toEqual(['addon: Compliant', 'location: NonCompliant']);
  });

  it('writes no state when nothing changed, but knows that it was evaluated', async () => {
    await under.record(evaluation(1, 'resource', ['location=NonCompliant']));
    const before = await under.store.documents.query('policyStates', {});

    expect(await under.record(evaluation(2, 'resource', ['location=NonCompliant']))).toEqual([]);

    expect(await under.store.documents.query('policyStates', {})).toEqual(before);
    expect(await under.store.states({ resourceId: CHAMBER })).toMatchObject([{ timestamp: minute(2) }]);
  });

  it('updates what is said about a state without a transition when the compliance state stays', async () => {
    await under.record(evaluation(1, 'resource', ['location=NonCompliant']));
    const changed = state('location=NonCompliant', { policyDefinitionVersion: '2.0.0' });

    expect(await under.record(evaluation(2, 'resource', [changed]))).toEqual([]);

    expect(await under.store.states({ resourceId: CHAMBER })).toMatchObject([
      { policyDefinitionVersion: '2.0.0' },
    ]);
  });

  it('removes states of policies that no longer apply', async () => {
    await under.record(evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant']));

    const transitions = await under.record(evaluation(2, 'resource', ['addon=Compliant']));

    expect(transitions).toMatchObject([{ kind: 'Deleted', from: 'NonCompliant', to: null }]);
    expect(await picture(under.store)).toEqual(['addon: Compliant']);
  });

  it('touches only the policies that the evaluation covers', async () => {
    await under.record(
      evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant', 'defender=Compliant']),
    );

    await under.record(
      evaluation(2, { kind: 'resource', policies: { policies: [keyOf('addon')] } }, ['addon=NonCompliant']),
    );
    await under.record(
      evaluation(3, { kind: 'resource', policies: { assignments: [assignmentId('LOCATION')] } }),
    );

    expect(await picture(under.store)).toEqual(['addon: NonCompliant', 'defender: Compliant']);
  });

  it('forgets a resource that is gone, and evaluations of it that come late', async () => {
    await under.record(
      evaluation(1, 'cluster', ['addon=Compliant', 'p=components'], [pod('a', 'p=NonCompliant')]),
    );
    await under.record(evaluation(3, 'gone'));

    await under.record(
      evaluation(2, 'cluster', ['addon=NonCompliant', 'p=components'], [pod('a', 'p=NonCompliant')]),
    );

    expect(await picture(under.store)).toEqual([]);
    expect(await under.store.resourcesWithStates('all')).toEqual([]);
    expect((await story(under.store)).sort()).toEqual([
      'addon: - > Compliant',
      'addon: Compliant > -',
      'p / default/a: - > NonCompliant',
      'p: - > NonCompliant',
      'p: NonCompliant > -',
    ]);
  });

  it('knows a resource again that came back', async () => {
    await under.record(
      evaluation(1, 'cluster', ['p=components'], [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')]),
    );
    await under.record(evaluation(2, 'gone'));
    await under.record(evaluation(3, 'cluster', ['p=components'], [pod('b', 'p=NonCompliant')]));

    expect(await picture(under.store)).toEqual(['p / default/b: NonCompliant', 'p: NonCompliant 0/1/0']);
  });

  it('removes the states of an assignment everywhere', async () => {
    await under.record(
      evaluation(1, 'resource', ['location=NonCompliant', 'addon=Compliant']),
      evaluation(1, 'resource', ['location=Compliant'], [], ROOM),
    );

    const gone = { assignmentId: assignmentId('Location'), evaluatedAt: minute(2), cause: CAUSE };
    const transitions = await recordAssignmentGone(under.store, gone, { now: NOW });

    expect(transitions.map(({ resourceId, to }) => [resourceId, to]).sort()).toEqual([
      [CHAMBER, null],
      [ROOM, null],
    ]);
    expect(await picture(under.store)).toEqual(['addon: Compliant']);
    expect(await picture(under.store, ROOM)).toEqual([]);
  });

  it('ignores an evaluation that is more than a day old', async () => {
    const late = recordEvaluation(under.store, evaluation(0, 'resource', ['addon=Compliant']), {
      now: '2026-03-03T12:00:01Z',
    });

    await expect(late).resolves.toEqual({ transitions: [], ignored: 'too-late' });
    expect(await picture(under.store)).toEqual([]);
  });

  it.each([
    ['a date that is none', { ...evaluation(1, 'resource'), evaluatedAt: 'yesterday' }],
    [
      'a state of another resource',
      evaluation(1, 'resource', [state('addon=Compliant', { resourceId: ROOM })]),
    ],
  ])('refuses %s', async (_, bad) => {
    await expect(under.record(bad)).rejects.toMatchObject({ code: 'invalid-evaluation', about: CHAMBER });
  });
});
