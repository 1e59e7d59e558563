import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  deepEqual,
  ExpressionFailure,
  evaluateExpression,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../../shared/expressions';
import {
  type AliasCatalogue,
  AZURE_SEMANTICS,
  type CompiledPolicyRule,
  catalogueFromProviders,
  checkConstraint,
  compilePolicyRule,
  effectOf,
  PolicyRuleError,
  parseDefinition,
  parsePolicyDefinitionText,
  parsePolicyRuleText,
  RAW_PATHS,
  REGORUS_SEMANTICS,
  type RuleContext,
  readJsonText,
} from '../../../shared/rules';
import { jsonFiles } from '../conformance-directory';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';
import { normalizationCase } from './azure-policy-normalization';

/** A moment for the cases that give none. */
const DEFAULT_NOW = '2026-01-01T00:00:00.0000000Z';
const DEFAULT_CONTEXT: JsonObject = {
  resourceGroup: { name: 'myResourceGroup', location: 'eastus' },
  subscription: { subscriptionId: '00000000-0000-0000-0000-000000000000' },
};

type Case = JsonObject & { readonly id: string };
type CaseFile = JsonObject & { readonly cases: readonly Case[] };
type Verdict = string | undefined;

/** The Azure Policy language by Regorus' cases, with Regorus' reading wherever it differs from Azure's pages. */
export const suite: ConformanceSuite = {
  name: 'azure-policy-language',
  *run(dir) {
    for (const area of ['cases', 'parser', 'functions', 'normalization']) {
      for (const file of jsonFiles(join(dir, area))) {
        const content = readJson(join(dir, area, file)) as CaseFile;
        for (const testCase of content.cases) yield runCase(dir, area, content, testCase);
      }
    }
  },
};

function runCase(dir: string, area: string, file: CaseFile, testCase: Case): CaseResult {
  const { id } = testCase;
  if (area === 'normalization') return { id, area, ...normalizationCase(file, testCase) };
  let reason: Verdict;
  try {
    if (area === 'parser') reason = parserCase(testCase);
    else if (area === 'functions') reason = functionCase(file, testCase);
    else reason = policyCase(dir, file, testCase);
  } catch (error) {
    reason = `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
  return reason === undefined ? { id, area, outcome: 'passed' } : { id, area, outcome: 'failed', reason };
}

function readJson(path: string): JsonValue {
  return JSON.parse(readFileSync(path, 'utf8')) as JsonValue;
}

const show = (value: JsonValue | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value);

// Policies -----------------------------------------------------------------------------------------------------------

const catalogues = new Map<string, AliasCatalogue>();

function catalogueOf(dir: string, name: JsonValue | undefined): AliasCatalogue {
  if (typeof name !== 'string') return RAW_PATHS;
  let catalogue = catalogues.get(name);
  if (catalogue === undefined) {
    catalogue = catalogueFromProviders(readJson(join(dir, 'aliases', name)));
    catalogues.set(name, catalogue);
  }
  return catalogue;
}

interface Policy {
  readonly rule: JsonValue;
  readonly declarations: JsonObject | undefined;
}

function policyOf(file: JsonObject, testCase: Case): Policy {
  const source = ['policy_rule', 'policy_definition', 'policy_rule_text', 'policy_definition_text'].some(
    (key) => testCase[key] !== undefined,
  )
    ? testCase
    : file;
  const { policy_rule: rule, policy_definition: definition } = source;
  if (typeof source['policy_rule_text'] === 'string') {
    return { rule: parsePolicyRuleText(source['policy_rule_text']), declarations: undefined };
  }
  if (typeof source['policy_definition_text'] === 'string' || definition !== undefined) {
    const parts =
      definition === undefined
        ? parsePolicyDefinitionText(String(source['policy_definition_text']))
        : parseDefinition(definition);
    return { rule: parts.policyRule, declarations: parts.parameters };
  }
  return { rule: rule ?? null, declarations: undefined };
}

function policyCase(dir: string, file: CaseFile, testCase: Case): Verdict {
  const wantsRefusal = testCase['want_parse_error'] === true || testCase['want_compile_error'] === true;
  let compiled: CompiledPolicyRule;
  let policy: Policy;
  try {
    policy = policyOf(file, testCase);
    compiled = compilePolicyRule(policy.rule, {
      aliases: catalogueOf(dir, file['aliases']),
      semantics: REGORUS_SEMANTICS,
      ...(policy.declarations === undefined ? {} : { parameters: policy.declarations }),
    });
  } catch (error) {
    if (wantsRefusal && error instanceof PolicyRuleError) return undefined;
    throw error;
  }
  if (wantsRefusal) return 'was accepted, but should be refused';
  const context = contextOf(testCase, policy);
  const outcome = outcomeOf(compiled, context, testCase);
  const wanted = testCase['want_effect'];
  if (testCase['want_undefined'] === true || typeof wanted !== 'string') {
    return outcome === undefined ? undefined : `gave ${outcome}, but should give no effect`;
  }
  if (outcome !== wanted) return `gave ${outcome ?? 'no effect'}, but should give ${wanted}`;
  const details = testCase['want_details'];
  if (details === undefined) return undefined;
  const found = detailsOf(compiled, context, wanted);
  return deepEqual(found, details) ? undefined : `details are ${show(found)}, but should be ${show(details)}`;
}

function outcomeOf(compiled: CompiledPolicyRule, context: RuleContext, testCase: Case): string | undefined {
  const effect = compiled.effect(context.parameters);
  if (effectOf(effect) === 'disabled') return undefined;
  if (!compiled.evaluate(context).hit) return undefined;
  if (compiled.related(context, effect) === undefined) return effect;
  const awaited = testCase['host_await'];
  const responses = isJsonArray(awaited) ? awaited : [];
  const found = responses.flatMap((entry) =>
    isJsonObject(entry) && isJsonObject(entry['response'])
      ? [typed(entry['response'], entry['resource_type'])]
      : [],
  );
  return compiled.existence(context, found).hit ? effect : undefined;
}

function typed(resource: JsonObject, type: JsonValue | undefined): JsonObject {
  return type === undefined || resource['type'] !== undefined ? resource : { ...resource, type };
}

function contextOf(testCase: Case, { declarations = {} }: Policy): RuleContext {
  const given = isJsonObject(testCase['parameters']) ? testCase['parameters'] : {};
  const lower = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const defaults = Object.entries(declarations).flatMap(([name, declaration]) =>
    isJsonObject(declaration) && declaration['defaultValue'] !== undefined && !lower.has(name.toLowerCase())
      ? [[name, declaration['defaultValue']] as const]
      : [],
  );
  const surroundings = isJsonObject(testCase['context']) ? testCase['context'] : DEFAULT_CONTEXT;
  const { utcNow, ...objects } = surroundings;
  const request = testCase['request_context'];
  const apiVersion = testCase['api_version'];
  return {
    resource: isJsonObject(testCase['resource']) ? testCase['resource'] : {},
    parameters: { ...Object.fromEntries(defaults), ...given },
    utcNow: typeof utcNow === 'string' ? utcNow : DEFAULT_NOW,
    ...(typeof apiVersion === 'string' ? { apiVersion } : {}),
    ...(objects as Partial<RuleContext>),
    ...(isJsonObject(request) ? { requestContext: request } : {}),
  };
}

function detailsOf(compiled: CompiledPolicyRule, context: RuleContext, effect: string): JsonValue {
  const operations = compiled.operations(context, effect);
  if (operations !== undefined) {
    const list = operations.operations.map(({ operation, writtenField, value, condition }) => ({
      ...(operations.effect === 'modify' ? { operation } : {}),
      field: writtenField,
      ...(value === undefined ? {} : { value }),
      ...(condition === undefined ? {} : { condition }),
    }));
    if (operations.effect === 'append') return list;
    return {
      ...(operations.roleDefinitionIds.length > 0 ? { roleDefinitionIds: operations.roleDefinitionIds } : {}),
      operations: list,
    };
  }
  const query = compiled.related(context, effect);
  const roles = query?.roleDefinitionIds;
  return { ...(roles ? { roleDefinitionIds: roles } : {}), ...(query ? { type: query.type } : {}) };
}

// Parser -------------------------------------------------------------------------------------------------------------

/** Codes for what parses but is refused later on; the parser cases do not ask for that. */
const AFTER_PARSING = new Set([
  'FunctionNotAllowed',
  'UnknownFunction',
  'WrongArgumentCount',
  'OutsideCount',
  'AliasNotModifiable',
  'InvalidField',
  'UnknownAlias',
  'LimitExceeded',
  'UndeclaredParameter',
  'ParameterTypeMismatch',
]);

function parserCase(testCase: Case): Verdict {
  const wanted = testCase['want_parse_error'] === true;
  let refusal: PolicyRuleError | undefined;
  try {
    parseAtLevel(testCase);
  } catch (error) {
    if (!(error instanceof PolicyRuleError)) throw error;
    if (!AFTER_PARSING.has(error.code)) refusal = error;
  }
  if (wanted === (refusal !== undefined)) return undefined;
  return wanted ? 'was accepted, but should be refused' : `was refused: ${refusal?.message}`;
}

function parseAtLevel(testCase: Case): void {
  const options = { aliases: RAW_PATHS, semantics: REGORUS_SEMANTICS };
  if (testCase['parse_level'] !== 'constraint') {
    const { rule, declarations } = policyOf(testCase, testCase);
    compilePolicyRule(rule, {
      ...options,
      ...(declarations === undefined ? {} : { parameters: declarations }),
    });
    return;
  }
  const text = testCase['policy_rule_text'];
  const rule = typeof text === 'string' ? readJsonText(text) : (testCase['policy_rule'] ?? null);
  const constraint = isJsonObject(rule) && rule['if'] !== undefined ? rule['if'] : rule;
  checkConstraint(constraint);
  compilePolicyRule(ruleOf(constraint, { effect: 'audit' }), options);
}

/** A rule; built from entries since linters take an object literal with "then" for a promise. */
function ruleOf(condition: JsonValue, consequence: JsonObject): JsonObject {
  return Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ]);
}

// Functions ----------------------------------------------------------------------------------------------------------

function functionCase(file: JsonObject, testCase: Case): Verdict {
  const args = isJsonArray(testCase['args']) ? testCase['args'] : [];
  let value: JsonValue | undefined;
  try {
    value = callFunction(String(file['function']), args);
  } catch (error) {
    const expected = testCase['want_undefined'] === true || testCase['want_error'] !== undefined;
    if (expected) return undefined;
    throw error;
  }
  if (testCase['want_undefined'] === true)
    return value === undefined ? undefined : `gave ${show(value)}, not nothing`;
  if (testCase['want_error'] !== undefined) return `gave ${show(value)}, but should fail`;
  const wanted = testCase['want'] as JsonValue;
  return value !== undefined && deepEqual(value, wanted)
    ? undefined
    : `gave ${show(value)}, not ${show(wanted)}`;
}

function callFunction(name: string, args: readonly JsonValue[]): JsonValue | undefined {
  if (name === 'field') return fieldCall(args[0] as JsonValue, args[1] as JsonValue);
  if (name === 'parameters') {
    const [values, defaults, parameter] = args as [JsonObject, JsonObject, JsonValue];
    return call('parameters', [parameter], { ...(defaults ?? {}), ...(values ?? {}) });
  }
  return call(name, args, {});
}

function call(name: string, args: readonly JsonValue[], parameters: JsonObject): JsonValue {
  const values = Object.fromEntries(args.map((value, index) => [`argument ${index}`, value]));
  const list = args.map((_, index) => `parameters('argument ${index}')`).join(', ');
  return evaluateExpression(`[${name}(${list})]`, {
    parameters: { ...parameters, ...values },
    semantics: REGORUS_SEMANTICS,
    utcNow: DEFAULT_NOW,
  });
}

/**
 * A field's value. A missing one reads differently by the two semantics, which tells it from one that is null or empty;
 * it fails.
 */
function fieldCall(resource: JsonValue, path: JsonValue): JsonValue | undefined {
  const [byAzure, byRegorus] = [AZURE_SEMANTICS, REGORUS_SEMANTICS].map((semantics) => {
    const rule = ruleOf(
      { value: 1, equals: 1 },
      { effect: 'audit', details: { value: "[field(parameters('path'))]" } },
    );
    const compiled = compilePolicyRule(rule, { aliases: RAW_PATHS, semantics });
    const details = compiled.details({
      resource: isJsonObject(resource) ? resource : {},
      parameters: { path },
      utcNow: DEFAULT_NOW,
    });
    return isJsonObject(details) ? details['value'] : undefined;
  });
  if (byAzure !== byRegorus && (byAzure === '' || byAzure === undefined)) {
    throw new ExpressionFailure('MissingProperty', 'there is no such field');
  }
  return byRegorus;
}
