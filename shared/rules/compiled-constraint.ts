import type { EvaluatedExpression } from './rule-context';
import type { RuleRun } from './rule-run';

/** The fields by which applicability is decided; every other condition is `other`. */
export type LeafSubject = 'type' | 'kind' | 'name' | 'location' | 'other';

/** A compiled `if`, `where` or `existenceCondition`. */
export type CompiledConstraint =
  | { readonly kind: 'allOf' | 'anyOf'; readonly items: readonly CompiledConstraint[]; readonly test: Test }
  | { readonly kind: 'not'; readonly item: CompiledConstraint; readonly test: Test }
  | {
      readonly kind: 'leaf';
      readonly about: LeafSubject;
      readonly test: Test;
      /** What it compared, for the evaluation details. */
      readonly describe: (run: RuleRun, held: boolean) => EvaluatedExpression;
    };

type Test = (run: RuleRun) => boolean;

/**
 * Adds the conditions that made a constraint hold, or not hold, to `report`: all branches of an `allOf` that holds, the
 * first that holds of an `anyOf`, and the other way round below a `not`.
 */
export function explain(
  constraint: CompiledConstraint,
  run: RuleRun,
  held: boolean,
  report: EvaluatedExpression[],
): void {
  switch (constraint.kind) {
    case 'leaf':
      report.push(constraint.describe(run, held));
      return;
    case 'not':
      explain(constraint.item, run, !held, report);
      return;
    case 'allOf':
    case 'anyOf': {
      const needsAll = (constraint.kind === 'allOf') === held;
      for (const item of constraint.items) {
        if (needsAll) explain(item, run, held, report);
        else if (item.test(run) === held) {
          explain(item, run, held, report);
          return;
        }
      }
    }
  }
}
