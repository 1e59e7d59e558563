import { RegoBudgetError, RegoEvaluationError } from '../errors';
import { builtinError, currentSession } from '../runtime/session';
import type { RegoValue } from '../values/value';
import type { BuiltinFunction } from './builtin';

/** What a builtin's helpers throw when there is no answer; `operand` is set where an operand's content is wrong. */
export class BuiltinFailure extends Error {
  readonly operand: number | undefined;

  constructor(message: string, operand?: number) {
    super(message);
    this.name = 'BuiltinFailure';
    this.operand = operand;
  }
}

/** Makes a builtin of a function that throws: whatever it throws becomes a builtin's error, with OPA's code. */
export function failable(
  name: string,
  work: (...args: RegoValue[]) => RegoValue | undefined,
): BuiltinFunction {
  return (...args) => {
    try {
      return work(...args);
    } catch (error) {
      if (error instanceof RegoBudgetError || error instanceof RegoEvaluationError) throw error;
      if (error instanceof BuiltinFailure && error.operand !== undefined)
        return operandFailure(name, error.operand, error.message);
      return builtinError(name, (error as Error).message);
    }
  };
}

/** An operand that has the right type and the wrong content: undefined, or a type error under strict errors. */
export function operandFailure(name: string, operand: number, message: string): undefined {
  return typeFailure(name, `operand ${operand} ${message}`);
}

/** As a builtin's error, with the code for operands that do not fit. */
export function typeFailure(name: string, message: string): undefined {
  const { strict, site } = currentSession();
  if (!strict) return undefined;
  throw new RegoEvaluationError('eval_type_error', `${name}: ${message}`, undefined, site);
}

/** The operand's text. Throws when it is none. */
export function textOperand(value: RegoValue | undefined, operand: number, got: string): string {
  if (typeof value === 'string') return value;
  throw new BuiltinFailure(`must be string but got ${got}`, operand);
}
