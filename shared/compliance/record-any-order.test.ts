import { expect, it } from 'vitest';
import { createMemoryComplianceStore } from './create-memory-compliance-store';
import type { Coverage, Evaluation } from './evaluation';
import { recordEvaluation } from './record-evaluation';
import { assignmentId, evaluation, keyOf, minute, NOW, picture, pod } from './test-kit';

/** Numbers that look random and are the same on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2654435761 + 1;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % sides;
  };
}

const OUTCOMES = ['Compliant', 'NonCompliant: because', 'Error'];
const PODS = ['a', 'b', 'c'];

/** One evaluation of a cluster with an own policy `o` and policies over components `p` and `q#r`. */
function anyEvaluation(at: number, roll: (sides: number) => number): Evaluation {
  const policies = ['p', 'q#r'].filter(() => roll(5) > 0);
  const states = [...(roll(4) > 0 ? [`o=${['Compliant', 'NonCompliant', 'Exempt'][roll(3)]}`] : [])];
  const looked = PODS.filter(() => roll(3) > 0).map((name) =>
    pod(name, ...policies.filter(() => roll(4) > 0).map((policy) => `${policy}=${OUTCOMES[roll(3)]}`)),
  );
  const kinds: readonly Coverage['kind'][] = [
    'cluster',
    'components',
    'resource',
    'components',
    'cluster',
    'gone',
  ];
  const kind = kinds[roll(at % 3 === 0 ? 6 : 5)] ?? 'cluster';
  const selections = [
    'all' as const,
    'all' as const,
    { assignments: [assignmentId('q')] },
    { policies: [keyOf('p'), keyOf('o')] },
  ];
  const covers = kind === 'gone' ? { kind } : { kind, policies: selections[roll(4)] ?? ('all' as const) };
  const templates = policies.map((policy) => `${policy}=components`);
  const given = kind === 'gone' ? [] : kind === 'components' ? templates : [...states, ...templates];
  return evaluation(at, covers, given, kind === 'resource' || kind === 'gone' ? [] : looked);
}

function shuffled<T>(items: readonly T[], roll: (sides: number) => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(roll(left.length), 1)[0] as T);
}

it('ends in the same states for any evaluations in any order, repeated, at once or by processes that die', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const roll = dice(seed);
    const evaluations = Array.from({ length: 2 + roll(5) }, (_, index) => anyEvaluation(index + 1, roll));
    // What is not looked at as a whole may stay hidden for longer or shorter: a last whole look settles it.
    const last = evaluation(
      40,
      'cluster',
      ['o=Compliant', 'p=components', 'q#r=components'],
      [pod('a', 'p=NonCompliant'), pod('b', 'q#r=Compliant')],
    );
    const events = [41, 42].map((at) =>
      evaluation(
        at,
        'components',
        ['p=components', 'q#r=components'],
        [pod(PODS[roll(3)] ?? 'a', `p=${OUTCOMES[roll(3)]}`, `q#r=${OUTCOMES[roll(3)]}`)],
      ),
    );
    const all = [...evaluations, last, ...events];
    const expected = afterLastLook(events);

    for (let order = 0; order < 3; order += 1) {
      const told = shuffled([...all, ...all.filter(() => roll(2) > 0)], roll);
      const what = told
        .map(({ evaluatedAt, covers }) => `${evaluatedAt.slice(14, 16)} ${covers.kind}`)
        .join(', ');
      expect([seed, what, await recordedOneByOne(told)]).toEqual([seed, what, expected]);
      expect([seed, what, await recordedAtOnce(told)]).toEqual([seed, what, expected]);
      expect([seed, what, await recordedWithDeaths(told, roll)]).toEqual([seed, what, expected]);
    }
  }
}, 60_000);

/** What must be stored after `last` and then the events, worked out without the store. */
function afterLastLook(events: readonly Evaluation[]): string[] {
  const said = new Map([
    ['p / default/a', 'NonCompliant'],
    ['q#r / default/b', 'Compliant'],
  ]);
  for (const { componentName, outcomes } of events.flatMap(({ components }) => components ?? [])) {
    outcomes.forEach(({ complianceState, policyEvaluationDetails }, index) => {
      const reason = policyEvaluationDetails?.reason;
      const is = `${complianceState}${reason ? ` (${reason})` : ''}`;
      said.set(`${['p', 'q#r'][index]} / ${componentName}`, is);
    });
  }
  const bad = [...said].filter(([, is]) => is !== 'Compliant').map(([what, is]) => `${what}: ${is}`);
  const policies = ['p', 'q#r'].map((policy) => {
    const all = [...said]
      .filter(([what]) => what.startsWith(`${policy} /`))
      .map(([, is]) => is.split(' ')[0]);
    const [good, violating, failed] = ['Compliant', 'NonCompliant', 'Error'].map(
      (state) => all.filter((one) => one === state).length,
    );
    const state = violating ? 'NonCompliant' : failed ? 'Error' : 'Compliant';
    return `${policy}: ${state} ${good}/${violating}/${failed}`;
  });
  return ['o: Compliant', ...bad, ...policies].sort();
}

async function recordedOneByOne(evaluations: readonly Evaluation[]): Promise<string[]> {
  const store = createMemoryComplianceStore();
  for (const one of evaluations) await recordEvaluation(store, one, { now: NOW });
  return picture(store);
}

/** As by as many processes as there are evaluations. */
async function recordedAtOnce(evaluations: readonly Evaluation[]): Promise<string[]> {
  const store = createMemoryComplianceStore();
  const processes = evaluations.map(() => ({ documents: { ...store.documents } }));
  await Promise.all(
    evaluations.map((one, index) => recordEvaluation(processes[index] ?? store, one, { now: minute(50) })),
  );
  return picture(store);
}

/** By processes of which many die before or after some write; what they were told is then told to another one. */
async function recordedWithDeaths(
  evaluations: readonly Evaluation[],
  roll: (sides: number) => number,
): Promise<string[]> {
  const store = createMemoryComplianceStore();
  const { write, writeMany } = store.documents;
  const mortal = () => {
    let left = 1 + roll(12);
    const step = async <T>(task: () => Promise<T>): Promise<T> => {
      left -= 1;
      if (left === 0 && roll(2) === 0) throw new Error('Avada Kedavra');
      const done = await task();
      if (left <= 0) throw new Error('Avada Kedavra');
      return done;
    };
    const documents = {
      ...store.documents,
      write: (...args: Parameters<typeof write>) => step(() => write(...args)),
      writeMany: (...args: Parameters<typeof writeMany>) => step(() => writeMany(...args)),
    };
    return { documents };
  };
  await Promise.all(
    evaluations.map(async (one) => {
      for (let lives = 0; lives < 8; lives += 1) {
        try {
          await recordEvaluation(mortal(), one, { now: NOW });
          return;
        } catch {
          // Delivered again.
        }
      }
      await recordEvaluation({ documents: { ...store.documents } }, one, { now: NOW });
    }),
  );
  return picture(store);
}
