import { isJsonObject, type JsonObject, type JsonValue } from '../../expressions';
import { compilePolicyRule } from '../compile-policy-rule';
import { effectOf } from '../effects';
import { parseDefinition } from '../parse-definition';
import { matchesRelatedQuery } from '../related-resources';
import type { RuleContext } from '../rule-context';

export type Verdict = 'Compliant' | 'NonCompliant' | 'NotApplicable' | `Error: ${string}`;

/**
 * Judges a resource by a definition the way a compliance scan does: applicability, condition, and for the effects that
 * look for a related resource those of `others` that answer the query.
 */
export function judgeDefinition(
  definition: JsonValue,
  given: JsonObject,
  resource: JsonObject,
  others: readonly JsonObject[],
): Verdict {
  const parts = parseDefinition(definition);
  const rule = compilePolicyRule(parts.policyRule, { parameters: parts.parameters });
  const context: RuleContext = {
    resource,
    parameters: { ...defaultsOf(parts.parameters), ...given },
    utcNow: '2026-06-01T12:00:00.0000000Z',
  };
  const effect = rule.effect(context.parameters);
  if (effectOf(effect) === 'disabled' || !rule.applicable(context, effect)) return 'NotApplicable';
  const outcome = rule.evaluate(context);
  if (outcome.error) return `Error: ${outcome.error.message}`;
  const query = rule.related(context, effect);
  if (query === undefined) return outcome.hit ? 'NonCompliant' : 'Compliant';
  const found = others.filter((other) => matchesRelatedQuery(query, other));
  const existence = rule.existence(context, found);
  if (existence.error) return `Error: ${existence.error.message}`;
  return existence.hit ? 'NonCompliant' : 'Compliant';
}

function defaultsOf(declarations: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(declarations).flatMap(([name, declaration]) =>
      isJsonObject(declaration) && declaration['defaultValue'] !== undefined
        ? [[name, declaration['defaultValue']]]
        : [],
    ),
  );
}
