import {
  type CompiledExpression,
  compileTemplate,
  ExpressionFailure,
  type ExpressionSyntaxCode,
  ExpressionSyntaxError,
  type JsonValue,
} from '../expressions';
import type { CompileScope } from './compile-scope';
import { PolicyRuleError, type PolicyRuleErrorCode } from './errors';
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
      ruleErrorCode(error.code),
      path,
      `In "[${abbreviated(error.expression)}]" at character ${error.offset + 2}: ${error.message}`,
      'Correct the expression, or write "[[" for a text that begins with a bracket.',
    );
  }
  if (error instanceof ExpressionFailure)
    throw new PolicyRuleError('LimitExceeded', path, error.message, 'Simplify it.');
  throw error;
}

/** What is wrong with a function is told apart from what is wrong with the text. */
function ruleErrorCode(code: ExpressionSyntaxCode): PolicyRuleErrorCode {
  switch (code) {
    case 'FunctionNotAllowed':
    case 'UnknownFunction':
    case 'WrongArgumentCount':
      return code;
    default:
      return 'InvalidExpression';
  }
}

function abbreviated(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
