import { type CompiledExpression, compileExpression } from './compile-expression';
import { compileTemplate } from './compile-template';
import { ExpressionFailure } from './errors';
import type { CallResolver, ExpressionRun } from './evaluator';
import type { JsonObject, JsonValue } from './json-value';
import { readProperty } from './read-property';
import { AZURE_EXPRESSION_SEMANTICS, type ExpressionSemantics } from './semantics';
import { createSpend, type ExpressionBudget } from './steps';

/** A function that the host provides; it gets its evaluated arguments. Throw ExpressionFailure for a failure. */
export type HostFunction = (args: readonly JsonValue[]) => JsonValue;

/** The surroundings of an expression outside policy rules: deployment templates, initiative bindings. */
export interface ExpressionScope {
  /** Values that `parameters('name')` reads, names without regard to case. */
  readonly parameters?: JsonObject;
  /** Values that `variables('name')` reads. */
  readonly variables?: JsonObject | ((name: string) => JsonValue | undefined);
  /** The moment `utcNow()` tells, as ISO 8601 text. */
  readonly utcNow?: string;
  /** Further functions by lower-case name (`reference`, `resourceid`, …); they go before the table's. */
  readonly functions?: ReadonlyMap<string, HostFunction>;
  readonly semantics?: ExpressionSemantics;
  readonly budget?: ExpressionBudget;
}

interface ScopedRun extends ExpressionRun {
  readonly scope: ExpressionScope;
}

/** Most expressions whose compiled form is kept; a full cache starts anew. */
const MAX_CACHED = 2_000;
const cache = new Map<string, CompiledExpression<ScopedRun>>();

/**
 * Evaluates a text of the template language: a whole "[…]" expression, or a literal ("[[" loses one bracket).
 * Throws ExpressionSyntaxError for what cannot be compiled and ExpressionFailure for what has no value in this scope.
 */
export function evaluateExpression(text: string, scope: ExpressionScope): JsonValue {
  let compiled = cache.get(text);
  if (compiled === undefined) {
    compiled = compileExpression(text, resolveScopeCall);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(text, compiled);
  }
  return compiled.evaluate(runOf(scope));
}

/** Evaluates every text within a JSON value; see evaluateExpression. The value itself is never changed. */
export function evaluateTemplate(value: JsonValue, scope: ExpressionScope): JsonValue {
  return compileTemplate(value, resolveScopeCall).evaluate(runOf(scope));
}

function runOf(scope: ExpressionScope): ScopedRun {
  return {
    scope,
    semantics: scope.semantics ?? AZURE_EXPRESSION_SEMANTICS,
    utcNow: scope.utcNow,
    spend: createSpend(scope.budget),
  };
}

const resolveScopeCall: CallResolver<ScopedRun> = (call, { compile }) => {
  const name = call.name.toLowerCase();
  const args = call.arguments;
  if (name === 'parameters' || name === 'variables') {
    const [nameOf] = args.map(compile);
    if (nameOf === undefined || args.length !== 1) return undefined;
    return (run) => readNamed(run.scope, name, nameOf(run));
  }
  if (!isHostFunctionName(name)) return undefined;
  const compiled = args.map(compile);
  return (run) => {
    const host = run.scope.functions?.get(name);
    if (host === undefined) {
      throw new ExpressionFailure(
        'NotAvailable',
        `${call.name}() is not available here; the host provides none.`,
      );
    }
    run.spend(1);
    return host(compiled.map((argument) => argument(run)));
  };
};

function readNamed(scope: ExpressionScope, kind: 'parameters' | 'variables', name: JsonValue): JsonValue {
  if (typeof name !== 'string') throw new ExpressionFailure('InvalidArgument', `${kind}() needs a name.`);
  const source = kind === 'parameters' ? scope.parameters : scope.variables;
  const value = typeof source === 'function' ? source(name) : readProperty(source, name);
  if (value !== undefined) return value;
  throw new ExpressionFailure(
    'MissingParameter',
    `${kind}('${name}') has no value; ${kind === 'parameters' ? 'pass one or give the parameter a default' : 'define the variable'}.`,
  );
}

/** Functions whose values only a host knows. A dotted name is a function that a template defines itself. */
export const HOST_FUNCTION_NAMES: readonly string[] = [
  'copyIndex',
  'deployer',
  'deployment',
  'environment',
  'extensionResourceId',
  'listAccountSas',
  'listKeys',
  'listSecrets',
  'managementGroup',
  'managementGroupResourceId',
  'newGuid',
  'pickZones',
  'providers',
  'reference',
  'references',
  'resourceGroup',
  'resourceId',
  'subscription',
  'subscriptionResourceId',
  'tenant',
  'tenantResourceId',
];
const HOST_NAMES = new Set(HOST_FUNCTION_NAMES.map((name) => name.toLowerCase()));

function isHostFunctionName(name: string): boolean {
  return HOST_NAMES.has(name) || name.startsWith('list') || name.includes('.');
}
