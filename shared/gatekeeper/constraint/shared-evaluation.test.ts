import { expect, it } from 'vitest';
import type { ProgramInput, ProgramOutcome, TemplateProgram } from '../template/template-program';
import { sharedEvaluation } from './shared-evaluation';

/** A program that tells how often it was run. */
function counting(engine: TemplateProgram['engine'], outcome?: ProgramOutcome) {
  let runs = 0;
  const program: TemplateProgram = {
    engine,
    usesInventory: true,
    evaluate: () => {
      runs += 1;
      return outcome ?? { results: [{ message: `run ${runs}`, details: {} }] };
    },
  };
  return { program, runs: () => runs };
}

const input = (review: object, inventory?: object): ProgramInput =>
  ({ review, parameters: {}, constraint: {}, inventory, budget: undefined }) as ProgramInput;

it('judges a review once for all constraints with the same parameters', () => {
  const { program, runs } = counting('Rego');
  const review = {};
  const first = sharedEvaluation(program, { a: 1 })(input(review));
  expect(sharedEvaluation(program, { a: 1 })(input(review))).toBe(first);
  sharedEvaluation(program, { a: 2 })(input(review));
  sharedEvaluation(program, undefined)(input(review));
  expect(runs()).toBe(3);
});

it('judges it anew when the cluster around it has changed, and another one that looks the same', () => {
  const { program, runs } = counting('Rego');
  const evaluate = sharedEvaluation(program, {});
  const review = {};
  evaluate(input(review, {}));
  evaluate(input(review, {}));
  evaluate(input({}, {}));
  expect(runs()).toBe(3);
});

it('tells no other constraint of a failure, which may be for want of time', () => {
  const { program, runs } = counting('Rego', { error: { code: 'budget_exceeded', message: 'late' } });
  const review = {};
  for (let each = 0; each < 2; each += 1) sharedEvaluation(program, {})(input(review));
  expect(runs()).toBe(2);
});

it('shares nothing between constraints in CEL, which sees their names', () => {
  const { program, runs } = counting('K8sNativeValidation');
  const review = {};
  for (let each = 0; each < 2; each += 1) sharedEvaluation(program, {})(input(review));
  expect(runs()).toBe(2);
});
