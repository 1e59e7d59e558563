import { type CompiledExpression, isJsonArray, isJsonObject, type JsonValue } from '../expressions';
import type { CompileScope } from './compile-scope';
import { compileValue } from './compile-value';
import { joinPath } from './object-keys';
import type { RuleRun } from './rule-run';

/**
 * Parts of `then.details` that are not policy language as they stand: the deployment's template is ARM's, an
 * existenceCondition is compiled by itself, and the condition of an operation is shown as written.
 */
const LEFT_AS_WRITTEN: readonly (readonly string[])[] = [
  ['existencecondition'],
  ['deployment', 'properties', 'template'],
  ['operations', '[]', 'condition'],
];

/** Compiles `then.details`: every text within is expanded, except in the parts that are left as written. */
export function compileDetails(
  details: JsonValue,
  scope: CompileScope,
  path: string,
): CompiledExpression<RuleRun> {
  return compilePart(details, scope, path, LEFT_AS_WRITTEN);
}

function compilePart(
  value: JsonValue,
  scope: CompileScope,
  path: string,
  raw: readonly (readonly string[])[],
): CompiledExpression<RuleRun> {
  if (raw.some((keys) => keys.length === 0)) return { evaluate: () => value, literal: { value } };
  if (raw.length === 0) return compileValue(value, scope, path);
  const below = (key: string): (readonly string[])[] =>
    raw.filter(([first]) => first === key.toLowerCase()).map((keys) => keys.slice(1));
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => [key, compilePart(member, scope, joinPath(path, key), below(key)).evaluate] as const,
    );
    return { evaluate: (run) => Object.fromEntries(members.map(([key, evaluate]) => [key, evaluate(run)])) };
  }
  if (isJsonArray(value)) {
    const items = value.map(
      (item, index) => compilePart(item, scope, joinPath(path, index), below('[]')).evaluate,
    );
    return { evaluate: (run) => items.map((evaluate) => evaluate(run)) };
  }
  return compileValue(value, scope, path);
}
