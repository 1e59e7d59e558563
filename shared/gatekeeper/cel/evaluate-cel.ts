import { asObject, type JsonObject, ownValue } from '../json';
import type { ProgramInput, ProgramOutcome, ProgramResult } from '../template/template-program';
import type { CelExpression, CelScope, CelTicker } from './cel-expression';
import type { CelProgramParts, CelValidation } from './cel-program-parts';
import { toCelValue } from './to-cel-value';

/** Loop passes that one evaluation may take when its budget does not say otherwise; Kubernetes' figure. */
const defaultSteps = 1_000_000;
/** Longest message that an expression may make, in UTF-16 units. */
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
      return { results: parts.failurePolicy === 'Fail' ? [{ message: errors.join('; '), details: {} }] : [] };
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
  for (const { name, expression } of parts.matchConditions) {
    try {
      if (expression(scope, tick) !== true) return undefined;
    } catch (error) {
      errors.push(`match condition "${name}": ${messageOf(error)}`);
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
    return validation.expression(scope, tick) === true ? undefined : failureMessage(validation, scope, tick);
  } catch (error) {
    const text = `expression '${validation.text}' resulted in error: ${messageOf(error)}`;
    return parts.failurePolicy === 'Fail' ? text : undefined;
  }
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
    const made = expression(scope, tick);
    if (typeof made !== 'string' || made.length > maxMessageLength || made.trim().includes('\n'))
      return undefined;
    return made.trim();
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
      once(() => expression(inVariables, tick)),
    );
  return scope;
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
  const { object: _object, oldObject: _oldObject, namespaceObject, ...request } = review;
  const namespace = asObject(namespaceObject);
  const made = {
    roots: {
      object,
      oldObject,
      request: toCelValue(request),
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
  let spent: CelBudgetError | undefined;
  const throwIfSpent = (): void => {
    if (spent !== undefined) throw spent;
  };
  return {
    throwIfSpent,
    tick() {
      used += 1;
      if (used > steps) spent ??= new CelBudgetError(`the CEL template used up the budget of ${steps} steps`);
      if (deadline !== undefined && used % stepsPerClockLook === 0 && performance.now() > deadline) {
        spent ??= new CelBudgetError(`the CEL template used up the budget of ${milliseconds} ms`);
      }
      throwIfSpent();
    },
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
