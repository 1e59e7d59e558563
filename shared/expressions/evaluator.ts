import type { FunctionContext } from './function-definition';
import type { JsonValue } from './json-value';
import type { CallNode, ExpressionNode } from './syntax-tree';

/** What every evaluation of an expression is given; hosts add their own members. */
export interface ExpressionRun extends FunctionContext {
  /** Values of lambda variables, innermost last; kept by the lambda functions. */
  lambdaValues?: [name: string, value: JsonValue][];
}

/** A compiled expression: yields its value or throws ExpressionFailure. */
export type Evaluator<Run extends ExpressionRun> = (run: Run) => JsonValue;

export interface CompileContext<Run extends ExpressionRun> {
  readonly text: string;
  readonly compile: (node: ExpressionNode) => Evaluator<Run>;
}

/**
 * Gives a host's own functions (`field`, `reference`, …) their meaning, and refuses those it does not allow by throwing
 * ExpressionSyntaxError. Undefined leaves the call to the function table.
 */
export type CallResolver<Run extends ExpressionRun> = (
  call: CallNode,
  context: CompileContext<Run>,
) => Evaluator<Run> | undefined;
