import type { JsonObject, JsonValue } from '../expressions';
import type { OperatorDefinition } from './operators/operator-table';

/** The tree of an `if`, a `where` or an `existenceCondition`. `path` is the JSON path within the rule. */
export type ConstraintNode =
  | { readonly kind: 'allOf' | 'anyOf'; readonly items: readonly ConstraintNode[]; readonly path: string }
  | { readonly kind: 'not'; readonly item: ConstraintNode; readonly path: string }
  | ConditionNode;

export interface ConditionNode {
  readonly kind: 'condition';
  readonly left: LeftSide;
  readonly operator: OperatorDefinition;
  readonly right: JsonValue;
  /** The operator's key as written, for messages. */
  readonly operatorKey: string;
  readonly path: string;
}

export type LeftSide =
  | { readonly kind: 'field'; readonly text: string }
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'fieldCount'; readonly text: string; readonly where: ConstraintNode | undefined }
  | {
      readonly kind: 'valueCount';
      readonly value: JsonValue;
      readonly name: string;
      readonly where: ConstraintNode | undefined;
    };

/** The name of a count over a value that is given none; within each other the innermost is meant. */
export const UNNAMED_COUNT = 'default';

export interface RuleNode {
  readonly condition: ConstraintNode;
  /** As written: a literal name or an expression. */
  readonly effect: string;
  /** The raw `then.details`. */
  readonly details: JsonValue | undefined;
  readonly existenceCondition: ConstraintNode | undefined;
  /** `then.details` when it is an object, with the names as written. */
  readonly detailsObject: JsonObject | undefined;
}
