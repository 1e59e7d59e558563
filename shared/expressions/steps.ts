import { ExpressionFailure } from './errors';
import type { JsonValue } from './json-value';
import { CHARACTERS_PER_STEP, DEFAULT_STEPS, KEYS_PER_STEP, STEPS_BETWEEN_CLOCK_CHECKS } from './limits';

/** Accounts for work; throws ExpressionFailure when the budget is spent. */
export type Spend = (steps: number) => void;

/** How much work one evaluation may do. */
export interface ExpressionBudget {
  /** Calls, comparisons and iterations; DEFAULT_STEPS when left out. */
  readonly steps?: number;
  /** Asked now and then; true ends the evaluation. The engine itself reads no clock. */
  readonly expired?: () => boolean;
}

/** A counter for one evaluation, which throws ExpressionFailure once the budget is spent. */
export function createSpend(budget: ExpressionBudget | undefined): Spend {
  const limit = budget?.steps ?? DEFAULT_STEPS;
  const expired = budget?.expired;
  let spent = 0;
  let nextCheck = STEPS_BETWEEN_CLOCK_CHECKS;
  return (steps) => {
    spent += steps;
    if (spent > limit) {
      throw new ExpressionFailure(
        'StepsExceeded',
        `The evaluation took more than ${limit} steps; simplify the rule.`,
      );
    }
    if (expired !== undefined && spent >= nextCheck) {
      nextCheck = spent + STEPS_BETWEEN_CLOCK_CHECKS;
      if (expired())
        throw new ExpressionFailure('TimeExceeded', 'The evaluation ran out of time; simplify the rule.');
    }
  };
}

/**
 * Steps that going through a value once costs: one for each element of an array, and for each run of characters. Short
 * texts, numbers and booleans, which nearly all are, cost nothing beside what is done with them.
 */
export function stepsThrough(value: JsonValue | undefined): number {
  if (typeof value === 'string')
    return value.length < CHARACTERS_PER_STEP ? 0 : Math.trunc(value.length / CHARACTERS_PER_STEP);
  return Array.isArray(value) ? value.length : 0;
}

/** Accounts for going through a value `times` times. */
export function spendThrough(value: JsonValue | undefined, spend: Spend, times = 1): void {
  const steps = stepsThrough(value);
  if (steps > 0) spend(steps * times);
}

/** Accounts for looking at all keys of an object. */
export function spendOnKeys(count: number, spend: Spend): void {
  if (count >= KEYS_PER_STEP) spend(Math.trunc(count / KEYS_PER_STEP));
}
