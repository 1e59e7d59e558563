import { causeOf, type EvaluateExpression, isExpression, unescapeLiteral } from './evaluate-expression';
import { emptyJsonObject, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json';
import { limits } from './limits';
import { measureJson } from './measure-json';
import { type PolicyProblem, problemOf } from './problem';

/**
 * The values that an initiative hands to a member: literals, or expressions over the initiative's own effective
 * parameters, also inside arrays and objects. An expression that fails is a problem under the parameter's name, and
 * the parameter stays without a value.
 */
export function bindMember(
  bindings: JsonObject,
  initiativeParameters: JsonObject,
  evaluate: EvaluateExpression,
): { readonly values: JsonObject; readonly problems: readonly PolicyProblem[] } {
  const values = emptyJsonObject();
  const problems: PolicyProblem[] = [];
  const scope = { parameters: initiativeParameters };
  for (const [name, binding] of Object.entries(bindings)) {
    try {
      values[name] = expand(binding, (text) => evaluate(text, scope));
    } catch (error) {
      problems.push(problemOf('BindingFailed', name, name, causeOf(error)));
    }
  }
  return { values, problems };
}

/** The value with every text in it taken as the policy language does; object keys stay as they are. */
function expand(value: JsonValue, evaluate: (text: string) => JsonValue): JsonValue {
  if (typeof value === 'string') {
    if (!isExpression(value)) return unescapeLiteral(value);
    if (value.length > limits.expressionCharacters) {
      throw new RangeError(`the expression is longer than ${limits.expressionCharacters} characters`);
    }
    const outcome = evaluate(value);
    // An expression can build what no document may hold, and all that follows trusts in the limits.
    const oversize = measureJson(outcome);
    if (oversize !== undefined) throw new RangeError(oversize.message);
    return outcome;
  }
  if (isJsonArray(value)) return value.map((item) => expand(item, evaluate));
  if (!isJsonObject(value)) return value;
  const copy = emptyJsonObject();
  for (const [key, item] of Object.entries(value)) copy[key] = expand(item, evaluate);
  return copy;
}
