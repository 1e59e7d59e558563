import type { Budget } from './runtime/session';
import type { JsonValue, RegoValue } from './values/value';

export interface EvaluateOptions {
  /** The document `input`; left out, `input` is undefined. Never copied or changed. */
  readonly input?: JsonValue | RegoValue;
  /** Base documents, in place of those given to `compile`. Never copied or changed. */
  readonly data?: JsonValue | RegoValue;
  /** `input` or `data` hold sets or other values that JSON has not, as `parseRegoValue` gives them. */
  readonly regoValues?: boolean;
  readonly budget?: Budget;
  /** The first error of a builtin ends the evaluation, instead of making its expression undefined. */
  readonly strictBuiltinErrors?: boolean;
  /** What `time.now_ns` answers, in nanoseconds since 1970. Without it the policy has no clock. */
  readonly nowNanoseconds?: bigint | number;
  /** Milliseconds of a steady clock, for `budget.milliseconds`; default `performance.now`. */
  readonly clock?: () => number;
}

export type Evaluation = { readonly defined: false } | { readonly defined: true; readonly value: JsonValue };
export type ExactEvaluation =
  | { readonly defined: false }
  | { readonly defined: true; readonly value: RegoValue };

/** One solution of a query. */
export interface QueryRow {
  /** Values of the query's variables, without wildcards. */
  readonly bindings: { readonly [name: string]: RegoValue };
  /** Values of the query's expressions, in the order written; true for those that only hold. */
  readonly expressions: readonly RegoValue[];
}
