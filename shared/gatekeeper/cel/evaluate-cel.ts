import { Buffer } from 'node:buffer';
import { asObject, type JsonObject, ownValue } from '../json';
import type { ProgramInput, ProgramOutcome, ProgramResult } from '../template/template-program';
import type { CelExpression, CelScope, CelTicker } from './cel-expression';
import type { CelProgramParts, CelValidation } from './cel-program-parts';
import { CelError } from './language/cel-value';
import { toCelValue } from './to-cel-value';

/** Cost that one evaluation may have when its budget does not say otherwise; Kubernetes' figure. */
const defaultSteps = 1_000_000;
/** Longest message that an expression may make, in bytes of UTF-8. */
const maxMessageLength = 5_120;
/** Steps between two looks at the clock. */
const stepsPerClockLook = 1_024;

/** An evaluation that used up its budget; no result of it is to be trusted. */
class CelBudgetError extends Error {
  override readonly name = 'CelBudgetError';
}

/** Reviews are judged by many constraints: what CEL sees of one is made once. */
const scopes = new WeakMap<
  JsonObject,
  { readonly roots: Record<string, unknown>; readonly anyObject: unknown }
>();

/**
 * Runs a CEL template on one review: match conditions, then all validations. Errors of expressions are violations
 * under the failure policy Fail, and nothing under Ignore; a spent budget is an `error`.
 */
export function evaluateCel(parts: CelProgramParts, input: ProgramInput): ProgramOutcome {
  const budget = createTicker(input);
  try {
    const scope = createScope(parts, input, budget.tick);
    const results: ProgramResult[] = [];
    const errors = judgeConditions(parts, scope, budget.tick);
    budget.throwIfSpent();
    if (errors === undefined) return { results };
    if (errors.length > 0) {
      const message = errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`;
      return { results: parts.failurePolicy === 'Fail' ? [{ message, details: {} }] : [] };
    }
    for (const validation of parts.validations) {
      const message = judge(validation, parts, scope, budget.tick);
      budget.throwIfSpent();
      if (message !== undefined) results.push({ message, details: {} });
    }
    return { results };
  } catch (error) {
    if (error instanceof CelBudgetError)
      return { error: { code: 'budget_exceeded', message: error.message } };
    return { error: { code: 'engine_failed', message: messageOf(error) } };
  }
}

/** Undefined when a condition is false, which beats errors; otherwise the errors. */
function judgeConditions(parts: CelProgramParts, scope: CelScope, tick: CelTicker): string[] | undefined {
  const errors: string[] = [];
  for (const { text, expression } of parts.matchConditions) {
    try {
      if (expression.evaluate(scope, tick) !== true) return undefined;
    } catch (error) {
      errors.push(failure(text, error));
    }
  }
  return errors;
}

function judge(
  validation: CelValidation,
  parts: CelProgramParts,
  scope: CelScope,
  tick: CelTicker,
): string | undefined {
  try {
    return validation.expression.evaluate(scope, tick) === true
      ? undefined
      : failureMessage(validation, scope, tick);
  } catch (error) {
    return parts.failurePolicy === 'Fail' ? failure(validation.text, error) : undefined;
  }
}

function failure(text: string, error: unknown): string {
  return `expression '${text}' resulted in error: ${messageOf(error)}`;
}

function failureMessage(validation: CelValidation, scope: CelScope, tick: CelTicker): string {
  const made = madeMessage(validation.messageExpression, scope, tick);
  if (made !== undefined && made !== '') return made;
  const written = validation.message.trim();
  return written === '' ? `failed expression: ${validation.text}` : written;
}

function madeMessage(
  expression: CelExpression | undefined,
  scope: CelScope,
  tick: CelTicker,
): string | undefined {
  if (expression === undefined) return undefined;
  try {
    const made = expression.evaluate(scope, tick);
    const text = typeof made === 'string' ? made.trim() : '';
    return Buffer.byteLength(text) > maxMessageLength || text.includes('\n') ? undefined : text;
  } catch {
    return undefined;
  }
}

function createScope(parts: CelProgramParts, input: ProgramInput, tick: CelTicker): CelScope {
  const { roots, anyObject } = rootsOf(input.review);
  const { params, parameters } = parametersOf(input);
  const variables: Record<string, unknown> = Object.create(Object.prototype);
  define(variables, 'anyObject', () => anyObject);
  define(variables, 'params', () => parameters);
  const scope = { ...roots, variables };
  const inVariables = { ...scope, params };
  for (const { name, expression } of parts.variables)
    define(
      variables,
      name,
      once(() => evaluateVariable(name, expression, inVariables, tick)),
    );
  return scope;
}

function evaluateVariable(
  name: string,
  expression: CelExpression,
  scope: CelScope,
  tick: CelTicker,
): unknown {
  try {
    return expression.evaluate(scope, tick);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    throw new CelError(`composited variable "${name}" fails to evaluate: ${error.message}`);
  }
}

interface CelParameters {
  /** The constraint, with defaulted parameters. */
  readonly params: unknown;
  readonly parameters: unknown;
}

/** What CEL sees of a constraint is made once, too. */
const constraints = new WeakMap<JsonObject, CelParameters>();

function parametersOf({ constraint, parameters }: ProgramInput): CelParameters {
  const known = constraints.get(constraint);
  if (known !== undefined) return known;
  const spec = { ...asObject(ownValue(constraint, 'spec')), ...(parameters && { parameters }) };
  const made = {
    params: toCelValue({ ...constraint, spec }),
    parameters: parameters === undefined ? null : toCelValue(parameters),
  };
  constraints.set(constraint, made);
  return made;
}

function rootsOf(review: JsonObject): {
  readonly roots: Record<string, unknown>;
  readonly anyObject: unknown;
} {
  const known = scopes.get(review);
  if (known !== undefined) return known;
  const deleted = ownValue(review, 'operation') === 'DELETE';
  const object = deleted ? null : toCelValue(ownValue(review, 'object') ?? null);
  const oldObject = toCelValue(ownValue(review, 'oldObject') ?? null);
  const { object: _object, oldObject: _oldObject, uid: _uid, namespaceObject, ...request } = review;
  const namespace = asObject(namespaceObject);
  const made = {
    roots: {
      object,
      oldObject,
      request: toCelValue({
        ...request,
        requestKind: ownValue(request, 'requestKind') ?? ownValue(request, 'kind') ?? null,
        requestResource: ownValue(request, 'requestResource') ?? ownValue(request, 'resource') ?? null,
        dryRun: ownValue(request, 'dryRun') ?? false,
      }),
      namespaceObject:
        namespace === undefined || Object.keys(namespace).length === 0 ? null : toCelValue(namespace),
    },
    anyObject: deleted ? oldObject : object,
  };
  scopes.set(review, made);
  return made;
}

function define(target: Record<string, unknown>, name: string, get: () => unknown): void {
  Object.defineProperty(target, name, { get, enumerable: true, configurable: true });
}

/** Evaluates at most once; a failure is remembered and thrown again. */
function once(make: () => unknown): () => unknown {
  let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
  return () => {
    if (outcome === undefined) {
      try {
        outcome = { value: make() };
      } catch (error) {
        outcome = { error };
      }
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
}

function createTicker({ budget }: ProgramInput): {
  readonly tick: CelTicker;
  readonly throwIfSpent: () => void;
} {
  const steps = budget?.steps ?? defaultSteps;
  const milliseconds = budget?.milliseconds;
  const deadline = milliseconds === undefined ? undefined : performance.now() + milliseconds;
  let used = 0;
  let ticks = 0;
  let spent: CelBudgetError | undefined;
  const throwIfSpent = (): void => {
    if (spent !== undefined) throw spent;
  };
  return {
    throwIfSpent,
    tick(cost) {
      used += cost;
      ticks += 1;
      if (used > steps) spent ??= new CelBudgetError(`the CEL template used up the budget of ${steps} steps`);
      if (deadline !== undefined && ticks % stepsPerClockLook === 0 && performance.now() > deadline) {
        spent ??= new CelBudgetError(`the CEL template used up the budget of ${milliseconds} ms`);
      }
      throwIfSpent();
    },
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
