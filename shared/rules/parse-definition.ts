import { isJsonObject, type JsonObject, type JsonValue } from '../expressions';
import { PolicyRuleError } from './errors';
import { keyedObject } from './object-keys';
import { parseConstraint } from './parse-constraint';
import { parseRule } from './parse-rule';
import { readJsonText } from './read-json-text';

/** The parts of a policy definition that its rule depends on, as they stand in it. */
export interface DefinitionParts {
  readonly mode: string | undefined;
  readonly parameters: JsonObject;
  readonly policyRule: JsonValue;
}

/** Members that a definition has once, be it beside `properties` or within. */
const DEFINITION_KEYS = [
  'displayname',
  'description',
  'policytype',
  'mode',
  'metadata',
  'parameters',
  'policyrule',
];

/**
 * Finds mode, parameter declarations and rule in a definition: whole (`{"id", "properties": {…}}`) or its properties
 * alone. Names given twice, in whatever letter case, and a malformed rule are refused with PolicyRuleError.
 */
export function parseDefinition(definition: JsonValue): DefinitionParts {
  const outer = keyedObject(definition, '');
  const properties = outer.get('properties');
  const wrapped = isJsonObject(properties?.value) ? properties : undefined;
  const inner = wrapped === undefined ? outer : keyedObject(wrapped.value, wrapped.key);
  const prefix = wrapped === undefined ? '' : `${wrapped.key}.`;
  if (wrapped !== undefined) {
    for (const key of DEFINITION_KEYS) {
      const twice = outer.get(key);
      if (twice !== undefined && inner.has(key)) {
        throw new PolicyRuleError(
          'DuplicateKey',
          twice.key,
          `"${twice.key}" stands both beside and within "${wrapped.key}".`,
          'Keep the one within.',
        );
      }
    }
  }
  const rule = inner.get('policyrule');
  if (rule === undefined) {
    throw new PolicyRuleError('MissingKey', prefix, 'The definition has no "policyRule".', 'Add one.');
  }
  const parameters = inner.get('parameters');
  const hasParameters = parameters !== undefined && parameters.value !== null;
  if (hasParameters) {
    const path = `${prefix}${parameters.key}`;
    for (const { key, value } of keyedObject(parameters.value, path).values())
      keyedObject(value, `${path}.${key}`);
  }
  const mode = inner.get('mode')?.value;
  parseRule(rule.value);
  return {
    mode: typeof mode === 'string' ? mode : undefined,
    parameters: hasParameters ? (parameters.value as JsonObject) : {},
    policyRule: rule.value,
  };
}

/** Reads the text of a definition, refusing names given twice; see parseDefinition. */
export function parsePolicyDefinitionText(text: string): DefinitionParts {
  return parseDefinition(readJsonText(text));
}

/** Reads the text of a policy rule (`{"if", "then"}`), refusing names given twice. Yields the rule, checked. */
export function parsePolicyRuleText(text: string): JsonValue {
  const rule = readJsonText(text);
  parseRule(rule);
  return rule;
}

/** Checks an `if` alone. Throws PolicyRuleError. */
export function checkConstraint(constraint: JsonValue): void {
  parseConstraint(constraint, 'if');
}
