import { emptyJsonObject, isJsonObject, type JsonObject, ownProperty } from './json';
import { type Parsed, problemOf } from './problem';

/**
 * The values of `{ name: { "value": … } }`, the form in which assignments and initiative members carry parameters, as
 * `{ name: value }`. A null value counts as not given. A value given without its `{ "value": … }` is a problem.
 */
export function parameterValues(parameters: JsonObject): Parsed<JsonObject> {
  const values = emptyJsonObject();
  const seen = new Set<string>();
  for (const [name, given] of Object.entries(parameters)) {
    if (!isJsonObject(given)) {
      return {
        problem: problemOf('InvalidProperty', undefined, `parameters.${name}`, 'an object with a value'),
      };
    }
    if (seen.has(name.toLowerCase())) return { problem: problemOf('DuplicateParameter', undefined, name) };
    seen.add(name.toLowerCase());
    const value = ownProperty(given, 'value');
    if (value !== undefined && value !== null) values[name] = value;
  }
  return { value: values };
}
