import { allowedEffects } from './allowed-effects';
import { effectsOfMode, isRetiredEffect, parseEffect } from './effect';
import { causeOf, type EvaluateExpression, isExpression, unescapeLiteral } from './evaluate-expression';
import { isJsonObject, type JsonObject, ownProperty } from './json';
import { limits } from './limits';
import { parseMode } from './mode';
import type { PolicyDefinition } from './policy-definition';
import { type PolicyProblem, problemOf } from './problem';

/** The effect in lower case, canonical where it is known, and why it cannot be carried out. Empty: no effect found. */
export interface ResolvedEffect {
  readonly effect: string;
  readonly problem?: PolicyProblem;
}

/**
 * The effect of a definition with its parameters bound: the override where there is one (it must be an effect that the
 * definition allows), otherwise `then.effect`, evaluated when it is an expression.
 */
export function resolveEffect(
  definition: PolicyDefinition,
  parameters: JsonObject,
  override: string | undefined,
  evaluate: EvaluateExpression,
): ResolvedEffect {
  if (override !== undefined) return checkOverride(definition, override);
  const then = ownProperty(definition.policyRule, 'then');
  const written = isJsonObject(then) ? ownProperty(then, 'effect') : undefined;
  if (typeof written !== 'string') return failed(problemOf('EffectNotText', definition.id));
  if (!isExpression(written)) return checkEffect(definition, unescapeLiteral(written));
  if (written.length > limits.expressionCharacters) {
    return failed(problemOf('TooLong', definition.id, 'then.effect', limits.expressionCharacters));
  }
  try {
    const value = evaluate(written, { parameters });
    return typeof value === 'string'
      ? checkEffect(definition, value)
      : failed(problemOf('EffectNotText', definition.id));
  } catch (error) {
    return failed(problemOf('EffectNotEvaluated', definition.id, causeOf(error)));
  }
}

function checkOverride(definition: PolicyDefinition, override: string): ResolvedEffect {
  const checked = checkEffect(definition, override);
  if (checked.problem !== undefined) return checked;
  const allowed = allowedEffects(definition);
  if (allowed.length === 0 || allowed.some((effect) => effect === checked.effect)) return checked;
  return {
    effect: checked.effect,
    problem: problemOf('EffectNotAllowed', definition.id, override, allowed.join(', ')),
  };
}

function checkEffect(definition: PolicyDefinition, written: string): ResolvedEffect {
  const effect = parseEffect(written);
  const key = effect ?? written.trim().toLowerCase();
  if (effect === undefined) {
    const code = isRetiredEffect(written) ? 'RetiredEffect' : 'UnknownEffect';
    return { effect: key, problem: problemOf(code, definition.id, written) };
  }
  const allowed = effectsOfMode(definition.mode);
  // A mode that is not evaluated here has its own effects, and its own problem.
  if (parseMode(definition.mode) === undefined || allowed.includes(effect)) return { effect };
  return {
    effect,
    problem: problemOf('EffectNotInMode', definition.id, written, definition.mode, allowed.join(', ')),
  };
}

function failed(problem: PolicyProblem): ResolvedEffect {
  return { effect: '', problem };
}
