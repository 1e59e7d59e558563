import { isJsonObject, type JsonValue } from '../../shared/policy/index';
import { ArmError } from './arm-error';

const typeChecks = new Map<string, (value: JsonValue) => boolean>([
  ['string', (value) => typeof value === 'string'],
  ['array', Array.isArray],
  ['object', isJsonObject],
  ['boolean', (value) => typeof value === 'boolean'],
  ['integer', Number.isInteger],
  ['float', (value) => typeof value === 'number'],
  ['datetime', (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))],
]);

/** Throws ArmError `InvalidPolicyParameters` unless these are the parameters of a definition or initiative. */
export function checkParameterDeclarations(declared: JsonValue | undefined): void {
  if (declared === undefined || declared === null) return;
  if (!isJsonObject(declared))
    throw new ArmError(400, 'InvalidPolicyParameters', "The policy's 'parameters' must be an object.");
  for (const [name, declaration] of Object.entries(declared)) {
    const type = isJsonObject(declaration) ? declaration['type'] : undefined;
    if (typeof type !== 'string' || !typeChecks.has(type.toLowerCase()))
      throw new ArmError(
        400,
        'InvalidPolicyParameters',
        `The type of the parameter '${name}' must be String, Array, Object, Boolean, Integer, Float or DateTime.`,
      );
  }
}

/**
 * Throws ArmError unless the values of an assignment fit the parameters of its definition: none unknown, none missing
 * that has no default, each of its type and among its allowed values (compared with their letters, as Azure does).
 */
export function checkParameterValues(
  declared: JsonValue | undefined,
  given: JsonValue | undefined,
  assignment: string,
  definition: string,
): void {
  const declarations = new Map(
    Object.entries(isJsonObject(declared) ? declared : {}).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const values = new Map(
    Object.entries(isJsonObject(given) ? given : {}).map(([name, value]) => [
      name.toLowerCase(),
      { name, value },
    ]),
  );
  const unknown = [...values].filter(([key]) => !declarations.has(key)).map(([, { name }]) => name);
  if (unknown.length > 0)
    throw new ArmError(
      400,
      'UndefinedPolicyParameter',
      `The policy assignment '${assignment}' has the parameter(s) '${unknown.join(',')}', which the policy definition '${definition}' does not define.`,
    );
  const missing = Object.entries(isJsonObject(declared) ? declared : {})
    .filter(([name, declaration]) => !hasDefault(declaration) && !values.has(name.toLowerCase()))
    .map(([name]) => name);
  if (missing.length > 0)
    throw new ArmError(
      400,
      'MissingPolicyParameter',
      `The policy assignment '${assignment}' is missing the parameter(s) '${missing.join(',')}' as defined in the policy definition '${definition}'.`,
    );
  for (const [key, { name, value }] of values) checkValue(name, value, declarations.get(key));
}

function checkValue(name: string, given: JsonValue, declaration: JsonValue | undefined): void {
  if (!isJsonObject(given) || given['value'] === undefined)
    throw new ArmError(
      400,
      'InvalidPolicyParameters',
      `The parameter '${name}' must have the form { "value": … }.`,
    );
  const { value } = given;
  if (!isJsonObject(declaration) || isExpression(value)) return;
  const type = String(declaration['type']).toLowerCase();
  if (typeChecks.get(type)?.(value) === false)
    throw new ArmError(
      400,
      'InvalidPolicyParameterType',
      `The value of the parameter '${name}' must be of the type ${String(declaration['type'])}.`,
    );
  const allowed = declaration['allowedValues'];
  if (!Array.isArray(allowed)) return;
  const texts = new Set((allowed as JsonValue[]).map((each) => JSON.stringify(each)));
  const chosen = type === 'array' && Array.isArray(value) ? (value as JsonValue[]) : [value];
  const wrong = chosen.find((each) => !texts.has(JSON.stringify(each)));
  if (wrong !== undefined)
    throw new ArmError(
      400,
      'PolicyParameterValueNotAllowed',
      `The value '${typeof wrong === 'string' ? wrong : JSON.stringify(wrong)}' of the parameter '${name}' is not allowed. Allowed: '${[...texts].join(', ')}'.`,
    );
}

const hasDefault = (declaration: JsonValue): boolean =>
  isJsonObject(declaration) && declaration['defaultValue'] !== undefined;

const isExpression = (value: JsonValue): boolean =>
  typeof value === 'string' && value.startsWith('[') && !value.startsWith('[[');
