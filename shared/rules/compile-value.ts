import {
  type CompiledExpression,
  compileTemplate,
  ExpressionFailure,
  ExpressionSyntaxError,
  type JsonValue,
} from '../expressions';
import type { CompileScope } from './compile-scope';
import { PolicyRuleError } from './errors';
import { policyCalls } from './policy-calls';
import type { RuleRun } from './rule-run';

/** Compiles a JSON value whose texts may be expressions. Throws PolicyRuleError with the path of the text at fault. */
export function compileValue(
  value: JsonValue,
  scope: CompileScope,
  path: string,
): CompiledExpression<RuleRun> {
  return compileTemplate(value, policyCalls(scope, path), path, toRuleError);
}

function toRuleError(error: unknown, path: string): never {
  if (error instanceof ExpressionSyntaxError) {
    throw new PolicyRuleError(
      error.code === 'FunctionNotAllowed' ? 'FunctionNotAllowed' : 'InvalidExpression',
      path,
      `In "[${abbreviated(error.expression)}]" at character ${error.offset + 2}: ${error.message}`,
      'Correct the expression, or write "[[" for a text that begins with a bracket.',
    );
  }
  if (error instanceof ExpressionFailure)
    throw new PolicyRuleError('LimitExceeded', path, error.message, 'Simplify it.');
  throw error;
}

function abbreviated(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
