import { type Effect, effectsOfMode, parseEffect } from './effect';
import { isExpression } from './evaluate-expression';
import { isJsonArray, isJsonObject, type JsonValue, ownProperty } from './json';
import { isKubernetesMode } from './mode';
import type { PolicyDefinition } from './policy-definition';

/**
 * The effects that a definition can take, which is what overrides may choose from. When the effect is a parameter with
 * allowed values, those; otherwise what its rule has the details for (azure-policy documentation, effect basics:
 * interchanging effects). Empty when nothing can be told.
 */
export function allowedEffects(definition: PolicyDefinition): readonly Effect[] {
  const then = ownProperty(definition.policyRule, 'then');
  const written = isJsonObject(then) ? ownProperty(then, 'effect') : undefined;
  if (!isJsonObject(then) || typeof written !== 'string') return [];
  const details = ownProperty(then, 'details');
  if (!isExpression(written)) {
    const effect = parseEffect(written);
    return effect === undefined ? [] : interchangeableEffects(effect, details, definition.mode);
  }
  const parameter = effectParameter(definition, written);
  const allowed = parameter?.allowedValues ?? [];
  if (allowed.length > 0) return distinct(allowed);
  const fallback =
    typeof parameter?.defaultValue === 'string' ? parseEffect(parameter.defaultValue) : undefined;
  return fallback === undefined
    ? effectsOfMode(definition.mode).filter((effect) => hasDetailsFor(effect, details))
    : interchangeableEffects(fallback, details, definition.mode);
}

/** The effects that may stand in for one, given the rule's `details` and the mode; itself and disabled included. */
export function interchangeableEffects(
  effect: Effect,
  details: JsonValue | undefined,
  mode: string,
): readonly Effect[] {
  const group = isKubernetesMode(mode)
    ? effectsOfMode(mode).filter((other) => hasMutation(details) === (other === 'mutate'))
    : (groups.find((members) => members.includes(effect)) ?? [effect]);
  const fitting = group.filter((other) => other === effect || hasDetailsFor(other, details));
  return [...new Set<Effect>([...fitting, effect, 'disabled'])].sort();
}

const groups: readonly (readonly Effect[])[] = [
  ['audit', 'deny', 'append', 'modify'],
  ['auditifnotexists', 'deployifnotexists'],
];

/** Whether `details` hold what an effect needs beyond the `if`. */
function hasDetailsFor(effect: Effect, details: JsonValue | undefined): boolean {
  const has = (name: string) => isJsonObject(details) && ownProperty(details, name) !== undefined;
  switch (effect) {
    case 'append':
      return isJsonArray(details);
    case 'modify':
      return has('operations');
    case 'auditifnotexists':
      return has('type');
    case 'deployifnotexists':
      return has('type') && has('deployment') && has('roleDefinitionIds');
    case 'denyaction':
      return has('actionNames');
    case 'mutate':
      return has('mutationInfo');
    case 'manual':
      return has('defaultState');
    case 'audit':
    case 'deny':
    case 'disabled':
      return true;
  }
}

function hasMutation(details: JsonValue | undefined): boolean {
  return isJsonObject(details) && ownProperty(details, 'mutationInfo') !== undefined;
}

const parameterReference = /^\[\s*parameters\(\s*'([^']{1,256})'\s*\)\s*\]$/i;

function effectParameter(definition: PolicyDefinition, expression: string) {
  const name = parameterReference.exec(expression)?.[1];
  return name === undefined ? undefined : definition.declarations.get(name.toLowerCase());
}

function distinct(values: readonly JsonValue[]): readonly Effect[] {
  const effects = values.map((value) => (typeof value === 'string' ? parseEffect(value) : undefined));
  return [...new Set(effects.filter((effect) => effect !== undefined))].sort();
}
