import type { JsonObject } from '../json';
import type { ProgramInput, ProgramOutcome, TemplateProgram } from '../template/template-program';

type Evaluate = TemplateProgram['evaluate'];

/** Parameters that are told apart for one template; more than a cluster has assignments of it. */
const mostKept = 1_000;

const kept = new WeakMap<TemplateProgram, Map<string, Evaluate>>();

/**
 * The evaluation of a template with some parameters. Constraints of the same template and parameters share one, which
 * judges a review once and tells the others what it found: initiatives overlap, and so do assignments of them. CEL sees
 * the whole constraint, and so is not shared.
 */
export function sharedEvaluation(program: TemplateProgram, parameters: JsonObject | undefined): Evaluate {
  if (program.engine !== 'Rego') return program.evaluate;
  const ofProgram = kept.get(program) ?? new Map<string, Evaluate>();
  kept.set(program, ofProgram);
  const text = JSON.stringify(parameters ?? null);
  const known = ofProgram.get(text);
  if (known !== undefined) return known;
  const shared = oncePerReview(program);
  const [oldest] = ofProgram.keys();
  if (ofProgram.size >= mostKept && oldest !== undefined) ofProgram.delete(oldest);
  ofProgram.set(text, shared);
  return shared;
}

/**
 * A review is judged by all constraints before the next one comes; until then it is kept, with what was found in it.
 * What ran out of time may have had little of it.
 */
function oncePerReview(program: TemplateProgram): Evaluate {
  let review: JsonObject | undefined;
  let inventory: JsonObject | undefined;
  let outcome: ProgramOutcome = { results: [] };
  return (input: ProgramInput) => {
    if (input.review === review && input.inventory === inventory) return outcome;
    const found = program.evaluate(input);
    if ('error' in found) return found;
    review = input.review;
    inventory = input.inventory;
    outcome = found;
    return found;
  };
}
