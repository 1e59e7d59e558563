import type { JsonObject } from '../json';
import type { MatchKinds, MatchOutcome } from '../match/compile-match';
import type { Review } from '../review/review';
import type { ConstraintTemplate } from '../template/constraint-template';
import type { TemplateProgram } from '../template/template-program';
import type { EnforcementActions } from './enforcement-actions';

/** A constraint, compiled: its parameters checked and defaulted, its match one test. */
export interface Constraint {
  readonly name: string;
  readonly kind: string;
  readonly template: ConstraintTemplate;
  /** The constraint as given. */
  readonly resource: JsonObject;
  /** Checked and defaulted `spec.parameters`. */
  readonly parameters: JsonObject | undefined;
  /** What it applies to; `*` stands for all. Never empty. */
  readonly kinds: () => readonly MatchKinds[];
  readonly match: (review: Review) => MatchOutcome;
  /** Runs the template's code with these parameters. */
  readonly evaluate: TemplateProgram['evaluate'];
  readonly enforcementActions: EnforcementActions;
}
