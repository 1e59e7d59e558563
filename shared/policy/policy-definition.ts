import { contentHash } from './canonical-json';
import type { JsonObject, JsonValue } from './json';
import { isJsonObject, ownProperty } from './json';
import { parseMode } from './mode';
import { type ParameterDeclarations, readDeclarations } from './parameter-declaration';
import { type Parsed, problemOf } from './problem';
import { readCommonProperties } from './read-common-properties';
import { openEnvelope, parsing, propertyReader, refuse } from './read-object';
import type { PolicyVersion } from './version';

/** A policy definition, read and checked as far as the resource model goes; the rule itself is for the engines. */
export interface PolicyDefinition {
  /** As given; a version at its end is taken off. */
  readonly id: string;
  /** Lower-cased twin of the id. */
  readonly key: string;
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly policyType: string;
  /** Canonical spelling where the mode is evaluated here, otherwise as written; `Indexed` when absent. */
  readonly mode: string;
  readonly metadata: JsonObject;
  readonly category?: string;
  readonly version: PolicyVersion;
  /** Raw parameter declarations, as the compilers of rules take them. */
  readonly parameters: JsonObject;
  readonly declarations: ParameterDeclarations;
  readonly policyRule: JsonObject;
  /** Hash of mode, rule and parameter declarations: equal hashes compile to the same policy. */
  readonly ruleHash: string;
}

/**
 * Reads a policy definition from raw ARM JSON (properties under `properties`, or flattened as SDK clients do).
 * A malformed one comes back as the problem, with what to correct.
 */
export function parsePolicyDefinition(raw: JsonValue): Parsed<PolicyDefinition> {
  return parsing(() => readPolicyDefinition(raw));
}

function readPolicyDefinition(raw: JsonValue): PolicyDefinition {
  const { id, name, properties } = openEnvelope(raw, 'policydefinitions');
  const reader = propertyReader(id.id, properties, '');
  const policyRule = reader.object('policyRule');
  if (policyRule === undefined) refuse(problemOf('InvalidPolicyRule', id.id, 'policyRule', 'an object'));
  checkRuleShape(id.id, policyRule);
  const parameters = reader.object('parameters') ?? {};
  const { declarations, problems } = readDeclarations(parameters);
  if (problems[0] !== undefined) refuse({ ...problems[0], target: id.id });
  const written = reader.text('mode') ?? 'Indexed';
  const mode = parseMode(written) ?? written;
  return {
    id: id.id,
    key: id.key,
    name,
    ...readCommonProperties(reader),
    mode,
    parameters,
    declarations,
    policyRule,
    ruleHash: contentHash({ mode, policyRule, parameters }),
  };
}

function checkRuleShape(id: string, rule: JsonObject): void {
  if (!isJsonObject(ownProperty(rule, 'if'))) {
    refuse(problemOf('InvalidPolicyRule', id, 'if', 'an object: a condition or allOf, anyOf, not'));
  }
  const then = ownProperty(rule, 'then');
  if (!isJsonObject(then)) refuse(problemOf('InvalidPolicyRule', id, 'then', 'an object with an effect'));
  if (typeof ownProperty(then, 'effect') !== 'string') {
    refuse(problemOf('InvalidPolicyRule', id, 'then.effect', 'the name of an effect, or an expression'));
  }
}
