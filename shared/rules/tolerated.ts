import { ExpressionFailure, isExhausted } from '../expressions';
import type { RuleRun } from './rule-run';

/**
 * Evaluates a side of a condition. Where failing expressions are tolerated, undefined stands for one that failed; an
 * exhausted budget is never tolerated.
 */
export function tolerated<Value>(run: RuleRun, evaluate: () => Value): Value | undefined {
  if (run.semantics.failedExpression === 'fails') return evaluate();
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof ExpressionFailure && !isExhausted(error)) return undefined;
    throw error;
  }
}
