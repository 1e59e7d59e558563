import { type BudgetLimit, RegoBudgetError, RegoEvaluationError } from '../errors';
import type { RegoNumber } from '../values/number';

/** Limits of one evaluation. What is left out is not limited, but for `depth`. */
export interface Budget {
  /** Loop rounds, rule evaluations and the like. */
  readonly steps?: number;
  readonly milliseconds?: number;
  /** Rules and functions calling one another. */
  readonly depth?: number;
  /** Elements put into sets, arrays and objects, by rules, comprehensions and builtins. */
  readonly elements?: number;
}

/** What one evaluation carries besides its documents. */
export interface Session {
  strict: boolean;
  /** Time that `time.now_ns` tells, in nanoseconds since 1970; undefined: the policy has no clock. */
  now: RegoNumber | undefined;
  /** Texts of composites that were printed already: the same list of parameters goes into every message. */
  texts: Map<unknown, string> | undefined;
  elementsLeft: number;
  stepsLeft: number;
  deadline: number;
  clock: (() => number) | undefined;
  maxDepth: number;
  /** Lines that `print` gave, if somebody listens. */
  print: ((line: string, place: string) => void) | undefined;
  ruleName: (index: number) => string;
  lastRule: number;
  /** Where the builtin that runs was called, as `file:row`; only known under strict errors. */
  site: string | undefined;
}

/** Calls nested deeper than this end the evaluation unless the budget says otherwise. */
export const DEFAULT_DEPTH = 1000;

/** Between two looks at the clock. */
const STEPS_PER_CLOCK_CHECK = 2048;
const UNLIMITED = 2 ** 50;

let session: Session = newSession();

export function newSession(): Session {
  return {
    strict: false,
    now: undefined,
    texts: undefined,
    elementsLeft: UNLIMITED,
    stepsLeft: UNLIMITED,
    deadline: Number.POSITIVE_INFINITY,
    clock: undefined,
    maxDepth: DEFAULT_DEPTH,
    print: undefined,
    ruleName: () => 'query',
    lastRule: 0,
    site: undefined,
  };
}

/** The running evaluation. Evaluation is synchronous, so there is one at a time; nested ones put the outer one back. */
export function currentSession(): Session {
  return session;
}

export function enterSession(next: Session): Session {
  const previous = session;
  session = next;
  return previous;
}

/** Steps that may be taken before asking again. Throws when steps or time are used up. */
export function refuel(rule: number): number {
  const s = session;
  if (s.clock !== undefined && s.clock() > s.deadline) throw overBudget('milliseconds', rule);
  if (s.stepsLeft <= 0) throw overBudget('steps', rule);
  return takeSteps(s);
}

/** Takes what may be spent before the next look at limits and clock; nothing where no steps are left. */
export function takeSteps(s: Session): number {
  const chunk = Math.min(s.stepsLeft, s.clock === undefined ? 2 ** 30 : STEPS_PER_CLOCK_CHECK);
  s.stepsLeft -= chunk;
  return chunk;
}

export function overBudget(limit: BudgetLimit, rule: number): RegoBudgetError {
  return new RegoBudgetError(limit, session.ruleName(rule));
}

/** Charges what a builtin is about to produce, so that one call cannot fill the memory. */
export function charge(elements: number): void {
  session.elementsLeft -= elements;
  if (session.elementsLeft < 0) throw overBudget('elements', session.lastRule);
}

/** A builtin that cannot answer: undefined, or the end of the evaluation under strict errors. */
export function builtinError(name: string, message: string): undefined {
  if (session.strict)
    throw new RegoEvaluationError('eval_builtin_error', `${name}: ${message}`, undefined, session.site);
  return undefined;
}

/** An operand of the wrong type: undefined, or the end of the evaluation under strict errors. */
export function operandError(name: string, operand: number, want: string, got: string): undefined {
  if (session.strict) {
    const what = `${name}: operand ${operand} must be ${want} but got ${got}`;
    throw new RegoEvaluationError('eval_type_error', what, undefined, session.site);
  }
  return undefined;
}
