import type { JsonObject, JsonValue } from '../../expressions';
import { RAW_PATHS } from '../aliases/raw-paths';
import { type CompileRuleOptions, compilePolicyRule } from '../compile-policy-rule';
import type { RuleContext, RuleOutcome } from '../rule-context';
import { ruleOf } from './rule-of';

/** Judges a condition on a resource whose fields are plain paths, unless the options say otherwise. */
export function outcomeOf(
  condition: JsonValue,
  resource: JsonObject,
  more: Partial<RuleContext> = {},
  options: CompileRuleOptions = { aliases: RAW_PATHS },
): RuleOutcome {
  const rule = compilePolicyRule(ruleOf(condition), options);
  return rule.evaluate({ resource, parameters: {}, utcNow: '2026-06-01T00:00:00.0000000Z', ...more });
}
