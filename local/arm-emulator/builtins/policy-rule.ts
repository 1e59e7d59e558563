import type { JsonObject } from '../../../shared/policy/index';
import { parameterValue } from './built-in-definition';

/** A policy rule whose effect is the parameter `effect`. */
export function policyRule(condition: JsonObject, details?: JsonObject): JsonObject {
  const outcome: JsonObject = {
    effect: parameterValue('effect'),
    ...(details === undefined ? {} : { details }),
  };
  // Spelled as an entry, because an object with a literal `then` looks like a promise.
  return Object.fromEntries([
    ['if', condition],
    ['then', outcome],
  ]);
}
