import { type CompiledExpression, compileExpression } from './compile-expression';
import { ExpressionFailure } from './errors';
import type { CallResolver, ExpressionRun } from './evaluator';
import { isJsonArray, isJsonObject, type JsonValue } from './json-value';
import { MAX_VALUE_DEPTH } from './limits';

/**
 * Compiles every text within a JSON value; the closure yields the value with all expressions computed. Property names
 * stay as they are. A value without expressions compiles to itself and is not copied.
 * `onError` may turn a syntax error into one that tells the JSON path. Throws ExpressionSyntaxError otherwise.
 */
export function compileTemplate<Run extends ExpressionRun>(
  value: JsonValue,
  resolveCall: CallResolver<Run>,
  path = '',
  onError: (error: unknown, path: string) => never = rethrow,
  depth = 0,
): CompiledExpression<Run> {
  if (depth > MAX_VALUE_DEPTH) {
    onError(
      new ExpressionFailure('TooLarge', `The value nests deeper than ${MAX_VALUE_DEPTH} levels.`),
      path,
    );
  }
  if (typeof value === 'string') {
    try {
      return compileExpression(value, resolveCall);
    } catch (error) {
      return onError(error, path);
    }
  }
  if (isJsonArray(value)) {
    const items = value.map((item, index) =>
      compileTemplate(item, resolveCall, `${path}[${index}]`, onError, depth + 1),
    );
    const literals = items.map((item) => item.literal?.value);
    if (!literals.includes(undefined)) return literal(sameItems(value, literals as JsonValue[]));
    return { evaluate: (run) => items.map((item) => item.evaluate(run)) };
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) =>
        [key, compileTemplate(member, resolveCall, `${path}.${key}`, onError, depth + 1)] as const,
    );
    if (members.every(([, member]) => member.literal !== undefined)) {
      return literal(
        Object.fromEntries(members.map(([key, member]) => [key, member.literal?.value as JsonValue])),
      );
    }
    return {
      evaluate: (run) => Object.fromEntries(members.map(([key, member]) => [key, member.evaluate(run)])),
    };
  }
  return literal(value);
}

function rethrow(error: unknown): never {
  throw error;
}

function literal<Run extends ExpressionRun>(value: JsonValue): CompiledExpression<Run> {
  return { evaluate: () => value, literal: { value } };
}

function sameItems(original: readonly JsonValue[], items: readonly JsonValue[]): readonly JsonValue[] {
  return items.every((item, index) => item === original[index]) ? original : items;
}
