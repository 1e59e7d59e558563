import { classifyText, type JsonValue, spendThrough } from '../expressions';
import type { CompileScope } from './compile-scope';
import { compileValue } from './compile-value';
import { PolicyRuleError } from './errors';
import { joinPath } from './object-keys';
import type { CompiledOperator } from './operators/operator-table';
import { isArrayParameter } from './policy-calls';
import type { RuleRun } from './rule-run';
import { normalLocation } from './subject';
import type { ConditionNode } from './syntax-tree';
import { tolerated } from './tolerated';

export interface RightSide {
  /** The test that the right-hand side makes; compiled once, or again when its value changes. */
  readonly test: (run: RuleRun) => CompiledOperator;
  readonly value: (run: RuleRun) => JsonValue;
}

/** Operators that compare with a single value: an array parameter has no meaning there. */
const SCALAR_OPERATORS = new Set([
  'equals',
  'notEquals',
  'like',
  'notLike',
  'match',
  'notMatch',
  'matchInsensitively',
  'notMatchInsensitively',
  'less',
  'lessOrEquals',
  'greater',
  'greaterOrEquals',
]);
const PARAMETER = /^\s*parameters\s*\(\s*'([^']+)'\s*\)\s*$/i;

/** Compiles the right-hand side of a condition together with its operator. Throws PolicyRuleError. */
export function compileRightSide(node: ConditionNode, scope: CompileScope, isLocation: boolean): RightSide {
  const path = joinPath(node.path, node.operatorKey);
  refuseArrayParameter(node, scope, path);
  const { semantics } = scope;
  const compile = (value: JsonValue): CompiledOperator =>
    node.operator.compile(isLocation ? (normalLocation(value) as JsonValue) : value, semantics);
  const right = compileValue(node.right, scope, path);
  if (right.literal !== undefined) {
    const { value } = right.literal;
    const test = compileLiteral(compile, value, path);
    return { test: () => test, value: () => value };
  }
  const withoutRight = node.operator.name === 'exists' ? compile(false) : () => node.operator.withoutRight;
  // Parameters are the same from resource to resource, and so is most often the value.
  let remembered: { readonly value: JsonValue; readonly test: CompiledOperator } | undefined;
  return {
    value: right.evaluate,
    test: (run) => {
      const value = tolerated(run, () => right.evaluate(run));
      if (value === undefined) return withoutRight;
      if (remembered?.value !== value || remembered === undefined) {
        spendThrough(value, run.spend);
        remembered = { value, test: compile(value) };
      }
      return remembered.test;
    },
  };
}

function compileLiteral(
  compile: (value: JsonValue) => CompiledOperator,
  value: JsonValue,
  path: string,
): CompiledOperator {
  try {
    return compile(value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new PolicyRuleError('LimitExceeded', path, message, 'Shorten it.');
  }
}

function refuseArrayParameter(node: ConditionNode, scope: CompileScope, path: string): void {
  if (typeof node.right !== 'string' || !SCALAR_OPERATORS.has(node.operator.name)) return;
  const classified = classifyText(node.right);
  const name = classified.kind === 'expression' ? PARAMETER.exec(classified.inner)?.[1] : undefined;
  if (name === undefined || !isArrayParameter(scope.parameters, name)) return;
  throw new PolicyRuleError(
    'ParameterTypeMismatch',
    path,
    `The parameter "${name}" is an array, but "${node.operator.name}" compares with a single value.`,
    'Use "in" or "notIn".',
  );
}
