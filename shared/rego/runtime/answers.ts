import type { RegoValue } from '../values/value';

/** Answers that a function of one argument gave in an evaluation. */
export interface Answers {
  generation: number;
  args: RegoValue[];
  /** Beside `args`; MISSING where the function was undefined. */
  answers: (RegoValue | typeof MISSING)[];
  /** Those that follow when there are many. */
  more: Map<RegoValue, RegoValue | typeof MISSING> | undefined;
}

/** Stands for "undefined" among answers. */
export const MISSING = Symbol('undefined');

/** Up to this many are looked through one by one: most functions are asked about a few containers or volumes. */
const FEW = 8;

export function newAnswers(): Answers {
  return { generation: 0, args: [], answers: [], more: undefined };
}

/**
 * The answer given for the argument before, MISSING if it was undefined, or undefined if there was none. Values do not
 * change during an evaluation, so the same object means the same argument.
 */
export function recall(
  known: Answers,
  generation: number,
  argument: RegoValue,
): RegoValue | typeof MISSING | undefined {
  if (known.generation !== generation) return undefined;
  const { args } = known;
  for (let i = 0; i < args.length; i++) if (args[i] === argument) return known.answers[i];
  return known.more?.get(argument);
}

/** Keeps an answer, and gives it back. */
export function remember(
  known: Answers,
  generation: number,
  argument: RegoValue,
  answer: RegoValue | undefined,
): RegoValue | undefined {
  const kept = answer === undefined ? MISSING : answer;
  if (known.generation !== generation) {
    known.generation = generation;
    known.args = [argument];
    known.answers = [kept];
    known.more = undefined;
  } else if (known.args.length < FEW) {
    known.args.push(argument);
    known.answers.push(kept);
  } else {
    known.more ??= new Map();
    known.more.set(argument, kept);
  }
  return answer;
}
