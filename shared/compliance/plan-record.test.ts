import { describe, expect, it } from 'vitest';
import type { ComponentDocument, StateDocument } from './documents';
import type { Evaluation } from './evaluation';
import { planRecord, type RecordPlan, type StoredResource } from './plan-record';
import { recordStepsOf } from './record-step';
import { evaluation, minute, pod, state } from './test-kit';

const NOTHING: StoredResource = { head: undefined, states: new Map(), components: new Map() };

function plan(stored: StoredResource, given: Evaluation): RecordPlan {
  const [step] = recordStepsOf(given, given.components ?? []);
  if (step === undefined) throw new Error('an evaluation has at least one step');
  return planRecord(stored, step);
}

/** What is stored once the writes of a plan are done. */
function after(stored: StoredResource, { head, states }: RecordPlan): StoredResource {
  const components = new Map(stored.components);
  for (const write of head?.pending ?? []) {
    if ('put' in write && write.put === 'components')
      components.set(write.document.id, write.document as ComponentDocument);
  }
  return {
    head: head ? { ...head, pending: [] } : stored.head,
    states: states as Map<string, StateDocument>,
    components,
  };
}

/** The writes of a plan in words. */
function writes({ head }: RecordPlan): string[] {
  return (head?.pending ?? []).map((write) =>
    'sweep' in write
      ? `sweep ${write.sweep}`
      : `${'removed' in write.document ? 'remove' : 'put'} ${write.put}`,
  );
}

const CLUSTER = evaluation(
  1,
  'cluster',
  ['own=Compliant', 'p=components'],
  [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant')],
);
const RECORDED = after(NOTHING, plan(NOTHING, CLUSTER));

describe('the plan of a recording', () => {
  it('is the same for the same arguments', () => {
    expect(plan(RECORDED, evaluation(2, 'gone'))).toEqual(plan(RECORDED, evaluation(2, 'gone')));
  });

  it('puts states, objects and history for what is new', () => {
    expect(writes(plan(NOTHING, CLUSTER)).sort()).toEqual([
      'put componentStates',
      'put components',
      'put components',
      'put history',
      'put history',
      'put history',
      'put policyStates',
      'put policyStates',
    ]);
  });

  it.each<[string, Evaluation, readonly string[]]>([
    ['nothing when nothing changed', { ...CLUSTER, evaluatedAt: minute(2) }, []],
    [
      'nothing when only the cause is another',
      { ...CLUSTER, evaluatedAt: minute(2), cause: { type: 'timer', id: 'tick' } },
      [],
    ],
    [
      'a state and its history when a state changed',
      evaluation(2, 'resource', ['own=NonCompliant', 'p=components']),
      ['put policyStates', 'put history'],
    ],
    [
      'just the state when something else about it changed',
      evaluation(2, 'resource', [state('own=Compliant', { resourceTags: '{}' }), 'p=components']),
      ['put policyStates'],
    ],
    [
      'a removal when a policy applies no more',
      evaluation(2, 'resource', ['p=components']),
      ['remove policyStates', 'put history'],
    ],
    [
      'a sweep when a policy over components applies no more',
      evaluation(2, 'resource', ['own=Compliant']),
      ['remove policyStates', 'sweep componentStates', 'put history'],
    ],
    [
      'counts, object and no history when a compliant object is new',
      evaluation(2, 'components', ['p=components'], [pod('c', 'p=Compliant')]),
      ['put policyStates', 'put components'],
    ],
    [
      'all when an object turned good',
      evaluation(2, 'components', ['p=components'], [pod('a', 'p=Compliant')]),
      ['put policyStates', 'remove componentStates', 'put components', 'put history', 'put history'],
    ],
    [
      'just that the object was seen when an event changed nothing',
      evaluation(2, 'components', ['p=components'], [pod('a', 'p=NonCompliant')]),
      ['put components'],
    ],
    [
      'not even that for a page of a scan',
      evaluation(2, 'page', ['p=components'], [pod('a', 'p=NonCompliant')]),
      [],
    ],
    [
      'sweeps when the resource is gone',
      evaluation(2, 'gone'),
      [
        'remove policyStates',
        'remove policyStates',
        'sweep componentStates',
        'sweep components',
        'put history',
        'put history',
      ],
    ],
    ['nothing for the past', evaluation(0, 'cluster', ['own=NonCompliant', 'p=components'], [pod('a')]), []],
  ])('writes %s', (_, given, expected) => {
    expect(writes(plan(RECORDED, given))).toEqual(expected);
  });

  it('needs no write at all for a page without changes or for the past', () => {
    expect(
      plan(RECORDED, evaluation(2, 'page', ['p=components'], [pod('b', 'p=Compliant')])).head,
    ).toBeUndefined();
    expect(plan(RECORDED, evaluation(0, 'gone')).head).toBeUndefined();
  });

  it('remembers that a resource was evaluated when nothing changed', () => {
    expect(plan(RECORDED, { ...CLUSTER, evaluatedAt: minute(2) }).head).toMatchObject({
      sequence: 2,
      marks: { policies: minute(2), components: minute(2) },
      pending: [],
    });
  });

  it('numbers recordings, and names a transition after its state and number', () => {
    const first = plan(RECORDED, evaluation(2, 'resource', ['own=NonCompliant', 'p=components']));
    const second = plan(after(RECORDED, first), evaluation(3, 'resource', ['own=Compliant', 'p=components']));
    const [there, back] = [first.transitions[0], second.transitions[0]];

    expect([there?.sequence, back?.sequence]).toEqual([2, 3]);
    expect(there?.stateId).toBe(back?.stateId);
    expect(there?.id).not.toBe(back?.id);
  });

  it('counts an object once that is listed twice, as it was listed last', () => {
    const twice = [pod('a', 'p=NonCompliant'), pod('b', 'p=Compliant'), pod('a', 'p=Compliant')];
    const { states } = plan(NOTHING, evaluation(1, 'cluster', ['p=components'], twice));

    expect([...states.values()][0]?.state.componentCounts).toMatchObject({ compliant: 2, nonCompliant: 0 });
  });

  it('takes any name for a kind', () => {
    const strange = (componentType: string) => ({ ...pod(componentType, 'p=Compliant'), componentType });
    const kinds = ['__proto__', 'constructor'].map(strange);
    const { states } = plan(NOTHING, evaluation(1, 'cluster', ['p=components'], kinds));
    const counts = [...states.values()][0]?.state.componentCounts;

    expect(Object.entries(counts?.byKind ?? {})).toEqual([
      ['__proto__', { compliant: 1, nonCompliant: 0, error: 0 }],
      ['constructor', { compliant: 1, nonCompliant: 0, error: 0 }],
    ]);
  });
});
