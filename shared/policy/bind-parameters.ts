import { canonicalJson } from './canonical-json';
import { checkSchema } from './check-schema';
import { parseIsoTime } from './iso-time';
import { emptyJsonObject, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json';
import type { ParameterDeclaration, ParameterDeclarations, ParameterType } from './parameter-declaration';
import { type PolicyProblem, problemOf } from './problem';

/** Effective values by declared name, and what is wrong with the given ones. */
export interface BoundParameters {
  readonly parameters: JsonObject;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Brings given values and declared defaults together. Names are compared without regard to case; allowed values with
 * regard to it, for an array element by element; a value that is given is checked against type and schema. A value
 * that does not fit is reported and still bound, so that an evaluation which tolerates it can go on; unknown names are
 * reported and left out. Each problem's target is the parameter's name.
 */
export function bindParameters(declarations: ParameterDeclarations, values: JsonObject): BoundParameters {
  const problems: PolicyProblem[] = [];
  const given = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(values)) {
    if (!declarations.has(name.toLowerCase())) {
      problems.push(problemOf('ParameterUnknown', name, name, knownNames(declarations)));
    } else if (given.has(name.toLowerCase())) {
      problems.push(problemOf('DuplicateParameter', name, name));
    } else if (value !== null) {
      given.set(name.toLowerCase(), value);
    }
  }
  const parameters = emptyJsonObject();
  for (const [key, declaration] of declarations) {
    const value = given.get(key);
    if (value !== undefined) {
      parameters[declaration.name] = value;
      const problem = checkParameterValue(declaration, value);
      if (problem !== undefined) problems.push(problem);
    } else if (declaration.defaultValue !== undefined) {
      parameters[declaration.name] = declaration.defaultValue;
    } else {
      problems.push(problemOf('ParameterMissing', declaration.name, declaration.name));
    }
  }
  return { parameters, problems };
}

/** What is wrong with one value for one parameter: type, allowed values, schema; undefined when it fits. */
export function checkParameterValue(
  declaration: ParameterDeclaration,
  value: JsonValue,
): PolicyProblem | undefined {
  const { name, type } = declaration;
  if (!typeChecks[type](value))
    return problemOf('ParameterType', name, name, typeWords[type], describe(value));
  const { allowedValues, schema } = declaration;
  if (allowedValues !== undefined && allowedValues.length > 0) {
    const refused = firstRefused(type, allowedValues, value);
    if (refused !== undefined) {
      const allowed = allowedValues.map((item) => JSON.stringify(item)).join(', ');
      return problemOf('ParameterNotAllowed', name, name, JSON.stringify(refused), allowed);
    }
  }
  if (type === 'Object' && schema !== undefined) {
    const violation = checkSchema(schema, value);
    if (violation !== undefined) {
      return problemOf('ParameterSchema', name, name, violation.path, violation.expected);
    }
  }
  return undefined;
}

const typeChecks: Readonly<Record<ParameterType, (value: JsonValue) => boolean>> = {
  String: (value) => typeof value === 'string',
  Array: (value) => isJsonArray(value),
  Object: (value) => isJsonObject(value),
  Boolean: (value) => typeof value === 'boolean',
  Integer: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
  DateTime: (value) => typeof value === 'string' && parseIsoTime(value) !== undefined,
};

const typeWords: Readonly<Record<ParameterType, string>> = {
  String: 'String',
  Array: 'Array',
  Object: 'Object',
  Boolean: 'Boolean',
  Integer: 'Integer',
  Float: 'Float',
  DateTime: 'DateTime (such as 2030-01-31T00:00:00.0000000Z)',
};

/** An array is allowed when each element is, or when the array as a whole stands in the list. */
function firstRefused(
  type: ParameterType,
  allowedValues: readonly JsonValue[],
  value: JsonValue,
): JsonValue | undefined {
  const allowed = new Set(allowedValues.map(canonicalJson));
  if (allowed.has(canonicalJson(value))) return undefined;
  if (type !== 'Array' || !isJsonArray(value)) return value;
  return value.find((element) => !allowed.has(canonicalJson(element)));
}

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'an array';
  if (isJsonObject(value)) return 'an object';
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

function knownNames(declarations: ParameterDeclarations): string {
  return [...declarations.values()].map((declaration) => declaration.name).join(', ');
}
