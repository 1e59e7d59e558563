import { ExpressionFailure } from '../expressions';
import { PolicyRuleError } from './errors';
import { PolicyEvaluationError } from './policy-evaluation-error';

/** What a failed evaluation reports. */
export interface EvaluationFailure {
  readonly code: string;
  readonly message: string;
}

/** Turns what evaluation may throw into a value; rethrows anything else, which is a bug. */
export function failureOf(error: unknown): EvaluationFailure {
  if (
    error instanceof ExpressionFailure ||
    error instanceof PolicyRuleError ||
    error instanceof PolicyEvaluationError
  ) {
    return { code: error.code, message: error.message };
  }
  // A resource may nest as deeply as its sender likes; the stack is the last limit that it meets.
  if (error instanceof RangeError && /call stack|string length/i.test(error.message)) {
    return { code: 'TooLarge', message: 'The resource is too large or nests too deeply to be evaluated.' };
  }
  throw error;
}

/** Runs a part of the evaluation whose failure is a PolicyEvaluationError with the path of that part. */
export function withPath<Value>(path: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof PolicyEvaluationError) throw error;
    const { code, message } = failureOf(error);
    throw new PolicyEvaluationError(code, path, message);
  }
}
