import { createSpend, type ExpressionRun, type JsonValue } from '../expressions';
import type { RuleContext } from './rule-context';
import type { RuleSemantics } from './semantics';
import { createSubject, type Subject } from './subject';

/** The state of one evaluation. */
export interface RuleRun extends ExpressionRun {
  readonly context: RuleContext;
  readonly semantics: RuleSemantics;
  /** What `field` conditions look at: the resource, or in an existenceCondition the related one. */
  readonly subject: Subject;
  /** What the `field()` function looks at: always the resource of the `if`. */
  readonly origin: Subject;
  /** The present elements of the counts around, by slot. */
  readonly elements: (JsonValue | undefined)[];
  /** Product of the lengths of the value counts around. */
  valueIterations: number;
}

/** Starts an evaluation; `related` is the resource that an existenceCondition looks at. */
export function createRun(context: RuleContext, semantics: RuleSemantics, related?: Subject): RuleRun {
  const origin = createSubject(context.resource, context.apiVersion);
  return {
    context,
    semantics,
    subject: related ?? origin,
    origin,
    elements: [],
    valueIterations: 1,
    utcNow: context.utcNow,
    spend: createSpend(context.budget),
  };
}
