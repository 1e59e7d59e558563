import { checkArity } from './check-arity';
import { classifyText } from './classify-text';
import { compileLambdaCall } from './compile-lambda';
import { ExpressionFailure, ExpressionSyntaxError, isExhausted } from './errors';
import type { CallResolver, CompileContext, Evaluator, ExpressionRun } from './evaluator';
import { FUNCTION_TABLE } from './function-table';
import { truth } from './functions/logical';
import { memberOf } from './functions/objects';
import { isJsonArray, isJsonObject, type JsonValue, jsonTypeName } from './json-value';
import { parse } from './parse';
import { spendThrough, stepsThrough } from './steps';
import type { CallNode, ExpressionNode } from './syntax-tree';

export interface CompiledExpression<Run extends ExpressionRun> {
  readonly evaluate: Evaluator<Run>;
  /** Present when the text is a literal: its value. */
  readonly literal?: { readonly value: JsonValue };
}

/**
 * Compiles a text of the template language: "[…]" to the closure that computes it, every other text to itself
 * ("[[" loses one bracket). Throws ExpressionSyntaxError.
 */
export function compileExpression<Run extends ExpressionRun>(
  text: string,
  resolveCall: CallResolver<Run>,
): CompiledExpression<Run> {
  const classified = classifyText(text);
  if (classified.kind === 'literal') {
    const { value } = classified;
    return { evaluate: () => value, literal: { value } };
  }
  const { inner } = classified;
  const compile = (node: ExpressionNode): Evaluator<Run> =>
    compileNode(node, { text: inner, compile }, resolveCall);
  return { evaluate: compile(parse(inner)) };
}

function compileNode<Run extends ExpressionRun>(
  node: ExpressionNode,
  context: CompileContext<Run>,
  resolveCall: CallResolver<Run>,
): Evaluator<Run> {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'property': {
      const target = context.compile(node.target);
      const { name, safe } = node;
      return (run) => member(target(run), name, safe);
    }
    case 'index': {
      const target = context.compile(node.target);
      const index = context.compile(node.index);
      const { safe } = node;
      return (run) => member(target(run), index(run), safe);
    }
    case 'call':
      return resolveCall(node, context) ?? compileCall(node, context);
  }
}

function member(value: JsonValue, key: JsonValue, safe: boolean): JsonValue {
  const found = memberOf(value, key);
  if (found !== undefined) return found;
  if (safe) return null;
  const name = typeof key === 'number' ? `[${key}]` : JSON.stringify(key);
  const where = isJsonArray(value)
    ? `an array of ${value.length}`
    : isJsonObject(value)
      ? 'this object'
      : `a value of type ${jsonTypeName(value)}`;
  throw new ExpressionFailure(
    'MissingProperty',
    `There is no ${name} in ${where}; tryGet() yields null instead.`,
  );
}

function compileCall<Run extends ExpressionRun>(
  node: CallNode,
  context: CompileContext<Run>,
): Evaluator<Run> {
  const lambda = compileLambdaCall(node, context);
  if (lambda !== undefined) return lambda;
  const definition = FUNCTION_TABLE.get(node.name.toLowerCase());
  if (definition === undefined) {
    throw new ExpressionSyntaxError(
      'UnknownFunction',
      context.text,
      node.offset,
      `There is no function ${node.name}(); check its spelling.`,
    );
  }
  checkArity(node, definition.arity, context.text);
  const args = node.arguments.map(context.compile);
  if (definition.name === 'if') {
    const [condition, then, otherwise] = args as [Evaluator<Run>, Evaluator<Run>, Evaluator<Run>];
    return (run) => (truth('if', [condition(run)], 0, run) ? then(run) : otherwise(run));
  }
  const { evaluate, ifArgumentFails } = definition;
  const plain: Evaluator<Run> = (run) => {
    let steps = 1;
    const values: JsonValue[] = [];
    for (const argument of args) {
      const value = argument(run);
      steps += stepsThrough(value);
      values.push(value);
    }
    run.spend(steps);
    const result = evaluate(values, run);
    spendThrough(result, run.spend);
    return result;
  };
  if (ifArgumentFails === undefined) return plain;
  return (run) => {
    if (run.semantics.wrongArguments === 'fail') return plain(run);
    try {
      return plain(run);
    } catch (error) {
      if (error instanceof ExpressionFailure && !isExhausted(error)) return ifArgumentFails;
      throw error;
    }
  };
}
